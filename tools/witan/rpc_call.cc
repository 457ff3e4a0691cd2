#include "tools/witan/rpc_call.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <thread>

#include "storage/base/status.h"
#include "storage/base/uuid.h"
#include "tools/witan/json_fault.h"
#include "tools/witan/table.h"
#include "tools/witan/watch.h"
#include "witan/command/v1/command.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// A list that is followed to its end stays in memory.
constexpr int kMaxItems = 100'000;

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

bool IsNumber(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

// The field that a positional argument of this form fills, among the members of a oneof.
const FieldDescriptor* MemberFor(const google::protobuf::OneofDescriptor& key,
                                 const std::string& text) {
  const bool is_uuid = Uuid::Parse(text).ok();
  const FieldDescriptor* by_code = nullptr;
  for (int i = 0; i < key.field_count(); ++i) {
    const FieldDescriptor* field = key.field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
      if (IsNumber(text)) return field;
    } else if (field->name().ends_with("code")) {
      by_code = field;
    } else if (is_uuid) {
      return field;
    }
  }
  return IsNumber(text) || is_uuid ? nullptr : by_code;
}

// A single text that says what is asked for: `overview QF7`, `powers ID`.
const FieldDescriptor* PlainKey(const Descriptor& request) {
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor* field = request.field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || field->is_repeated()) continue;
    if (field->name().ends_with("_code") || field->name().ends_with("_id")) return field;
  }
  return nullptr;
}

std::string PositionalName(const Method& method) {
  if (method.kind == MethodKind::kCommand || method.kind == MethodKind::kStream) return "";
  const Descriptor& request = *method.descriptor->input_type();
  if (request.FindOneofByName("key") != nullptr) return "key";
  const FieldDescriptor* plain = PlainKey(request);
  return plain == nullptr ? "" : plain->name();
}

absl::StatusOr<std::string> ReadAll(const std::string& file) {
  if (file == "-") {
    return std::string{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  }
  std::ifstream stream(file);
  if (!stream) return absl::InvalidArgumentError(fmt::format("The file {} cannot be read.", file));
  return std::string{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Whether the text is a JSON object that has this name.
bool HasName(const std::string& text, const std::string& name) {
  google::protobuf::Struct json;
  return google::protobuf::util::JsonStringToMessage(text, &json).ok() &&
         json.fields().contains(name);
}

// Options of a command: header and content side by side.
void AddCommandOptions(const Descriptor& request, std::deque<GivenOption>& out) {
  std::set<std::string> taken = {"json"};
  for (const char* part : {"header", "content"}) {
    const FieldDescriptor* field = request.FindFieldByName(part);
    for (OptionField& option : OptionFields(*field->message_type(), Naming::kFull)) {
      if (!taken.insert(option.name).second) option.name = fmt::format("{}-{}", part, option.name);
      option.path.insert(option.path.begin(), field);
      out.push_back({std::move(option), {}, false});
    }
  }
}

bool IsOrganisation(const FieldDescriptor& leaf) {
  return leaf.name() == "organisation_id" || leaf.name() == "subject_id";
}

}  // namespace

std::deque<GivenOption> OptionsOf(const Method& method) {
  std::deque<GivenOption> options;
  const Descriptor& request = *method.descriptor->input_type();
  if (method.kind == MethodKind::kCommand) {
    AddCommandOptions(request, options);
    return options;
  }
  for (OptionField& option : OptionFields(request, Naming::kShort)) {
    options.push_back({std::move(option), {}, false});
  }
  return options;
}

RpcCall::RpcCall(const Method& method, Session& session)
    : method_(method),
      session_(session),
      options_(OptionsOf(method)),
      positional_name_(PositionalName(method)) {}

absl::StatusOr<std::unique_ptr<Message>> RpcCall::MakeRequest() {
  std::unique_ptr<Message> request = New(method_.descriptor->input_type());
  RETURN_IF_ERROR(ReadJson(*request));
  RETURN_IF_ERROR(SetPositional(*request));
  for (const GivenOption& option : options_) {
    if (option.flag) RETURN_IF_ERROR(SetField(*request, option.field, "true"));
    for (const std::string& value : option.values) {
      RETURN_IF_ERROR(SetField(*request, option.field, value));
    }
  }
  return request;
}

absl::Status RpcCall::ReadJson(Message& request) const {
  if (json_file_.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string text, ReadAll(json_file_));
  const FieldDescriptor* content = request.GetDescriptor()->FindFieldByName("content");
  const bool is_whole =
      content == nullptr || HasName(text, "header") ||
      (HasName(text, "content") && content->message_type()->FindFieldByName("content") == nullptr);
  Message* target =
      is_whole ? &request : request.GetReflection()->MutableMessage(&request, content);
  const auto status = google::protobuf::util::JsonStringToMessage(text, target);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("The JSON does not fit this command: {}",
                  ExplainJson(text, *target->GetDescriptor(), status.message().ToString())));
}

absl::Status RpcCall::SetPositional(Message& request) const {
  if (positional_.empty()) return absl::OkStatus();
  const Descriptor& type = *request.GetDescriptor();
  const auto* key = type.FindOneofByName("key");
  const FieldDescriptor* field = key == nullptr ? PlainKey(type) : MemberFor(*key, positional_);
  if (field == nullptr) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is neither a number nor an id by which this can be looked up.", positional_));
  }
  return SetField(request, {field->name(), {field}, "", {}, false, false}, positional_);
}

// `--subject-id QF7` and `powers QF7`: an ODS code where an organisation's id is wanted.
absl::Status RpcCall::ResolveOrganisations(Client& client) {
  if (method_.kind == MethodKind::kCommand) return absl::OkStatus();
  if (positional_name_ == "organisation_id") {
    RETURN_IF_ERROR(ResolveOrganisation(client, positional_));
  }
  for (GivenOption& option : options_) {
    if (!IsOrganisation(*option.field.path.back())) continue;
    for (std::string& value : option.values) RETURN_IF_ERROR(ResolveOrganisation(client, value));
  }
  return absl::OkStatus();
}

absl::Status RpcCall::ResolveOrganisation(Client& client, std::string& value) const {
  if (value.empty() || Uuid::Parse(value).ok()) return absl::OkStatus();
  witan::oversight::v1::GetRecordRequest request;
  request.set_ods_code(value);
  witan::oversight::v1::GetOrganisationResponse response;
  const auto* service =
      witan::oversight::v1::GetOrganisationResponse::descriptor()->file()->FindServiceByName(
          "OversightService");
  const grpc::Status status =
      client.Call(*service->FindMethodByName("GetOrganisation"), request, response);
  if (!status.ok()) {
    return absl::InvalidArgumentError(fmt::format("No organisation is found by the code '{}': {}",
                                                  value, status.error_message()));
  }
  value = response.item().head().id();
  return absl::OkStatus();
}

void RpcCall::Run() {
  // Before the channel's threads are made, which must not take the signal.
  if (method_.kind == MethodKind::kStream) stop_signal_.emplace();
  const std::unique_ptr<Client> client = session_.Connect();
  if (client == nullptr) return;
  if (const absl::Status status = ResolveOrganisations(*client); !status.ok()) {
    session_.FailUsage(status);
    return;
  }
  auto request = MakeRequest();
  if (!request.ok()) {
    session_.FailUsage(request.status());
  } else if (method_.kind == MethodKind::kStream) {
    RunStream(*client, **request);
  } else {
    RunUnary(*client, **request);
  }
}

void RpcCall::RunStream(Client& client, Message& request) {
  Watch watch(method_, session_, client);
  std::jthread waiter([&] {
    stop_signal_->Wait();
    watch.Stop();
  });
  watch.Run(request);
  // Ends the waiter where it was not the signal that ended the watch.
  stop_signal_->Raise();
}

void RpcCall::RunUnary(Client& client, Message& request) {
  std::string request_id;
  if (method_.kind == MethodKind::kCommand) {
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("header");
    auto& header = dynamic_cast<witan::command::v1::CommandHeader&>(
        *request.GetReflection()->MutableMessage(&request, field));
    if (header.request_id().empty()) header.set_request_id(Uuid::Random().ToString());
    request_id = header.request_id();
  }
  const std::unique_ptr<Message> response = New(method_.descriptor->output_type());
  grpc::Status status = client.Call(*method_.descriptor, request, *response);
  if (status.ok() && all_pages_) status = FollowPages(client, request, *response);
  if (!status.ok()) {
    Failure failure = FailureOf(status);
    if (!request_id.empty() && ExitCode(failure) == kExitUnavailable) {
      failure.sentence += fmt::format(" Send it again with --request-id {}.", request_id);
    }
    session_.Fail(failure);
    return;
  }
  if (!session_.json()) {
    Print(RenderAnswer(*response, TerminalWidth()));
    return;
  }
  const auto json = ToJson(*response, false);
  if (json.ok()) Print(*json);
}

// Asks for page after page and puts all items into the first answer.
grpc::Status RpcCall::FollowPages(Client& client, Message& request, Message& response) const {
  const FieldDescriptor* token = request.GetDescriptor()->FindFieldByName("page_token");
  const FieldDescriptor* page = response.GetDescriptor()->FindFieldByName("page");
  const FieldDescriptor* items = response.GetDescriptor()->FindFieldByName("items");
  if (token == nullptr || page == nullptr || items == nullptr) return grpc::Status::OK;
  const auto page_of = [&](Message& answer) -> witan::oversight::v1::Page& {
    return dynamic_cast<witan::oversight::v1::Page&>(
        *answer.GetReflection()->MutableMessage(&answer, page));
  };
  while (!page_of(response).next_page_token().empty() &&
         response.GetReflection()->FieldSize(response, items) < kMaxItems) {
    request.GetReflection()->SetString(&request, token, page_of(response).next_page_token());
    const std::unique_ptr<Message> next = New(method_.descriptor->output_type());
    const grpc::Status status = client.Call(*method_.descriptor, request, *next);
    if (!status.ok()) return status;
    page_of(response).set_next_page_token(page_of(*next).next_page_token());
    next->GetReflection()->ClearField(next.get(), page);
    response.MergeFrom(*next);
  }
  return grpc::Status::OK;
}

}  // namespace witan::cli
