// Batches, state, request ids and recovery, without the wire.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/recorder/command_catalogue.h"
#include "services/recorder/command_digest.h"
#include "services/recorder/testing/recorder_story.h"
#include "services/runtime/token/token.h"
#include "witan/action/v1/action.pb.h"
#include "witan/person/v1/person.pb.h"

namespace witan::recorder {
namespace {

using storage::AppendOutcome;
using testing::HeldCommand;
using testing::RecorderStory;

std::string ReasonOf(const Answer& answer) {
  return answer.refusal == nullptr ? "" : answer.refusal->reasons.front().reason;
}

class RecorderTest : public ::testing::Test {
 protected:
  std::string Registered(const std::string& code) {
    const auto command = story_.Register(code);
    EXPECT_EQ(ReasonOf(story_.Record(*command)), "");
    return RecorderStory::IcsId(code);
  }

  const domain::Record* Find(const std::string& id) { return story_.process.world->Find(id); }
  uint64_t head() { return story_.process.writer->confirmed().position.value(); }

  RecorderStory story_;
};

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

// ---- request ids

TEST_F(RecorderTest, ARepeatGetsTheFirstAnswer) {
  auto header = story_.Header(RecorderStory::IcsId("QF7"));
  const auto first = story_.Register("QF7");
  const auto repeat = std::make_unique<HeldCommand>(*first->input().header, *first->input().content,
                                                    story_.principal());
  story_.Record({first.get(), repeat.get()});
  ASSERT_EQ(repeat->answer.kind, AnswerKind::kRepeated);
  EXPECT_EQ(repeat->answer.event->event_id(), first->answer.event->event_id());
}

TEST_F(RecorderTest, ARepeatGetsTheFirstAnswerForEver) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  for (const bool with_state : {true, false}) {
    ASSERT_TRUE((with_state ? story_.Restart() : story_.RestartWithoutState()).ok());
    const auto repeat = std::make_unique<HeldCommand>(*first->input().header,
                                                      *first->input().content, story_.principal());
    const uint64_t before = head();
    ASSERT_EQ(story_.Record(*repeat).kind, AnswerKind::kRepeated);
    EXPECT_EQ(repeat->answer.event->SerializeAsString(), first->answer.event->SerializeAsString());
    EXPECT_EQ(head(), before);
  }
}

TEST_F(RecorderTest, ARepeatMayStateAnotherVersionAndToken) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  auto header = *first->input().header;
  header.set_expected_version(7);
  header.set_at_least(runtime::EncodeToken(story_.log_id(), Position(1)));
  const auto repeat =
      std::make_unique<HeldCommand>(header, *first->input().content, story_.principal());
  EXPECT_EQ(story_.Record(*repeat).kind, AnswerKind::kRepeated);
}

TEST_F(RecorderTest, ARequestIdIsGoodForOneCommand) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  const auto other = story_.Register("QF8");
  auto header = *other->input().header;
  header.set_request_id(first->input().header->request_id());
  const auto reused =
      std::make_unique<HeldCommand>(header, *other->input().content, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*reused)), "REQUEST_ID_REUSED");
  EXPECT_EQ(reused->answer.refusal->code, absl::StatusCode::kAlreadyExists);
}

TEST_F(RecorderTest, ARequestIdBelongsToItsOrganisation) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  auto header = *first->input().header;
  witan::auth::v1::Principal other = story_.principal();
  other.set_organisation_id(RecorderStory::IcsId("QF7"));
  const auto command = std::make_unique<HeldCommand>(header, *first->input().content, other);
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "RECORD_EXISTS");
}

TEST_F(RecorderTest, ARefusalSpendsNoRequestId) {
  const auto refused = story_.Rename(RecorderStory::IcsId("QF7"), "Too early");
  EXPECT_EQ(ReasonOf(story_.Record(*refused)), "NO_SUCH_RECORD");
  Registered("QF7");
  const auto again = std::make_unique<HeldCommand>(*refused->input().header,
                                                   *refused->input().content, story_.principal());
  EXPECT_EQ(story_.Record(*again).kind, AnswerKind::kRecorded);
}

TEST_F(RecorderTest, ARequestIdThatIsNoUuidIsRefused) {
  auto header = story_.Header(RecorderStory::IcsId("QF7"));
  header.set_request_id("7");
  const auto command = std::make_unique<HeldCommand>(
      header, *story_.Register("QF7")->input().content, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "INVALID_FIELD");
  EXPECT_EQ(command->answer.refusal->violations.front().field, "header.request_id");
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

TEST_F(RecorderTest, ValidatingWhatWasRecordedGivesTheFirstAnswer) {
  auto first = story_.Register("QF7");
  ASSERT_EQ(story_.Record(*first).kind, AnswerKind::kRecorded);
  auto header = *first->input().header;
  header.set_validate_only(true);
  const auto again =
      std::make_unique<HeldCommand>(header, *first->input().content, story_.principal());
  ASSERT_EQ(story_.Record(*again).kind, AnswerKind::kRepeated);
  EXPECT_EQ(again->answer.event->event_id(), first->answer.event->event_id());
  header.set_record_of_fact("Another command.");
  const auto other =
      std::make_unique<HeldCommand>(header, *first->input().content, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*other)), "REQUEST_ID_REUSED");
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

// ---- the log does not confirm

TEST_F(RecorderTest, AnUnknownOutcomeIsUnavailableAndItsOverlayIsDropped) {
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

TEST_F(RecorderTest, WhatSurvivedOfAnUnknownBatchIsRecorded) {
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

TEST_F(RecorderTest, ACertainFailureIsToldAndTheWriterGoesOn) {
  story_.sequence.FailNext({AppendOutcome::kNotWritten, 0});
  const auto command = story_.Register("QF7");
  EXPECT_EQ(story_.Record(*command).refusal->code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(Find(RecorderStory::IcsId("QF7")), nullptr);
  Registered("QF7");
}

TEST_F(RecorderTest, AWriterThatWasReplacedResigns) {
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

TEST_F(RecorderTest, FindsEverythingAgainAfterARestart) {
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

TEST_F(RecorderTest, ReadsOnlyTheTailOfTheLogAfterARestart) {
  Registered("QF7");
  ASSERT_TRUE(story_.process.state_writer->Flush().ok());
  const auto cursor = story_.process.database->LoadCursor();
  ASSERT_TRUE(cursor.ok());
  EXPECT_EQ(cursor->position.value(), head());
}

TEST_F(RecorderTest, ListsWhoRefersInTheOrderOfOpening) {
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

TEST_F(RecorderTest, ForgetsRecordsOverTheLimitAndLoadsThemAgain) {
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

TEST_F(RecorderTest, AStateDatabaseThatLostAnEventIsNoticed) {
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

TEST_F(RecorderTest, AStateDatabaseOfAnotherLogIsRefused) {
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

// ---- personal details

TEST_F(RecorderTest, SealsDetailsBeforeTheyReachTheLogAndErasesThem) {
  witan::person::v1::PersonRegistered person;
  person.mutable_name()->set_plain("Dr A. Example");
  person.set_office("Chair");
  const std::string id = story_.NewId();
  const auto registers = story_.Command(story_.Header(id), person);
  ASSERT_EQ(ReasonOf(story_.Record(*registers)), "");
  EXPECT_EQ(story_.LogBytes().back().find("Example"), std::string::npos);
  ASSERT_TRUE(story_.Restart().ok());
  domain::Event stored;
  ASSERT_TRUE(stored.ParseFromString(registers->answer.event->SerializeAsString()));
  const auto& sealed = stored.payload().person_registered().name().sealed();
  EXPECT_EQ(story_.process.keys->Unseal(sealed)->value_or("(erased)"), "Dr A. Example");

  witan::person::v1::KeyDestroyed destroys;
  destroys.set_reason("Left, and the record may not keep it");
  const auto command = story_.Command(story_.Header(id), destroys);
  ASSERT_EQ(ReasonOf(story_.Record(*command)), "");
  EXPECT_EQ(story_.process.keys->Unseal(sealed)->value_or("(erased)"), "(erased)");
}

TEST_F(RecorderTest, DestroysAKeyAgainThatADyingProcessLeft) {
  witan::person::v1::PersonRegistered person;
  person.mutable_name()->set_plain("Dr A. Example");
  person.set_office("Chair");
  const std::string id = story_.NewId();
  const auto registers = story_.Command(story_.Header(id), person);
  ASSERT_EQ(ReasonOf(story_.Record(*registers)), "");
  const std::string row = **story_.key_store.Get(0, id);
  witan::person::v1::KeyDestroyed destroys;
  destroys.set_reason("Left");
  ASSERT_EQ(ReasonOf(story_.Record(*story_.Command(story_.Header(id), destroys))), "");
  // As if the process had died between the log and the key store.
  storage::KeyValueBatch batch;
  batch.Put(0, id, row);
  ASSERT_TRUE(story_.key_store.Write(batch, storage::Durability::kSynced).ok());
  ASSERT_TRUE(story_.RestartWithoutState().ok());
  const auto& sealed = registers->answer.event->payload().person_registered().name().sealed();
  EXPECT_EQ(story_.process.keys->Unseal(sealed)->value_or("(erased)"), "(erased)");
}

// ---- the schema

TEST(CommandCatalogue, KnowsEveryKindOfEventButTheLogsOwn) {
  const CommandCatalogue catalogue;
  const auto kinds = static_cast<size_t>(domain::Payload::descriptor()->field_count());
  EXPECT_EQ(catalogue.size(), kinds - 2);
  EXPECT_NE(catalogue.Find("/witan.decision.v1.DecisionService/MakeDecision"), nullptr);
  EXPECT_EQ(catalogue.Find("/witan.command.v1.RecordService/Record"), nullptr);
  EXPECT_EQ(catalogue.Find(""), nullptr);
}

TEST(CommandDigest, LeavesTheHeaderAsItWas) {
  witan::command::v1::CommandHeader header;
  header.set_request_id("r");
  header.set_at_least("t");
  header.set_expected_version(0);
  header.set_validate_only(true);
  const std::string before = header.SerializeAsString();
  witan::auth::v1::Principal principal;
  const Hash digest = CommandDigest("key", principal, header, {});
  EXPECT_EQ(header.SerializeAsString(), before);
  header.set_record_of_fact("because");
  EXPECT_NE(CommandDigest("key", principal, header, {}), digest);
  header.clear_record_of_fact();
  EXPECT_EQ(CommandDigest("key", principal, header, {}), digest);
  principal.set_subject("another");
  EXPECT_NE(CommandDigest("key", principal, header, {}), digest);
  EXPECT_NE(CommandDigest("another key", principal, header, {}), digest);
}

}  // namespace
}  // namespace witan::recorder
