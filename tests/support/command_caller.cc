#include "tests/support/command_caller.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/domain/payloads.h"
#include "storage/base/check.h"

namespace witan::testing {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using witan::event::v1::Payload;

constexpr int kHeaderField = 1;
constexpr int kContentField = 2;

const MethodDescriptor& MethodOf(const Payload& content) {
  const auto* type = domain::ContentOf(content)->GetDescriptor();
  const auto* file = type->file();
  for (int i = 0; i < file->service_count(); ++i) {
    for (int j = 0; j < file->service(i)->method_count(); ++j) {
      const MethodDescriptor* method = file->service(i)->method(j);
      const auto* field = method->input_type()->FindFieldByNumber(kContentField);
      if (field != nullptr && field->name() == "content" && field->message_type() == type) {
        return *method;
      }
    }
  }
  WITAN_CHECK(false, "no method takes this content");
}

std::string Joined(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

void ReadDetails(Outcome& outcome) {
  google::rpc::Status details;
  details.ParseFromString(outcome.status.error_details());
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest request;
    if (detail.UnpackTo(&info)) {
      outcome.reasons.push_back(info.reason());
      const auto writer = info.metadata().find("writer");
      if (writer != info.metadata().end()) outcome.writer = writer->second;
    }
    if (!detail.UnpackTo(&request)) continue;
    for (const auto& violation : request.field_violations()) {
      outcome.fields.push_back(violation.field());
    }
  }
}

}  // namespace

std::string Outcome::Text() const {
  std::string text;
  for (const std::string& field : fields) text += field + "! ";
  for (const std::string& reason : reasons) {
    if (reason != "INVALID_FIELD") text += reason + " ";
  }
  if (!text.empty()) text.pop_back();
  if (text.empty() && !status.ok()) {
    return fmt::format("status {}: {}", static_cast<int>(status.error_code()),
                       status.error_message());
  }
  return text;
}

std::string CommandCaller::PathOf(const Payload& content) {
  const MethodDescriptor& method = MethodOf(content);
  return fmt::format("/{}/{}", method.service()->full_name(), method.name());
}

std::string CommandCaller::BytesOf(const witan::command::v1::CommandHeader& header,
                                   const Payload& content) {
  const auto* type = MethodOf(content).input_type();
  const std::unique_ptr<Message> request(
      MessageFactory::generated_factory()->GetPrototype(type)->New());
  const auto* reflection = request->GetReflection();
  reflection->MutableMessage(request.get(), type->FindFieldByNumber(kHeaderField))
      ->CopyFrom(header);
  reflection->MutableMessage(request.get(), type->FindFieldByNumber(kContentField))
      ->CopyFrom(*domain::ContentOf(content));
  return request->SerializeAsString();
}

Outcome CommandCaller::Call(const witan::command::v1::CommandHeader& header, const Payload& content,
                            const witan::auth::v1::Principal* principal) const {
  return CallRaw(PathOf(content), BytesOf(header, content), principal);
}

Outcome CommandCaller::CallRaw(const std::string& path, const std::string& bytes,
                               const witan::auth::v1::Principal* principal) const {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience_);
  if (principal != nullptr) AddPrincipal(context, *principal);
  const grpc::Slice slice(bytes);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, path, grpc::ByteBuffer(&slice, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer answer;
  Outcome outcome;
  call->Finish(&answer, &outcome.status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (outcome.status.ok()) outcome.response.ParseFromString(Joined(answer));
  ReadDetails(outcome);
  for (const auto& [name, value] : context.GetServerTrailingMetadata()) {
    if (name.find("token") != grpc::string_ref::npos) {
      outcome.token = std::string(value.data(), value.size());
    }
  }
  return outcome;
}

void AddPrincipal(grpc::ClientContext& context, const witan::auth::v1::Principal& principal) {
  context.AddMetadata("witan-principal-bin", principal.SerializeAsString());
}

witan::auth::v1::Principal PrincipalOf(witan::auth::v1::Role role,
                                       const std::string& organisation_id) {
  witan::auth::v1::Principal principal;
  principal.set_subject("test");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

}  // namespace witan::testing
