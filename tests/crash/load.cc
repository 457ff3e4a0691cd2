#include "tests/crash/load.h"

#include <grpcpp/client_context.h>

#include <chrono>
#include <deque>

#include "tests/support/command_caller.h"
#include "witan/command/v1/record.grpc.pb.h"

namespace witan::testing {
namespace {

using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::command::v1::RecordService;

// Between two calls to a process that is not there.
constexpr std::chrono::milliseconds kPause(5);

}  // namespace

Load::Load(const StandaloneProcess& process, const domain::testing::GovernedSystem& system,
           Ledger& ledger, uint64_t seed)
    : channel_(process.Channel("gateway")), ledger_(ledger) {
  for (size_t i = 0; i < kSingleCallers; ++i) {
    threads_.emplace_back([this, source = CommandSource(system, ledger, seed + i)]() mutable {
      SingleCalls(std::move(source));
    });
  }
  for (size_t i = 0; i < kStreams; ++i) {
    const Voice voice = i % 2 == 0 ? Voice::kRegistrar : Voice::kBoard;
    threads_.emplace_back(
        [this, voice, source = CommandSource(system, ledger, ~(seed + i))]() mutable {
          BulkStreams(std::move(source), voice);
        });
  }
}

Load::~Load() {
  stops_ = true;
  for (std::thread& thread : threads_) thread.join();
}

void Load::SingleCalls(CommandSource source) {
  const CommandCaller caller(channel_);
  while (!stops_) {
    const Command command = source.Next();
    const size_t place = ledger_.Add(command);
    const Outcome outcome = caller.Call(command.header, command.content, &command.principal);
    if (outcome.status.ok()) {
      ledger_.Recorded(place, outcome.response);
    } else {
      ledger_.Refused(place, outcome.status.error_code(), outcome.status.error_message());
    }
    if (outcome.status.error_code() == grpc::StatusCode::UNAVAILABLE) {
      std::this_thread::sleep_for(kPause);
    }
  }
}

void Load::BulkStreams(CommandSource source, Voice voice) {
  while (!stops_) {
    OneStream(source, voice);
    if (!stops_) std::this_thread::sleep_for(kPause);
  }
}

void Load::OneStream(CommandSource& source, Voice voice) {
  const auto stub = RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context, source.PrincipalOf(voice));
  const auto stream = stub->Record(&context);
  std::deque<size_t> in_flight;
  bool may_write = true;
  while (true) {
    while (may_write && !stops_ && in_flight.size() < kInFlightOfStream) {
      const Command command = source.Next(voice);
      in_flight.push_back(ledger_.Add(command));
      RecordRequest request;
      *request.mutable_header() = command.header;
      *request.mutable_content() = command.content;
      may_write = stream->Write(request);
    }
    if (stops_ && may_write) {
      stream->WritesDone();
      may_write = false;
    }
    RecordResponse response;
    if (in_flight.empty() || !stream->Read(&response)) break;
    if (response.has_recorded()) {
      ledger_.Recorded(in_flight.front(), response.recorded());
    } else {
      ledger_.Refused(in_flight.front(), static_cast<grpc::StatusCode>(response.refused().code()),
                      response.refused().message());
    }
    in_flight.pop_front();
  }
  context.TryCancel();
  stream->Finish();
}

}  // namespace witan::testing
