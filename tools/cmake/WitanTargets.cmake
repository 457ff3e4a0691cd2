# The targets of Witan: one function for a library, one for a program, one for a test.
#
#   witan_library(witan_storage [OBJECT] SOURCES a.cc b.cc DEPS witan_base RocksDB::rocksdb)
#   witan_program(recorder SOURCES main.cc DEPS witan_recorder)
#   witan_test(event_log_test SOURCES event_log_test.cc DEPS witan_storage [LABELS slow tsan])
#
# Includes are rooted at the repository. Our own code is compiled with all warnings as errors;
# generated code is not (see proto/CMakeLists.txt). What links the schema gets the schema's headers
# precompiled (see PrecompiledHeaders.cmake).

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(WITAN_CCACHE ccache)
if(WITAN_CCACHE)
  # Paths below the repository are hashed relative, so that several build folders share one cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${WITAN_CCACHE})
endif()
find_program(WITAN_MOLD mold)
if(WITAN_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(fmt REQUIRED)
find_package(Protobuf CONFIG QUIET)
if(NOT Protobuf_FOUND)
  find_package(Protobuf REQUIRED)
endif()
find_package(gRPC REQUIRED)
find_package(RocksDB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(GTest REQUIRED)

add_library(witan_options INTERFACE)
target_compile_options(witan_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
# What GCC 12 concludes from the flow of data after inlining is another thing at each optimisation and
# often wrong. It is said, but stops no optimised build: the tests build the unoptimised one, and would
# not show that the release no longer builds. All other warnings are the same in both and stop both.
set(WITAN_SAID_ONLY
    maybe-uninitialized      # the value of a std::optional that holds none
    array-bounds             # the short buffer of a std::string that holds a long one
    stringop-overflow        # the same, where it is written
    stringop-overread        # the same, where it is read
    dangling-pointer         # a callback's reference, which lives as long as the call it is given to
    use-after-free           # a count of references that is not zero
    free-nonheap-object      # the short buffer of a std::string, which is never freed
    alloc-size-larger-than=) # a difference of pointers that cannot be negative
if(NOT CMAKE_CXX_FLAGS MATCHES "-O0")
  foreach(warning IN LISTS WITAN_SAID_ONLY)
    target_compile_options(witan_options INTERFACE -Wno-error=${warning})
  endforeach()
endif()
# GCC 12 sees overlapping copies in std::string's own insert and + once they are inlined (GCC bug
# 105651).
target_compile_options(witan_options INTERFACE -Wno-restrict)
# Sanitizers go into our own code alone. Generated code is as foreign to them as Debian's libraries,
# and without them it is compiled as in preset dev, so that ccache has it already. Values that look
# unset once sanitizers have rewritten the code are set.
set(WITAN_SANITIZE "" CACHE STRING "what -fsanitize= is given for our own code")
if(WITAN_SANITIZE)
  target_compile_options(witan_options INTERFACE -fsanitize=${WITAN_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${WITAN_SANITIZE})
endif()
target_include_directories(witan_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_link_libraries(witan_options INTERFACE Threads::Threads fmt::fmt)

include(PrecompiledHeaders)

# OBJECT: every file is linked in whether anything refers to it or not, as a suite of tests needs it.
function(witan_library name)
  cmake_parse_arguments(ARG "OBJECT" "" "SOURCES;DEPS" ${ARGN})
  if(ARG_OBJECT)
    add_library(${name} OBJECT ${ARG_SOURCES})
  else()
    add_library(${name} STATIC ${ARG_SOURCES})
  endif()
  target_link_libraries(${name} PRIVATE witan_options PUBLIC ${ARG_DEPS})
  witan_may_precompile(${name} witan_schema_headers ${ARG_DEPS})
endfunction()

function(witan_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE witan_options ${ARG_DEPS})
  witan_may_precompile(${name} witan_schema_headers ${ARG_DEPS})
endfunction()

# A test carries the label `unit` unless it stands in tests/ or is labelled `slow`. Label `tsan` is for
# code that stands without gRPC and RocksDB: it runs under the thread sanitizer too.
add_custom_target(witan_unit_tests)
add_custom_target(witan_tsan_tests)

function(witan_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE witan_options ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  witan_may_precompile(${name} witan_test_headers ${ARG_DEPS})
  add_test(NAME ${name} COMMAND ${name})
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY "${CMAKE_SOURCE_DIR}"
             OUTPUT_VARIABLE folder)
  if(NOT folder MATCHES "^tests(/|$)" AND NOT "slow" IN_LIST ARG_LABELS)
    list(APPEND ARG_LABELS unit)
    add_dependencies(witan_unit_tests ${name})
  endif()
  if("tsan" IN_LIST ARG_LABELS)
    add_dependencies(witan_tsan_tests ${name})
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS "${ARG_LABELS}")
endfunction()
