#pragma once

// The table that write_table.cc writes.

#include <cstddef>
#include <string_view>

namespace witan::proto {

struct Comment {
  std::string_view full_name;
  std::string_view text;
};

// By full name, ascending in bytes.
extern const Comment kComments[];
extern const size_t kCommentCount;

}  // namespace witan::proto
