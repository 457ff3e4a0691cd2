#include "proto/comments/comments.h"

#include <algorithm>

#include "proto/comments/table.h"

namespace witan::proto {

std::string_view CommentOf(std::string_view full_name) {
  const Comment* end = kComments + kCommentCount;
  const Comment* found = std::lower_bound(
      kComments, end, full_name,
      [](const Comment& comment, std::string_view name) { return comment.full_name < name; });
  return found != end && found->full_name == full_name ? found->text : std::string_view();
}

}  // namespace witan::proto
