// One command and its answer, against a real process.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "tests/integration/one_process.h"
#include "witan/command/v1/record.grpc.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using ::testing::HasSubstr;
using witan::command::v1::CommandHeader;
using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::organisation::v1::OrganisationRegistered;
using witan::oversight::v1::OversightService;

using Commands = OneProcess;

TEST_F(Commands, AnswersWithEventVersionAndToken) {
  const Outcome first = Send(Header(), VoluntaryOrganisation("Carers' Voice"));
  ASSERT_EQ(first.Text(), "");
  EXPECT_EQ(first.response.version(), 1u);
  EXPECT_FALSE(first.response.token().empty());
  EXPECT_EQ(Uuid::Parse(first.response.event_id())->version(), 7);
  const Outcome second = Send(Header(), VoluntaryOrganisation("Age Friends"));
  EXPECT_EQ(second.response.position(), first.response.position() + 1);
  EXPECT_GT(second.response.recorded_at_us(), first.response.recorded_at_us());
}

TEST_F(Commands, AnswersARepeatedRequestIdWithTheFirstAnswer) {
  const CommandHeader header = Header();
  const Outcome first = Send(header, VoluntaryOrganisation("Once"));
  const Outcome again = Send(header, VoluntaryOrganisation("Once"));
  ASSERT_EQ(again.Text(), "");
  EXPECT_TRUE(again.response.repeated());
  EXPECT_EQ(again.response.event_id(), first.response.event_id());
  EXPECT_EQ(again.response.token(), first.response.token());
  const Outcome other = Send(header, VoluntaryOrganisation("Twice"));
  EXPECT_EQ(other.Text(), "REQUEST_ID_REUSED");
  EXPECT_EQ(other.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(Commands, RefusesAWrongVersionAndSaysTheRightOne) {
  const Outcome opened = Send(Header(), VoluntaryOrganisation("Versioned"));
  CommandHeader header = Header();
  header.set_record_id(opened.response.record_id());
  header.set_expected_version(7);
  witan::organisation::v1::OrganisationRenamed renamed;
  renamed.set_name("Versioned Anew");
  renamed.set_from("2022-08-01");
  const Outcome refused = SendAny(header, renamed);
  EXPECT_EQ(refused.Text(), "VERSION_CONFLICT");
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(refused.status.error_message(), HasSubstr("version 1, not 7"));
  EXPECT_FALSE(refused.token.empty());
  header.set_expected_version(1);
  EXPECT_EQ(SendAny(header, renamed).response.version(), 2u);
}

TEST_F(Commands, ValidatesWithoutRecordingOrSpendingTheRequestId) {
  CommandHeader header = Header();
  header.set_validate_only(true);
  const Outcome validated = Send(header, VoluntaryOrganisation("Perhaps"));
  ASSERT_EQ(validated.Text(), "");
  EXPECT_TRUE(validated.response.validated_only());
  EXPECT_TRUE(validated.response.event_id().empty());
  header.set_validate_only(false);
  const Outcome recorded = Send(header, VoluntaryOrganisation("Indeed"));
  ASSERT_EQ(recorded.Text(), "");
  EXPECT_FALSE(recorded.response.repeated());
}

TEST_F(Commands, DecidesAtOrAfterATokenAndRefusesOneThatIsNone) {
  CommandHeader header = Header();
  header.set_at_least(Send(Header(), VoluntaryOrganisation("Before")).response.token());
  EXPECT_EQ(Send(header, VoluntaryOrganisation("After")).Text(), "");
  header = Header();
  header.set_at_least("no token");
  EXPECT_EQ(Send(header, VoluntaryOrganisation("Never")).Text(), "TOKEN_INVALID");
}

TEST_F(Commands, AnswersABulkStreamItemByItemInOrder) {
  const auto stub = witan::command::v1::RecordService::NewStub(process_->Channel("gateway"));
  grpc::ClientContext context;
  AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId()));
  const auto stream = stub->Record(&context);
  constexpr uint64_t kItems = 200;
  std::thread writer([&] {
    for (uint64_t i = 0; i < kItems; ++i) {
      RecordRequest request;
      *request.mutable_header() = Header();
      // Every tenth says nothing of its kind.
      OrganisationRegistered content = VoluntaryOrganisation("Bulk " + std::to_string(i));
      request.mutable_header()->set_record_id(IdOf(content));
      if (i % 10 == 9) content.clear_kind();
      *request.mutable_content() = FakeWorld::Wrap(content);
      stream->Write(request);
    }
    stream->WritesDone();
  });
  RecordResponse response;
  uint64_t index = 0;
  uint64_t last_position = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.index(), index);
    EXPECT_EQ(response.has_refused(), index % 10 == 9) << index;
    if (response.has_refused()) {
      EXPECT_EQ(response.refused().violations(0).field(), "content.kind");
    } else {
      EXPECT_GT(response.recorded().position(), last_position);
      last_position = response.recorded().position();
    }
    ++index;
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(index, kItems);
}

TEST_F(Commands, ShowsWhatWasRecordedToAQuestionThatAsksForIt) {
  const Outcome recorded = Send(Header(), VoluntaryOrganisation("Seen at once"));
  ASSERT_EQ(recorded.Text(), "");
  const auto stub = OversightService::NewStub(process_->Channel("gateway"));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_PUBLIC));
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(recorded.response.record_id());
  request.set_at_least(recorded.response.token());
  witan::oversight::v1::GetOrganisationResponse response;
  const grpc::Status status = stub->GetOrganisation(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.item().head().title(), "Seen at once");
  EXPECT_GE(response.as_of().position(), recorded.response.position());
}

}  // namespace
}  // namespace witan::testing
