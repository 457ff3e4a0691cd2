// What is recorded and what is not, and what a header may ask for; without the wire.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/recorder/testing/core_test.h"
#include "services/runtime/token/token.h"

namespace witan::recorder {
namespace {

using testing::HeldCommand;
using testing::ReasonOf;
using testing::RecorderStory;

using RecorderTest = testing::CoreTest;

// ---- what is recorded

TEST_F(RecorderTest, PlacesEventsInTheLog) {
  const auto command = story_.Register("QF7");
  const Answer& answer = story_.Record(*command);
  ASSERT_EQ(answer.kind, AnswerKind::kRecorded);
  domain::Event stored;
  ASSERT_TRUE(stored.ParseFromString(story_.LogBytes().back()));
  EXPECT_EQ(stored.SerializeAsString(), answer.event->SerializeAsString());
  EXPECT_EQ(stored.log_id(), story_.log_id().ToString());
  EXPECT_EQ(stored.position(), story_.LogBytes().size());
  EXPECT_EQ(stored.format_version(), 1U);
  EXPECT_EQ(stored.salt().size(), 16U);
  EXPECT_EQ(stored.command_digest().size(), 32U);
  EXPECT_EQ(Uuid::Parse(stored.event_id())->version(), 7);
  EXPECT_EQ(stored.recorded_by().subject(), "registrar");
}

TEST_F(RecorderTest, LaterCommandsOfABatchSeeTheEarlierOnes) {
  const auto registers = story_.Register("QF7");
  const auto renames = story_.Rename(RecorderStory::IcsId("QF7"), "New name");
  const auto again = story_.Register("QF7");
  story_.Record({registers.get(), renames.get(), again.get()});
  EXPECT_EQ(renames->answer.event->version(), 2U);
  EXPECT_EQ(ReasonOf(again->answer), "RECORD_EXISTS");
  EXPECT_EQ(again->answer.speaks_for, renames->answer.event->position());
}

TEST_F(RecorderTest, TimeNeverStandsStillInTheLog) {
  const auto first = story_.Register("QF7");
  const auto second = story_.Register("QF8");
  story_.Record({first.get(), second.get()});
  EXPECT_GT(second->answer.event->recorded_at_us(), first->answer.event->recorded_at_us());
  story_.clock.Advance(std::chrono::microseconds(-1'000'000));
  const auto third = story_.Register("QF9");
  EXPECT_GT(story_.Record(*third).event->recorded_at_us(), second->answer.event->recorded_at_us());
}

TEST_F(RecorderTest, ABatchOfRefusalsAppendsNothing) {
  const uint64_t before = head();
  const auto command = story_.Rename(story_.NewId(), "Nobody");
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "NO_SUCH_RECORD");
  EXPECT_EQ(head(), before);
}

TEST_F(RecorderTest, DoesNotDecideWhatNobodyWaitsFor) {
  const auto command = story_.Register("QF7");
  command->is_abandoned = true;
  story_.Record(std::vector<HeldCommand*>{command.get()});
  EXPECT_TRUE(command->was_dropped);
  EXPECT_FALSE(command->is_answered);
  EXPECT_EQ(Find(RecorderStory::IcsId("QF7")), nullptr);
}

// ---- what a header may ask for

TEST_F(RecorderTest, ValidatesWithoutRecording) {
  auto asked = story_.Register("QF7");
  auto header = *asked->input().header;
  header.set_validate_only(true);
  const uint64_t before = head();
  const auto only =
      std::make_unique<HeldCommand>(header, *asked->input().content, story_.principal());
  ASSERT_EQ(story_.Record(*only).kind, AnswerKind::kValidated);
  EXPECT_EQ(only->answer.event->version(), 1U);
  EXPECT_EQ(head(), before);
  EXPECT_EQ(Find(RecorderStory::IcsId("QF7")), nullptr);
  // The request id is still there to be spent.
  EXPECT_EQ(story_.Record(*asked).kind, AnswerKind::kRecorded);
}

TEST_F(RecorderTest, ValidatingTellsWhatWouldBeRefused) {
  auto command = story_.Rename(story_.NewId(), "Nobody");
  command->input().header->set_validate_only(true);
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "NO_SUCH_RECORD");
}

TEST_F(RecorderTest, RefusesAnotherVersionThanExpected) {
  const std::string id = Registered("QF7");
  auto command = story_.Rename(id, "New name");
  command->input().header->set_expected_version(2);
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "VERSION_CONFLICT");
  EXPECT_EQ(command->answer.refusal->code, absl::StatusCode::kAborted);
  auto right = story_.Rename(id, "New name");
  right->input().header->set_expected_version(1);
  EXPECT_EQ(story_.Record(*right).kind, AnswerKind::kRecorded);
}

TEST_F(RecorderTest, DecidesAtOrAfterATokenOfThisLog) {
  auto command = story_.Register("QF7");
  command->input().header->set_at_least(runtime::EncodeToken(story_.log_id(), Position(head())));
  EXPECT_EQ(story_.Record(*command).kind, AnswerKind::kRecorded);
}

TEST_F(RecorderTest, RefusesATokenOfTheFutureOrOfAnotherLog) {
  for (const std::string& token :
       {runtime::EncodeToken(story_.log_id(), Position(head() + 1)),
        runtime::EncodeToken(LogId{Uuid::Random()}, Position(1)), std::string("token")}) {
    auto command = story_.Register("QF7");
    command->input().header->set_at_least(token);
    EXPECT_EQ(ReasonOf(story_.Record(*command)), "TOKEN_INVALID") << token;
  }
}

TEST_F(RecorderTest, RefusesEventsOver60KB) {
  auto command = story_.Register("QF7");
  for (int i = 0; i < 50; ++i) {
    auto* evidence = command->input().header->add_evidence();
    evidence->set_title(std::string(500, 't'));
    evidence->set_uri("https://example.org/" + std::string(1'500, 'u'));
  }
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "EVENT_TOO_LARGE");
  EXPECT_EQ(Find(RecorderStory::IcsId("QF7")), nullptr);
  // The command after it continues the chain as if nothing had been.
  Registered("QF8");
}

TEST_F(RecorderTest, RefusesRecordsOfTheLogItself) {
  domain::Payload forged;
  forged.mutable_log_created()->set_origin("forged");
  const auto command = std::make_unique<HeldCommand>(story_.Header(""), forged, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "INVALID_FIELD");
}

TEST_F(RecorderTest, RefusesAnEmptyCommand) {
  const auto command = std::make_unique<HeldCommand>(witan::command::v1::CommandHeader(),
                                                     domain::Payload(), story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "INVALID_FIELD");
}

}  // namespace
}  // namespace witan::recorder
