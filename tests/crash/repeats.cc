#include "tests/crash/repeats.h"

#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "services/domain/payloads.h"
#include "services/recorder/sealing.h"
#include "tests/support/command_caller.h"
#include "witan/command/v1/record.grpc.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using witan::auth::v1::Principal;
using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::command::v1::RecordService;
using witan::oversight::v1::OversightService;

constexpr std::chrono::seconds kDeadline(60);

void RepeatOf(const Principal& principal, const std::vector<size_t>& places,
              RecordService::Stub& stub, Ledger& ledger) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  AddPrincipal(context, principal);
  const auto stream = stub.Record(&context);
  std::thread writer([&] {
    for (const size_t place : places) {
      const Sent sent = ledger.At(place);
      RecordRequest request;
      *request.mutable_header() = sent.command.header;
      *request.mutable_content() = sent.command.content;
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  size_t answered = 0;
  RecordResponse response;
  while (stream->Read(&response) && answered < places.size()) {
    const size_t place = places[answered++];
    if (response.has_recorded()) {
      ledger.Recorded(place, response.recorded());
    } else {
      ledger.Refused(place, static_cast<grpc::StatusCode>(response.refused().code()),
                     response.refused().message());
    }
  }
  writer.join();
  const grpc::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answered, places.size());
}

// What was recorded is what was sent, but for what is sealed.
void CheckEvent(const Sent& sent, OversightService::Stub& queries) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  AddPrincipal(context, sent.command.principal);
  witan::oversight::v1::GetEventRequest request;
  request.set_position(sent.answer.position());
  request.set_at_least(sent.answer.token());
  witan::oversight::v1::GetEventResponse answer;
  const grpc::Status status = queries.GetEvent(&context, request, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.event().event_id(), sent.answer.event_id());
  EXPECT_EQ(answer.event().record_id(), sent.answer.record_id());
  EXPECT_EQ(answer.event().version(), sent.answer.version());
  EXPECT_EQ(answer.event().recorded_at_us(), sent.answer.recorded_at_us());
  const auto* content = domain::ContentOf(sent.command.content);
  if (recorder::HoldsSealedTexts(content->GetDescriptor())) return;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(answer.event().payload(),
                                                                 sent.command.content))
      << answer.event().payload().ShortDebugString();
}

}  // namespace

void RepeatInBulk(const StandaloneProcess& process, const std::vector<size_t>& places,
                  Ledger& ledger) {
  const auto stub = RecordService::NewStub(process.Channel("gateway"));
  std::map<std::string, std::vector<size_t>> by_principal;
  for (const size_t place : places) {
    by_principal[ledger.At(place).command.principal.SerializeAsString()].push_back(place);
  }
  for (const auto& [bytes, of_principal] : by_principal) {
    Principal principal;
    principal.ParseFromString(bytes);
    RepeatOf(principal, of_principal, *stub, ledger);
  }
  for (const size_t place : places) {
    const Sent sent = ledger.At(place);
    EXPECT_NE(sent.fate, Fate::kUnanswered) << sent.command.header.request_id();
  }
}

void RepeatSome(const StandaloneProcess& process, size_t count, std::mt19937_64& random,
                Ledger& ledger) {
  const std::vector<size_t> recorded = ledger.Of(Fate::kRecorded);
  if (recorded.empty()) return;
  const auto channel = process.Channel("gateway");
  const CommandCaller caller(channel);
  const auto queries = OversightService::NewStub(channel);
  for (size_t i = 0; i < count; ++i) {
    const size_t place = recorded[random() % recorded.size()];
    const Sent sent = ledger.At(place);
    const Outcome outcome =
        caller.Call(sent.command.header, sent.command.content, &sent.command.principal);
    ASSERT_TRUE(outcome.status.ok()) << outcome.status.error_message();
    ledger.Recorded(place, outcome.response);
    CheckEvent(sent, *queries);
  }
}

}  // namespace witan::testing
