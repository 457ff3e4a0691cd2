#pragma once

// What an answer itself says of the names behind the ids in it, so that people read names: a list
// of who attended holds ids, the members' names stand elsewhere in the same answer.

#include <map>
#include <string>
#include <string_view>

namespace google::protobuf {
class Message;
}

namespace witan::cli {

class NameBook final {
 public:
  NameBook() = default;
  // Collects the names of organisations, bodies and people, and the titles of records.
  explicit NameBook(const google::protobuf::Message& answer);

  // Empty where the answer does not name it.
  std::string NameOf(std::string_view id) const;

  // Ids separated by commas, as a cell holds them, with each that is named replaced by its name.
  std::string WithNames(const std::string& cell) const;

 private:
  void Collect(const google::protobuf::Message& message, int depth);

  std::map<std::string, std::string, std::less<>> names_;
};

// True for nothing but ids or hashes, separated by commas: nothing that a person reads.
bool IsOnlyIds(std::string_view cell);

}  // namespace witan::cli
