#pragma once

// A single command.

#include <google/protobuf/arena.h>

#include <memory>
#include <string>

#include "services/recorder/wire/wire_call.h"

namespace witan::recorder {

class UnaryCall final : public WireCall, public PendingCommand {
 public:
  // Takes the call over: it deletes itself when it is over.
  static void Start(WireParts& parts, std::unique_ptr<CallWire> wire, const CommandMethod& method);

  bool IsAbandoned() const override { return IsOver(); }
  const CommandInput& input() const override { return input_; }
  void Reply(Answer answer) override;
  void Abandon() override;

 private:
  UnaryCall(WireParts& parts, std::unique_ptr<CallWire> wire, const CommandMethod& method);
  ~UnaryCall() override = default;

  void Begin();
  void OnRead(bool ok);
  void OnFinished(bool ok);
  void Refuse(const domain::Refusal& refusal, uint64_t speaks_for);

  StepTag<UnaryCall, &UnaryCall::OnRead> read_tag_{*this};
  StepTag<UnaryCall, &UnaryCall::OnFinished> finish_tag_{*this};
  const CommandMethod& method_;
  grpc::ByteBuffer bytes_;
  google::protobuf::Arena arena_;
  witan::auth::v1::Principal principal_;
  std::string traceparent_;
  CommandInput input_;
};

}  // namespace witan::recorder
