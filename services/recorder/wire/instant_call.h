#pragma once

// A call that is answered when it comes: who writes, and methods that are none.

#include <memory>

#include "services/recorder/wire/wire_call.h"

namespace witan::recorder {

class InstantCall final : public WireCall {
 public:
  static constexpr char kGetWriterPath[] = "/witan.command.v1.RecordService/GetWriter";

  // Each takes the call over: it deletes itself when it is over.
  static void Respond(WireParts& parts, std::unique_ptr<CallWire> wire,
                      const google::protobuf::Message& response);
  static void RefuseUnknown(WireParts& parts, std::unique_ptr<CallWire> wire);

 private:
  using WireCall::WireCall;
  ~InstantCall() override = default;
  void OnFinished(bool ok);

  StepTag<InstantCall, &InstantCall::OnFinished> finish_tag_{*this};
};

}  // namespace witan::recorder
