#include "tools/witan/watch.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>

#include "tools/witan/table.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

constexpr std::chrono::milliseconds kFirstWait{250};
constexpr std::chrono::milliseconds kLongestWait{10'000};

// The text field of that name; null where the message has none.
const FieldDescriptor* TextField(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const bool is_text = field != nullptr && !field->is_repeated() &&
                       field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return is_text ? field : nullptr;
}

bool MayPass(const grpc::Status& status) {
  switch (status.error_code()) {
    // The server ended the stream: it stops, and is perhaps started again.
    case grpc::StatusCode::OK:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return true;
    default:
      return false;
  }
}

}  // namespace

Watch::Watch(const Method& method, Session& session, Client& client)
    : method_(method), session_(session), client_(client), wait_(kFirstWait) {}

void Watch::Run(Message& request) {
  if (!Begin(request)) return;
  const std::unique_ptr<Message> answer(
      MessageFactory::generated_factory()->GetPrototype(method_.descriptor->output_type())->New());
  while (!is_stopped() && is_read_) {
    const grpc::Status status = client_.Stream(*method_.descriptor, request, *answer,
                                               [&] { return Show(*answer, request); });
    if (is_stopped() || !is_read_) break;
    const Failure failure = FailureOf(status);
    if (!MayPass(status)) return session_.Fail(failure);
    if (!WaitToReconnect(failure)) break;
  }
  if (is_read_ && !token_.empty()) {
    std::fputs(fmt::format("Stopped. Go on with: --after {}\n", token_).c_str(), stderr);
  }
}

void Watch::Stop() {
  MutexLock lock(mutex_);
  is_stopped_ = true;
  changed_.NotifyAll();
  client_.Cancel();
}

bool Watch::Begin(Message& request) {
  witan::oversight::v1::ListEventsRequest now;
  now.set_after_position(std::numeric_limits<int64_t>::max());
  now.set_page_size(1);
  witan::oversight::v1::ListEventsResponse answer;
  const auto* service = now.GetDescriptor()->file()->FindServiceByName("OversightService");
  const grpc::Status status = client_.Call(*service->FindMethodByName("ListEvents"), now, answer);
  if (!status.ok()) {
    if (!is_stopped()) session_.Fail(FailureOf(status));
    return false;
  }
  const FieldDescriptor* after = TextField(request, "after");
  if (after == nullptr) return true;
  const auto& reflection = *request.GetReflection();
  if (reflection.GetString(request, after).empty()) {
    reflection.SetString(&request, after, answer.as_of().token());
  }
  token_ = reflection.GetString(request, after);
  return true;
}

bool Watch::Show(const Message& answer, Message& request) {
  wait_ = kFirstWait;
  if (session_.json()) {
    const auto json = ToJson(answer, true);
    if (!json.ok()) return false;
    Print(*json);
  } else {
    Print(RenderLine(answer, TerminalWidth()));
  }
  is_read_ = std::ferror(stdout) == 0;
  const FieldDescriptor* token = TextField(answer, "token");
  const FieldDescriptor* after = TextField(request, "after");
  if (token != nullptr && after != nullptr) {
    token_ = answer.GetReflection()->GetString(answer, token);
    request.GetReflection()->SetString(&request, after, token_);
  }
  return is_read_;
}

bool Watch::WaitToReconnect(const Failure& failure) {
  // Said once for each interruption, not at each try.
  if (wait_ == kFirstWait) {
    std::fputs(fmt::format("{} Trying again until it answers.\n",
                           failure.code == 0 ? "Witan ended the stream." : failure.sentence)
                   .c_str(),
               stderr);
  }
  const auto until = std::chrono::steady_clock::now() + wait_;
  wait_ = std::min(wait_ * 2, kLongestWait);
  MutexLock lock(mutex_);
  while (!is_stopped_ && std::chrono::steady_clock::now() < until) {
    changed_.WaitUntil(mutex_, until);
  }
  return !is_stopped_;
}

bool Watch::is_stopped() {
  MutexLock lock(mutex_);
  return is_stopped_;
}

}  // namespace witan::cli
