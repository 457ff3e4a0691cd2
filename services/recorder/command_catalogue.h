#pragma once

// The commands, found by their descriptors: any method whose request has `header` (CommandHeader)
// and `content` (a message of Payload's oneof). A new command RPC costs no line here.

#include <google/protobuf/arena.h>
#include <google/protobuf/io/zero_copy_stream.h>
#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <unordered_map>

#include "services/domain/payloads.h"
#include "witan/command/v1/command.pb.h"

namespace witan::recorder {

// A command as it came, on the arena that it was read into.
struct ParsedCommand {
  witan::command::v1::CommandHeader* header = nullptr;
  domain::Payload* content = nullptr;
};

struct CommandMethod {
  // "/witan.decision.v1.DecisionService/MakeDecision".
  std::string path;
  const google::protobuf::Message* request = nullptr;
  const google::protobuf::FieldDescriptor* header = nullptr;
  const google::protobuf::FieldDescriptor* content = nullptr;
  // The same content in Payload.
  const google::protobuf::FieldDescriptor* payload = nullptr;
};

// What reading a request came to.
enum class ParseOutcome { kOk, kMalformed, kUnknownFields };

class CommandCatalogue final {
 public:
  // Walks the services of every file that Payload's kinds come from.
  CommandCatalogue();

  // nullptr: not a command.
  const CommandMethod* Find(std::string_view path) const;
  size_t size() const { return methods_.size(); }

 private:
  std::unordered_map<std::string, CommandMethod> methods_;
};

// Reads one request. An absent header or content comes back empty, for the checks to name.
ParseOutcome Parse(const CommandMethod& method, google::protobuf::io::ZeroCopyInputStream& bytes,
                   google::protobuf::Arena& arena, ParsedCommand& command);

// The same for an item of a bulk stream.
ParseOutcome ParseRecordRequest(google::protobuf::io::ZeroCopyInputStream& bytes,
                                google::protobuf::Arena& arena, ParsedCommand& command);

}  // namespace witan::recorder
