#pragma once

// The fields of a request as options of the command line. Fields of nested messages stand beside
// those of their parent: `filter.system` is `--system`, `acted_by.person_id` is
// `--acted-by-person-id` in a command.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace witan::cli {

// How the names of nested fields are made.
enum class Naming {
  // "known-at": the leaf's name, with its parent's before it only where two leaves share a name.
  kShort,
  // "acted-by-person-id": every name on the way.
  kFull,
};

struct OptionField {
  // Without the two dashes.
  std::string name;
  // From the request down to the leaf.
  std::vector<const google::protobuf::FieldDescriptor*> path;
  // What may be given (FieldForm).
  std::string help;
  // For an enum: its words.
  std::vector<std::string> words;
  bool repeated = false;
  bool flag = false;
};

// The options of a message, in the order of its fields. Repeated messages, and what lies deeper
// than three levels, have none: they are given as JSON. A witan.common.v1.Text is one option, its
// plain form.
std::vector<OptionField> OptionFields(const google::protobuf::Descriptor& message, Naming naming);

// Sets the leaf at `path` from text, adding to it where it is repeated. InvalidArgument, naming the
// option and what would do, when the text is not of the leaf's type. An enum is given by its last
// words in any case: "consensus" for DECISION_METHOD_CONSENSUS.
absl::Status SetField(google::protobuf::Message& message, const OptionField& field,
                      std::string_view text);

// What may be given for a field: "date, 2022-07-01"; "id of a decision"; for an enum its words.
std::string FieldForm(const google::protobuf::FieldDescriptor& field);

// The word of an enum value without the prefix that all values share, in lower case: "chair".
std::string EnumWord(const google::protobuf::FieldDescriptor& field, int number);

}  // namespace witan::cli
