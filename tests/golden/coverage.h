#pragma once

// Which fields of the schema the corpus shows.

#include <google/protobuf/message.h>

#include <set>
#include <string>

namespace witan::golden {

class Coverage final {
 public:
  // Notes each field that is set, at any depth; true when one was not noted before.
  bool Add(const google::protobuf::Message& message);

  // Fields that a message of this type can hold, at any depth, and that were never set:
  // "witan.common.v1.Text.erased".
  std::set<std::string> MissingBelow(const google::protobuf::Descriptor* type) const;

 private:
  std::set<std::string> seen_;
};

}  // namespace witan::golden
