#include "services/recorder/wire/unary_call.h"

#include <grpcpp/support/proto_buffer_reader.h>

#include <utility>

#include "services/recorder/response.h"

namespace witan::recorder {
namespace {

using domain::ReasonId;

google::protobuf::ArenaOptions SmallArena() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = size_t{2} << 10;
  return options;
}

}  // namespace

void UnaryCall::Start(WireParts& parts, std::unique_ptr<CallWire> wire,
                      const CommandMethod& method) {
  (new UnaryCall(parts, std::move(wire), method))->Begin();
}

UnaryCall::UnaryCall(WireParts& parts, std::unique_ptr<CallWire> wire, const CommandMethod& method)
    : WireCall(parts, std::move(wire)), method_(method), arena_(SmallArena()) {}

void UnaryCall::Begin() {
  if (parts().is_draining) return Refuse(RefusalOf(ReasonId::kShuttingDown), parts().head);
  if (parts().is_standing_by) return Refuse(RefusalOf(ReasonId::kNotWriter), parts().head);
  if (parts().intake.IsFull()) return Refuse(RefusalOf(ReasonId::kTooManyWaiting), parts().head);
  auto caller = parts().callers.Identify(wire().context);
  if (!caller.ok()) return Refuse(RefusalOfCaller(caller.status()), parts().head);
  principal_ = *std::move(caller);
  BeginOperation();
  wire().stream.Read(&bytes_, &read_tag_);
}

void UnaryCall::OnRead(bool ok) {
  if (!ok) {
    Refuse(RefusalOfParse(ParseOutcome::kMalformed, method_.request->GetTypeName()), parts().head);
    EndOperation();
    return;
  }
  const size_t size = bytes_.Length();
  if (size > kMostCommandBytes) {
    Refuse(RefusalOf(ReasonId::kEventTooLarge), parts().head);
    EndOperation();
    return;
  }
  ParsedCommand command;
  grpc::ProtoBufferReader reader(&bytes_);
  const ParseOutcome outcome = Parse(method_, reader, arena_, command);
  if (outcome != ParseOutcome::kOk) {
    Refuse(RefusalOfParse(outcome, method_.request->GetTypeName()), parts().head);
  } else {
    traceparent_ = TraceParent();
    input_ = CommandInput{command.header, command.content, &principal_, traceparent_};
    parts().intake.AddSingle(*this, size);
  }
  EndOperation();
}

void UnaryCall::Reply(Answer answer) {
  if (answer.kind == AnswerKind::kRefused) return Refuse(*answer.refusal, answer.speaks_for);
  witan::command::v1::CommandResponse response;
  FillResponse(answer, parts().log_id, response);
  FinishWith(response, finish_tag_);
}

void UnaryCall::Abandon() {
  Finish(grpc::Status(grpc::StatusCode::CANCELLED, "nobody waits for the answer"), finish_tag_);
}

void UnaryCall::Refuse(const domain::Refusal& refusal, uint64_t speaks_for) {
  FinishRefused(refusal, speaks_for, finish_tag_);
}

void UnaryCall::OnFinished(bool /*ok*/) { EndOperation(); }

}  // namespace witan::recorder
