# Precompiled headers: a file that includes the schema's generated headers spends four fifths of its
# compilation in reading them. Every target that links witan_proto, directly or through others, has
# them read once: witan_schema_headers for libraries and programs, witan_test_headers for tests.
#
# They hold nothing of ours that changes with the work, only generated and foreign headers. A file
# still includes what it uses: clang-tidy reads every file without them.

option(WITAN_PRECOMPILE "read the schema's headers once a build, not once a file" OFF)

# witan_may_precompile(NAME HEADERS DEPS...): notes what NAME links and which headers it would take.
function(witan_may_precompile name headers)
  set_property(GLOBAL APPEND PROPERTY WITAN_TARGETS ${name})
  set_target_properties(${name} PROPERTIES WITAN_HEADERS ${headers} WITAN_DEPS "${ARGN}")
endfunction()

# Sets `result` to whether NAME links witan_proto, also through others.
function(witan_links_schema name result)
  set(seen)
  set(waiting ${name})
  while(waiting)
    list(POP_FRONT waiting next)
    if(next STREQUAL witan_proto)
      set(${result} TRUE PARENT_SCOPE)
      return()
    endif()
    list(APPEND seen ${next})
    if(NOT TARGET ${next})
      continue()
    endif()
    get_target_property(deps ${next} WITAN_DEPS)
    if(deps)
      list(APPEND waiting ${deps})
      list(REMOVE_ITEM waiting ${seen})
    endif()
  endwhile()
  set(${result} FALSE PARENT_SCOPE)
endfunction()

# A library of one empty file that carries the headers: witan_add_headers(NAME HEADERS...).
function(witan_add_headers name)
  set(source "${CMAKE_BINARY_DIR}/precompiled/${name}.cc")
  if(NOT EXISTS "${source}")
    file(WRITE "${source}" "// Carries precompiled headers.\n")
  endif()
  add_library(${name} OBJECT "${source}")
  target_link_libraries(${name} PRIVATE witan_options witan_proto absl::statusor)
  target_precompile_headers(${name} PRIVATE ${ARGN})
  # ccache needs it to know a precompiled header by its content.
  target_compile_options(${name} PRIVATE -fpch-preprocess)
endfunction()

# Called once, when every target is declared.
function(witan_precompile_headers)
  if(NOT WITAN_PRECOMPILE)
    return()
  endif()
  # A precompiled header is taken only where the same macros stand, and gRPC's targets bring -pthread.
  target_compile_options(witan_options INTERFACE -pthread)
  set(schema
      <algorithm> <chrono> <functional> <map> <memory> <optional> <set> <string> <string_view>
      <unordered_map> <utility> <vector> <fmt/format.h> <absl/status/statusor.h>
      <google/protobuf/descriptor.h> <witan/command/v1/command.pb.h>
      <witan/event/v1/envelope.pb.h>)
  witan_add_headers(witan_schema_headers ${schema})
  witan_add_headers(witan_test_headers ${schema} <gmock/gmock.h>)
  target_link_libraries(witan_test_headers PRIVATE GTest::gmock)
  get_property(targets GLOBAL PROPERTY WITAN_TARGETS)
  foreach(target IN LISTS targets)
    witan_links_schema(${target} links)
    if(links)
      get_target_property(headers ${target} WITAN_HEADERS)
      target_precompile_headers(${target} REUSE_FROM ${headers})
      target_compile_options(${target} PRIVATE -fpch-preprocess)
    endif()
  endforeach()
endfunction()
