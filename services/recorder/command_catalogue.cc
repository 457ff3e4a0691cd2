#include "services/recorder/command_catalogue.h"

#include <fmt/format.h>

#include "services/domain/checks.h"
#include "witan/command/v1/record.pb.h"

namespace witan::recorder {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using witan::command::v1::CommandHeader;

bool IsCommand(const MethodDescriptor* method, CommandMethod& command) {
  const Descriptor* type = method->input_type();
  command.header = type->FindFieldByName("header");
  command.content = type->FindFieldByName("content");
  const bool has_parts = command.header != nullptr && command.content != nullptr &&
                         command.header->message_type() == CommandHeader::descriptor() &&
                         command.content->message_type() != nullptr;
  if (!has_parts || method->client_streaming() || method->server_streaming()) return false;
  command.payload = domain::PayloadFieldOf(command.content->message_type());
  return command.payload != nullptr;
}

}  // namespace

CommandCatalogue::CommandCatalogue() {
  const FileDescriptor* payloads = domain::Payload::descriptor()->file();
  for (int i = 0; i < payloads->dependency_count(); ++i) {
    const FileDescriptor* file = payloads->dependency(i);
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const MethodDescriptor* method = file->service(s)->method(m);
        CommandMethod command;
        if (!IsCommand(method, command)) continue;
        command.path = fmt::format("/{}/{}", file->service(s)->full_name(), method->name());
        command.request = google::protobuf::MessageFactory::generated_factory()->GetPrototype(
            method->input_type());
        methods_.emplace(command.path, command);
      }
    }
  }
}

const CommandMethod* CommandCatalogue::Find(std::string_view path) const {
  const auto it = methods_.find(std::string(path));
  return it == methods_.end() ? nullptr : &it->second;
}

ParseOutcome Parse(const CommandMethod& method, google::protobuf::io::ZeroCopyInputStream& bytes,
                   google::protobuf::Arena& arena, ParsedCommand& command) {
  Message* request = method.request->New(&arena);
  if (!request->ParseFromZeroCopyStream(&bytes)) return ParseOutcome::kMalformed;
  if (domain::HasUnknownFields(*request)) return ParseOutcome::kUnknownFields;
  const google::protobuf::Reflection* reflection = request->GetReflection();
  command.header = static_cast<CommandHeader*>(reflection->MutableMessage(request, method.header));
  command.content = google::protobuf::Arena::CreateMessage<domain::Payload>(&arena);
  if (reflection->HasField(*request, method.content)) {
    // Both stand on the arena: the content changes its parent without being copied.
    Message* content = reflection->UnsafeArenaReleaseMessage(request, method.content);
    command.content->GetReflection()->UnsafeArenaSetAllocatedMessage(command.content, content,
                                                                     method.payload);
  }
  return ParseOutcome::kOk;
}

ParseOutcome ParseRecordRequest(google::protobuf::io::ZeroCopyInputStream& bytes,
                                google::protobuf::Arena& arena, ParsedCommand& command) {
  auto* request = google::protobuf::Arena::CreateMessage<witan::command::v1::RecordRequest>(&arena);
  if (!request->ParseFromZeroCopyStream(&bytes)) return ParseOutcome::kMalformed;
  if (domain::HasUnknownFields(*request)) return ParseOutcome::kUnknownFields;
  command.header = request->mutable_header();
  command.content = request->mutable_content();
  return ParseOutcome::kOk;
}

}  // namespace witan::recorder
