// The recorder behind a real gRPC server on the loopback address, over a log in memory.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/domain/organisation/organisation.h"
#include "services/recorder/recorder.h"
#include "services/recorder/testing/recorder_story.h"
#include "services/recorder/wire/bulk_stream.h"
#include "services/runtime/calls/observed_call.h"
#include "services/runtime/keys/database_key_table.h"
#include "services/runtime/token/token.h"
#include "witan/command/v1/record.grpc.pb.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::recorder {
namespace {

using testing::RecorderStory;
using testing::SilentProbe;
using witan::command::v1::CommandResponse;
using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::organisation::v1::RegisterOrganisationRequest;

constexpr char kRegister[] = "/witan.organisation.v1.OrganisationService/RegisterOrganisation";

runtime::CallerRules PlainRules() {
  runtime::CallerRules rules;
  rules.deployment = "test";
  rules.believes_plain_peers = true;
  return rules;
}

// A server over the log of a story, whose own process has ended.
class WireTest : public ::testing::Test {
 protected:
  WireTest() {
    story_.process = {};
    options_.writer = {"test", "127.0.0.1:7401"};
    Start();
  }

  ~WireTest() override { End(); }

  void Start() {
    RecorderStores stores;
    stores.state = std::make_unique<storage::MemoryKeyValueStore>(4);
    stores.key_database = std::make_unique<storage::MemoryKeyValueStore>(1);
    stores.keys = runtime::DatabaseKeyTable::Open(*stores.key_database).value();
    stores.master_key = std::make_unique<runtime::LocalMasterKey>(std::string(32, 'k'));
    auto opened =
        Recorder::Open(options_, std::move(stores), story_.log, story_.clock, callers_, probe_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    recorder_ = *std::move(opened);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    recorder_->Register(builder);
    server_ = builder.BuildAndStart();
    recorder_->Start();
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials());
  }

  void End() {
    if (server_ == nullptr) return;
    recorder_->Drain();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
    recorder_->Stop();
    server_.reset();
  }

  void AddPrincipal(grpc::ClientContext& context) {
    context.AddMetadata("witan-principal-bin", story_.principal().SerializeAsString());
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  }

  // Calls any method with any bytes.
  grpc::Status CallBytes(const std::string& method, const std::string& bytes, std::string* answer) {
    grpc::ClientContext context;
    AddPrincipal(context);
    return Call(context, method, bytes, answer);
  }

  grpc::Status Call(grpc::ClientContext& context, const std::string& method,
                    const std::string& bytes, std::string* answer) {
    grpc::CompletionQueue queue;
    grpc::GenericStub stub(channel_);
    const grpc::Slice slice(bytes);
    const auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&slice, 1), &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) continue;
    for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
      if (key == "witan-token") token_ = std::string(value.data(), value.size());
    }
    std::vector<grpc::Slice> slices;
    if (status.ok() && response.Dump(&slices).ok()) {
      for (const grpc::Slice& part : slices) {
        answer->append(reinterpret_cast<const char*>(part.begin()), part.size());
      }
    }
    return status;
  }

  RegisterOrganisationRequest Registration(const std::string& code) {
    RegisterOrganisationRequest request;
    *request.mutable_header() = story_.Header(RecorderStory::IcsId(code));
    request.mutable_content()->set_kind(witan::organisation::v1::ORGANISATION_KIND_ICS);
    request.mutable_content()->set_name("Organisation " + code);
    auto* ods = request.mutable_content()->add_codes();
    ods->set_scheme(witan::organisation::v1::CODE_SCHEME_ODS);
    ods->set_code(code);
    return request;
  }

  RecordRequest Item(const std::string& code) {
    const RegisterOrganisationRequest request = Registration(code);
    RecordRequest item;
    *item.mutable_header() = request.header();
    *item.mutable_content()->mutable_organisation_registered() = request.content();
    return item;
  }

  grpc::Status Register(const RegisterOrganisationRequest& request, CommandResponse* response) {
    std::string answer;
    const grpc::Status status = CallBytes(kRegister, request.SerializeAsString(), &answer);
    EXPECT_TRUE(response->ParseFromString(answer));
    return status;
  }

  // Reasons of a status's details, joined by a space.
  static std::string ReasonsOf(const grpc::Status& status) {
    google::rpc::Status details;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    std::string reasons;
    for (const auto& detail : details.details()) {
      google::rpc::ErrorInfo info;
      if (!detail.UnpackTo(&info)) continue;
      EXPECT_EQ(info.domain(), "witan");
      reasons += (reasons.empty() ? "" : " ") + info.reason();
    }
    return reasons;
  }

  static std::string TraceIn(const grpc::ClientContext& context) {
    const auto it = context.GetServerTrailingMetadata().find("witan-trace-id");
    return it == context.GetServerTrailingMetadata().end()
               ? std::string()
               : std::string(it->second.data(), it->second.size());
  }

  RecorderStory story_;
  RecorderOptions options_;
  runtime::CallerPolicy callers_{PlainRules()};
  SilentProbe probe_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

TEST_F(WireTest, RecordsACommandThroughItsTypedMethod) {
  CommandResponse response;
  const grpc::Status status = Register(Registration("QF7"), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.record_id(), RecorderStory::IcsId("QF7"));
  EXPECT_EQ(response.version(), 1U);
  EXPECT_EQ(response.position(), story_.LogBytes().size());
  EXPECT_FALSE(response.repeated());
}

TEST_F(WireTest, GivesTheFirstAnswerAgain) {
  const auto request = Registration("QF7");
  CommandResponse first;
  CommandResponse second;
  ASSERT_TRUE(Register(request, &first).ok());
  ASSERT_TRUE(Register(request, &second).ok());
  EXPECT_TRUE(second.repeated());
  second.set_repeated(false);
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

TEST_F(WireTest, RefusesWithEveryReasonAndThePositionItSpeaksFor) {
  auto request = Registration("QF7");
  request.mutable_content()->clear_name();
  request.mutable_header()->mutable_occurred()->set_date("2022-02-30");
  CommandResponse response;
  const grpc::Status status = Register(request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonsOf(status), "INVALID_FIELD");
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  google::rpc::BadRequest violations;
  ASSERT_TRUE(details.details(details.details_size() - 1).UnpackTo(&violations));
  ASSERT_EQ(violations.field_violations_size(), 2);
  EXPECT_EQ(violations.field_violations(0).field(), "header.occurred.date");
  EXPECT_EQ(violations.field_violations(1).field(), "content.name");
  const auto position = runtime::DecodeToken(token_, story_.log_id());
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->value(), recorder_->state().position.load());
}

TEST_F(WireTest, RefusesBytesThatAreNoCommand) {
  std::string answer;
  const grpc::Status status = CallBytes(kRegister, "\xFF\xFF\xFF", &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonsOf(status), "INVALID_FIELD");
}

TEST_F(WireTest, RefusesTextThatIsNotUtf8) {
  auto request = Registration("QF7");
  std::string bytes = request.SerializeAsString();
  bytes.replace(bytes.find("Organisation QF7"), 1, "\xFF");
  std::string answer;
  EXPECT_EQ(CallBytes(kRegister, bytes, &answer).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(WireTest, RefusesUnknownFields) {
  auto request = Registration("QF7");
  request.mutable_content()
      ->GetReflection()
      ->MutableUnknownFields(request.mutable_content())
      ->AddVarint(4711, 1);
  CommandResponse response;
  EXPECT_EQ(ReasonsOf(Register(request, &response)), "UNKNOWN_FIELD");
}

TEST_F(WireTest, RefusesMessagesThatAreTooLarge) {
  auto request = Registration("QF7");
  request.mutable_content()->set_name(std::string(kMostCommandBytes, 'x'));
  CommandResponse response;
  EXPECT_EQ(ReasonsOf(Register(request, &response)), "EVENT_TOO_LARGE");
}

TEST_F(WireTest, RefusesAnEmptyRequest) {
  std::string answer;
  const grpc::Status status = CallBytes(kRegister, "", &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(WireTest, RefusesACallerWithoutAPrincipal) {
  grpc::ClientContext context;
  std::string answer;
  const grpc::Status status =
      Call(context, kRegister, Registration("QF7").SerializeAsString(), &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonsOf(status), "NO_PRINCIPAL");
}

TEST_F(WireTest, SaysThatAMethodDoesNotExist) {
  std::string answer;
  EXPECT_EQ(CallBytes("/witan.no.Service/Such", "", &answer).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(WireTest, SaysWhoWrites) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  witan::command::v1::GetWriterResponse response;
  ASSERT_TRUE(stub->GetWriter(&context, {}, &response).ok());
  EXPECT_EQ(response.address(), "127.0.0.1:7401");
  EXPECT_GE(response.term(), 2U);
}

TEST_F(WireTest, AnswersABulkStreamItemByItemInOrder) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  constexpr int kItems = 700;  // more than the stream's window
  std::thread sender([&] {
    for (int i = 0; i < kItems; ++i) {
      RecordRequest item = Item("Q" + std::to_string(1000 + i));
      if (i % 7 == 3) item.mutable_content()->mutable_organisation_registered()->clear_name();
      EXPECT_TRUE(stream->Write(item));
    }
    stream->WritesDone();
  });
  RecordResponse response;
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.index(), static_cast<uint64_t>(i));
    EXPECT_EQ(response.has_refused(), i % 7 == 3);
    if (response.has_refused()) {
      EXPECT_EQ(response.refused().violations(0).field(), "content.name");
    }
  }
  EXPECT_FALSE(stream->Read(&response));
  sender.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireTest, ItemsOfOneStreamSeeTheOnesBefore) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  stream->Write(Item("QF7"));
  RecordRequest second;
  *second.mutable_header() = story_.Header(RecorderStory::IcsId("QF7"));
  second.mutable_content()->mutable_organisation_renamed()->set_name("New name");
  second.mutable_content()->mutable_organisation_renamed()->set_from("2022-06-01");
  stream->Write(second);
  stream->WritesDone();
  RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.recorded().version(), 2U) << response.ShortDebugString();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireTest, RefusesARecordOfTheLogItself) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  RecordRequest item;
  *item.mutable_header() = story_.Header("");
  item.mutable_content()->mutable_writer_started()->set_instance("forged");
  stream->Write(item);
  stream->WritesDone();
  RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(response.has_refused());
  EXPECT_EQ(response.refused().code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireTest, SurvivesClientsThatGoAway) {
  for (int i = 0; i < 20; ++i) {
    auto stub = witan::command::v1::RecordService::NewStub(channel_);
    grpc::ClientContext context;
    AddPrincipal(context);
    const auto stream = stub->Record(&context);
    for (int k = 0; k < 50; ++k) stream->Write(Item("Q" + std::to_string(i * 50 + k)));
    context.TryCancel();
    stream->Finish();
  }
  CommandResponse response;
  EXPECT_TRUE(Register(Registration("QF7"), &response).ok());
}

TEST_F(WireTest, EndsStreamsAndRefusesCallsWhileItDrains) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  stream->Write(Item("QF7"));
  RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  recorder_->Drain();
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status ended = stream->Finish();
  EXPECT_EQ(ended.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonsOf(ended), "SHUTTING_DOWN");
  CommandResponse refused;
  EXPECT_EQ(ReasonsOf(Register(Registration("QF8"), &refused)), "SHUTTING_DOWN");
}

TEST_F(WireTest, RefusesAtOnceWhatIsTooMuch) {
  End();
  options_.intake.waiting_commands = 0;
  Start();
  CommandResponse response;
  const grpc::Status status = Register(Registration("QF7"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonsOf(status), "TOO_MANY_WAITING");
}

TEST_F(WireTest, RefusesMoreStreamsThanItServes) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReaderWriter<RecordRequest, RecordResponse>>> streams;
  RecordResponse response;
  for (size_t i = 0; i <= kMostStreams; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    AddPrincipal(*contexts.back());
    streams.push_back(stub->Record(contexts.back().get()));
    if (i == kMostStreams) break;
    streams.back()->Write(Item("Q" + std::to_string(100 + i)));
    ASSERT_TRUE(streams.back()->Read(&response));
  }
  EXPECT_FALSE(streams.back()->Read(&response));
  EXPECT_EQ(streams.back()->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  streams.pop_back();
  for (const auto& stream : streams) {
    stream->WritesDone();
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_TRUE(stream->Finish().ok());
  }
}

TEST_F(WireTest, SaysTheTraceOfACallToTheCallerAndInTheEvent) {
  constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  grpc::ClientContext traced;
  AddPrincipal(traced);
  traced.AddMetadata("traceparent", kParent);
  std::string answer;
  ASSERT_TRUE(Call(traced, kRegister, Registration("QF7").SerializeAsString(), &answer).ok());
  EXPECT_EQ(TraceIn(traced), "4bf92f3577b34da6a3ce929d0e0e4736");
  grpc::ClientContext forged;
  AddPrincipal(forged);
  forged.AddMetadata("traceparent", "no traceparent");
  ASSERT_TRUE(Call(forged, kRegister, Registration("QE1").SerializeAsString(), &answer).ok());
  EXPECT_EQ(TraceIn(forged).size(), 32U);
  const std::vector<std::string> events = story_.LogBytes();
  EXPECT_NE(events[events.size() - 2].find(kParent), std::string::npos);
  EXPECT_EQ(events.back().find("no traceparent"), std::string::npos);
}

TEST_F(WireTest, SaysInTheLogThatACommandFailedAndNothingOfThePerson) {
  int files[2];
  ASSERT_EQ(::pipe2(files, O_NONBLOCK), 0);
  const runtime::Logger logger("test", story_.clock, files[1]);
  runtime::CallFigures figures({});
  runtime::CallObserver calls(figures, logger);
  End();
  options_.calls = &calls;
  Start();
  story_.sequence.FailNext({storage::AppendOutcome::kUnknown, 0});
  auto request = Registration("QF7");
  request.mutable_content()->set_name("Zebedee Quillfeather");
  CommandResponse response;
  EXPECT_EQ(Register(request, &response).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(CallBytes(kRegister, request.SerializeAsString() + "\xFF Zebedee Quillfeather", &token_)
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  End();
  std::string lines(10'000, '\0');
  const ssize_t size = ::read(files[0], lines.data(), lines.size());
  lines.resize(size > 0 ? static_cast<size_t>(size) : 0);
  EXPECT_NE(lines.find(R"("code":"UNAVAILABLE","reason":"OUTCOME_UNKNOWN")"), std::string::npos)
      << lines;
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1) << lines;
  EXPECT_EQ(lines.find("Quillfeather"), std::string::npos);
  ::close(files[0]);
  ::close(files[1]);
}

TEST_F(WireTest, AnswersUnavailableWhenTheLogDidNotConfirmAndGoesOn) {
  story_.sequence.FailNext({storage::AppendOutcome::kUnknown, 0});
  CommandResponse response;
  const auto request = Registration("QF7");
  const grpc::Status status = Register(request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonsOf(status), "OUTCOME_UNKNOWN");
  ASSERT_TRUE(Register(request, &response).ok());
  EXPECT_FALSE(response.repeated());
}

}  // namespace
}  // namespace witan::recorder
