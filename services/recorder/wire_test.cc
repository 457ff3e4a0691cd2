// Single commands over gRPC: answered, refused, and refused when there is too much.

#include <gtest/gtest.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/recorder/testing/served_recorder.h"
#include "services/runtime/token/token.h"
#include "witan/command/v1/record.grpc.pb.h"

namespace witan::recorder {
namespace {

using testing::kRegister;
using testing::RecorderStory;
using witan::command::v1::CommandResponse;

using WireTest = testing::ServedRecorder;

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

TEST_F(WireTest, RefusesAtOnceWhatIsTooMuch) {
  End();
  options_.intake.waiting_commands = 0;
  Start();
  CommandResponse response;
  const grpc::Status status = Register(Registration("QF7"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonsOf(status), "TOO_MANY_WAITING");
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
