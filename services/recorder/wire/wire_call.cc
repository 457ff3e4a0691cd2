#include "services/recorder/wire/wire_call.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "services/domain/conclude.h"
#include "services/recorder/wire/refusal_status.h"
#include "services/runtime/calls/trace.h"
#include "services/runtime/token/token.h"

namespace witan::recorder {

void CallWire::Proceed(bool /*ok*/) { call->OnDone(); }

WireCall::WireCall(WireParts& parts, std::unique_ptr<CallWire> wire)
    : parts_(parts),
      wire_(std::move(wire)),
      observed_(parts.calls, wire_->context.method(), runtime::TraceparentOf(wire_->context)) {
  wire_->call = this;
  ++parts_.open_calls;
}

WireCall::~WireCall() { --parts_.open_calls; }

void WireCall::OnDone() {
  is_cancelled_ = wire_->context.IsCancelled();
  if (is_cancelled_ && !is_finished_) OnCancelled();
  is_done_ = true;
  DeleteIfOver();
}

bool WireCall::DeleteIfOver() {
  if (operations_ > 0 || !is_done_ || !is_finished_) return false;
  delete this;
  return true;
}

bool WireCall::EndOperation() {
  --operations_;
  return !DeleteIfOver();
}

bool WireCall::IsOver() const {
  return is_cancelled_ || wire_->context.deadline() < std::chrono::system_clock::now();
}

std::string WireCall::TraceParent() const {
  const std::string_view sent = runtime::TraceparentOf(wire_->context);
  return runtime::TraceIdOf(sent).empty() ? std::string() : std::string(sent);
}

void WireCall::AddToken(uint64_t position) {
  wire_->context.AddTrailingMetadata("witan-token",
                                     runtime::EncodeToken(parts_.log_id, Position(position)));
}

void WireCall::BeginLast(grpc::StatusCode code, std::string_view reason) {
  wire_->context.AddTrailingMetadata(runtime::kTraceIdEntry, observed_.trace_id());
  observed_.End(code, reason);
  is_finished_ = true;
  BeginOperation();
}

void WireCall::Finish(const grpc::Status& status, Tag& tag, std::string_view reason) {
  BeginLast(status.error_code(), reason);
  wire_->stream.Finish(status, &tag);
}

void WireCall::FinishWith(const google::protobuf::Message& response, Tag& tag) {
  BeginLast(grpc::StatusCode::OK, "");
  wire_->stream.WriteAndFinish(Serialized(response), grpc::WriteOptions(), grpc::Status::OK, &tag);
}

void WireCall::FinishRefused(const domain::Refusal& refusal, uint64_t speaks_for, Tag& tag) {
  AddToken(speaks_for);
  const std::string& reason = refusal.reasons.front().reason;
  const bool should_call_writer = reason == domain::ReasonOf(domain::ReasonId::kNotWriter).name;
  Finish(StatusOf(refusal, should_call_writer ? parts_.writers.Get().address : ""), tag, reason);
}

grpc::ByteBuffer Serialized(const google::protobuf::Message& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

domain::Refusal RefusalOfCaller(const absl::Status& status) {
  const auto reason = absl::IsUnauthenticated(status) ? domain::ReasonId::kNoPrincipal
                                                      : domain::ReasonId::kPrincipalNotBelieved;
  return RefusalOf(reason, std::string(status.message()));
}

domain::Refusal RefusalOfParse(ParseOutcome outcome, std::string_view type) {
  if (outcome == ParseOutcome::kUnknownFields) return RefusalOf(domain::ReasonId::kUnknownField);
  domain::Findings findings;
  findings.Field("content",
                 fmt::format("cannot be read: the bytes are no {} with text in UTF-8", type));
  return domain::Refuse(findings, domain::CivilDate());
}

}  // namespace witan::recorder
