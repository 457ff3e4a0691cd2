// What the recorder does when the log does not confirm, and what a restart finds.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/recorder/testing/core_test.h"
#include "witan/action/v1/action.pb.h"

namespace witan::recorder {
namespace {

using storage::AppendOutcome;
using testing::HeldCommand;
using testing::ReasonOf;
using testing::RecorderStory;

using Recovery = testing::CoreTest;

// ---- the log does not confirm

TEST_F(Recovery, AnUnknownOutcomeIsUnavailableAndItsOverlayIsDropped) {
  story_.sequence.FailNext({AppendOutcome::kUnknown, 0});
  const auto command = story_.Register("QF7");
  const auto refused = story_.Rename(story_.NewId(), "rests on the batch too");
  story_.Record({command.get(), refused.get()});
  EXPECT_EQ(ReasonOf(command->answer), "OUTCOME_UNKNOWN");
  EXPECT_EQ(ReasonOf(refused->answer), "OUTCOME_UNKNOWN");
  EXPECT_EQ(command->answer.refusal->code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(Find(RecorderStory::IcsId("QF7")), nullptr);
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kWriting);
  Registered("QF7");
}

TEST_F(Recovery, WhatSurvivedOfAnUnknownBatchIsRecorded) {
  story_.sequence.FailNext({AppendOutcome::kUnknown, 1});
  const auto survives = story_.Register("QF7");
  const auto lost = story_.Register("QF8");
  story_.Record({survives.get(), lost.get()});
  EXPECT_EQ(ReasonOf(survives->answer), "OUTCOME_UNKNOWN");
  EXPECT_NE(Find(RecorderStory::IcsId("QF7")), nullptr);
  EXPECT_EQ(Find(RecorderStory::IcsId("QF8")), nullptr);
  const auto repeat = std::make_unique<HeldCommand>(*survives->input().header,
                                                    *survives->input().content, story_.principal());
  EXPECT_EQ(story_.Record(*repeat).kind, AnswerKind::kRepeated);
  const auto retry = std::make_unique<HeldCommand>(*lost->input().header, *lost->input().content,
                                                   story_.principal());
  EXPECT_EQ(story_.Record(*retry).kind, AnswerKind::kRecorded);
}

TEST_F(Recovery, ACertainFailureIsToldAndTheWriterGoesOn) {
  story_.sequence.FailNext({AppendOutcome::kNotWritten, 0});
  const auto command = story_.Register("QF7");
  EXPECT_EQ(story_.Record(*command).refusal->code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(Find(RecorderStory::IcsId("QF7")), nullptr);
  Registered("QF7");
}

TEST_F(Recovery, AWriterThatWasReplacedResigns) {
  const auto other = story_.log.OpenWriter({});
  ASSERT_TRUE(other.ok());
  const auto command = story_.Register("QF7");
  story_.Record(*command);
  EXPECT_EQ(command->answer.refusal->code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kResigned);
  const auto later = story_.Register("QF8");
  EXPECT_EQ(ReasonOf(story_.Record(*later)), "NOT_WRITER");
}

// ---- state and restart

TEST_F(Recovery, FindsEverythingAgainAfterARestart) {
  const std::string id = Registered("QF7");
  const auto renames = story_.Rename(id, "New name");
  story_.Record(*renames);
  for (const bool with_state : {true, false}) {
    ASSERT_TRUE((with_state ? story_.Restart() : story_.RestartWithoutState()).ok());
    ASSERT_NE(Find(id), nullptr);
    EXPECT_EQ(Find(id)->version, 2U);
    EXPECT_EQ(Find(id)->facts.back()->event_id(), renames->answer.event->event_id());
  }
}

TEST_F(Recovery, ReadsOnlyTheTailOfTheLogAfterARestart) {
  Registered("QF7");
  ASSERT_TRUE(story_.process.state_writer->Flush().ok());
  const auto cursor = story_.process.database->LoadCursor();
  ASSERT_TRUE(cursor.ok());
  EXPECT_EQ(cursor->position.value(), head());
}

TEST_F(Recovery, ListsWhoRefersInTheOrderOfOpening) {
  witan::action::v1::ActionAssigned action;
  action.set_title("Publish the minutes");
  action.set_owner_organisation_id(story_.registrar());
  action.set_due("2022-12-01");
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(story_.NewId());
    const auto command = story_.Command(story_.Header(ids.back()), action);
    ASSERT_EQ(ReasonOf(story_.Record(*command)), "");
    // Loaded in the middle, and then kept up to date.
    if (i == 2) {
      EXPECT_EQ(
          story_.process.world->Referring(story_.registrar(), witan::options::v1::AGGREGATE_ACTION)
              .size(),
          3U);
    }
  }
  for (int round = 0; round < 2; ++round) {
    std::vector<std::string> found;
    for (const domain::Record* record : story_.process.world->Referring(
             story_.registrar(), witan::options::v1::AGGREGATE_ACTION)) {
      found.push_back(record->id);
    }
    EXPECT_EQ(found, ids);
    ASSERT_TRUE(story_.Restart().ok());
  }
}

TEST_F(Recovery, ForgetsRecordsOverTheLimitAndLoadsThemAgain) {
  for (int i = 0; i < 50; ++i) Registered("Q" + std::to_string(100 + i));
  ASSERT_TRUE(story_.process.state_writer->Flush().ok());
  BaseState small(*story_.process.database, BaseStateLimits{.record_bytes = 1, .referrers = 1});
  for (int i = 0; i < 50; ++i) {
    const std::string id = RecorderStory::IcsId("Q" + std::to_string(100 + i));
    ASSERT_NE(small.Find(*Uuid::Parse(id)), nullptr);
    small.Trim(head());
    EXPECT_EQ(small.records_in_memory(), 0U);
  }
  EXPECT_TRUE(small.status().ok());
}

TEST_F(Recovery, AStateDatabaseThatLostAnEventIsNoticed) {
  const std::string id = Registered("QF7");
  story_.Record(*story_.Rename(id, "New name"));
  ASSERT_TRUE(story_.process.state_writer->Flush().ok());
  storage::KeyValueBatch batch;
  batch.Put(kEventSpace, EventKey(*Uuid::Parse(id), 2), "garbage");
  ASSERT_TRUE(story_.state_store.Write(batch, storage::Durability::kSynced).ok());
  ASSERT_TRUE(story_.Restart().ok());
  const auto command = story_.Rename(id, "Newer name");
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "DATA_LOSS");
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kStopped);
  const auto later = story_.Register("QF8");
  EXPECT_EQ(ReasonOf(story_.Record(*later)), "DATA_LOSS");
}

TEST_F(Recovery, AStateDatabaseOfAnotherLogIsRefused) {
  Registered("QF7");
  ASSERT_TRUE(story_.process.state_writer->Flush().ok());
  storage::Cursor cursor = *story_.process.database->LoadCursor();
  cursor.hash = Sha256("another");
  storage::KeyValueBatch batch;
  batch.Put(kProgressSpace, std::string(kCursorKey), cursor.Encode());
  story_.process = {};
  ASSERT_TRUE(story_.state_store.Write(batch, storage::Durability::kSynced).ok());
  EXPECT_TRUE(absl::IsDataLoss(story_.Restart()));
}

}  // namespace
}  // namespace witan::recorder
