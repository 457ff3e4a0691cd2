#pragma once

// One gRPC call on the sequencer's completion queue: its life from being accepted until both its
// last operation and gRPC's notice of its end have come back. All on the sequencer's thread.

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <set>
#include <string>

#include "services/recorder/answer.h"
#include "services/recorder/command_catalogue.h"
#include "services/recorder/decider.h"
#include "services/recorder/intake.h"
#include "services/recorder/wire/tag.h"
#include "services/runtime/calls/observed_call.h"
#include "services/runtime/principal/caller.h"
#include "services/runtime/writer/writer_board.h"
#include "storage/base/named_type.h"

namespace witan::recorder {

// A command is mostly its content: what is larger than this makes an event that is too large, and
// is not even read.
inline constexpr size_t kMostCommandBytes = 2 * kMostEventBytes;

class WireCall;
class BulkStream;

// What gRPC needs of a call before it has come.
struct CallWire final : public Tag {
  CallWire() { context.AsyncNotifyWhenDone(static_cast<Tag*>(this)); }
  // gRPC's notice that the call is over.
  void Proceed(bool ok) override;

  grpc::GenericServerContext context;
  grpc::GenericServerAsyncReaderWriter stream{&context};
  WireCall* call = nullptr;
};

// What all calls of a sequencer share.
struct WireParts {
  const CommandCatalogue& catalogue;
  const runtime::CallerPolicy& callers;
  Intake& intake;
  LogId log_id;
  // Null: nobody observes.
  runtime::CallObserver* calls = nullptr;
  const runtime::WriterBoard& writers;
  // The position that an answer without a decision speaks for.
  uint64_t head = 0;
  // Another process writes: commands are refused with its address.
  bool is_standing_by = false;
  // Calls are refused from now on.
  bool is_draining = false;
  // Calls that are not over, and those of them that are streams.
  size_t open_calls = 0;
  std::set<BulkStream*> streams = {};
};

class WireCall {
 public:
  WireCall(WireParts& parts, std::unique_ptr<CallWire> wire);
  WireCall(const WireCall&) = delete;
  WireCall& operator=(const WireCall&) = delete;

  void OnDone();

 protected:
  virtual ~WireCall();

  WireParts& parts() { return parts_; }
  CallWire& wire() { return *wire_; }
  // Cancelled or past its deadline.
  bool IsOver() const;
  // The traceparent of the call's metadata; empty where there is no valid one.
  std::string TraceParent() const;

  // Each operation is posted with one of these around it; the call ends with itself deleted when
  // none is left, Finish has been posted and gRPC has told its end.
  void BeginOperation() { ++operations_; }
  // Returns false when the call is gone.
  bool EndOperation();

  // The token that refusals carry, in a trailer.
  void AddToken(uint64_t position);
  // `reason`: of the catalogue, for the service's own log.
  void Finish(const grpc::Status& status, Tag& tag, std::string_view reason = "");
  void FinishWith(const google::protobuf::Message& response, Tag& tag);
  // With the token, and the writer's address where that is who should have been called.
  void FinishRefused(const domain::Refusal& refusal, uint64_t speaks_for, Tag& tag);
  bool is_finished() const { return is_finished_; }
  // Called once when the call was cancelled before it was finished. Must not delete the call.
  virtual void OnCancelled() {}

 private:
  bool DeleteIfOver();
  void BeginLast(grpc::StatusCode code, std::string_view reason);

  WireParts& parts_;
  std::unique_ptr<CallWire> wire_;
  runtime::ObservedCall observed_;
  int operations_ = 0;
  bool is_finished_ = false;
  bool is_done_ = false;
  bool is_cancelled_ = false;
};

// A message as the wire carries it.
grpc::ByteBuffer Serialized(const google::protobuf::Message& message);

// The refusal of a caller that is not believed.
domain::Refusal RefusalOfCaller(const absl::Status& status);

// The refusal of bytes that are no command.
domain::Refusal RefusalOfParse(ParseOutcome outcome, std::string_view type);

}  // namespace witan::recorder
