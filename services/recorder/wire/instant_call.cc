#include "services/recorder/wire/instant_call.h"

#include <fmt/format.h>

#include <utility>

namespace witan::recorder {

void InstantCall::Respond(WireParts& parts, std::unique_ptr<CallWire> wire,
                          const google::protobuf::Message& response) {
  auto* call = new InstantCall(parts, std::move(wire));
  call->FinishWith(response, call->finish_tag_);
}

void InstantCall::RefuseUnknown(WireParts& parts, std::unique_ptr<CallWire> wire) {
  const std::string message = fmt::format("there is no method {}", wire->context.method());
  auto* call = new InstantCall(parts, std::move(wire));
  call->Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, message), call->finish_tag_);
}

void InstantCall::OnFinished(bool /*ok*/) { EndOperation(); }

}  // namespace witan::recorder
