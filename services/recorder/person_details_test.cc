// Details of persons: sealed before they reach the log, unreadable once their key is destroyed.

#include <gtest/gtest.h>

#include <string>

#include "services/recorder/testing/core_test.h"
#include "witan/person/v1/person.pb.h"

namespace witan::recorder {
namespace {

using testing::ReasonOf;

using PersonDetails = testing::CoreTest;

witan::person::v1::PersonRegistered Chair() {
  witan::person::v1::PersonRegistered person;
  person.mutable_name()->set_plain("Dr A. Example");
  person.set_office("Chair");
  return person;
}

TEST_F(PersonDetails, SealsDetailsBeforeTheyReachTheLogAndErasesThem) {
  const auto person = Chair();
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

TEST_F(PersonDetails, DestroysAKeyAgainThatADyingProcessLeft) {
  const auto person = Chair();
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

// ---- keys that cannot be reached for a while

TEST_F(PersonDetails, AKeyThatCannotBeWrittenNowIsUnavailableAndTheWriterGoesOn) {
  story_.key_store.AnswerWrites(absl::UnavailableError("no broker"));
  const auto person = Chair();
  const std::string id = story_.NewId();
  const auto registers = story_.Command(story_.Header(id), person);
  const auto renames = story_.Rename(id, "rests on the batch too");
  const size_t records = story_.LogBytes().size();
  story_.Record({registers.get(), renames.get()});
  EXPECT_EQ(ReasonOf(registers->answer), "LOG_UNAVAILABLE");
  EXPECT_EQ(ReasonOf(renames->answer), "LOG_UNAVAILABLE");
  EXPECT_EQ(story_.LogBytes().size(), records) << "sealed under a key that nobody has";
  EXPECT_EQ(Find(id), nullptr);
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kWriting);

  story_.key_store.AnswerWrites(absl::OkStatus());
  const auto again = story_.Command(*registers->input().header, person);
  ASSERT_EQ(ReasonOf(story_.Record(*again)), "");
  ASSERT_TRUE(story_.Restart().ok());
  const auto& sealed = again->answer.event->payload().person_registered().name().sealed();
  EXPECT_EQ(story_.process.keys->Unseal(sealed)->value_or("(erased)"), "Dr A. Example");
}

TEST_F(PersonDetails, AKeyThatCannotBeDestroyedNowIsDestroyedBeforeAnythingElseIsDecided) {
  const auto person = Chair();
  const std::string id = story_.NewId();
  const auto registers = story_.Command(story_.Header(id), person);
  ASSERT_EQ(ReasonOf(story_.Record(*registers)), "");
  const auto& sealed = registers->answer.event->payload().person_registered().name().sealed();
  witan::person::v1::KeyDestroyed destroys;
  destroys.set_reason("Left");
  const auto command = story_.Command(story_.Header(id), destroys);

  story_.key_store.AnswerWrites(absl::UnavailableError("no broker"));
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "OUTCOME_UNKNOWN");
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kRecovering);
  EXPECT_FALSE(story_.process.recorder->CanBegin());

  story_.key_store.AnswerWrites(absl::OkStatus());
  story_.process.recorder->Settle();
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kWriting);
  EXPECT_EQ(story_.process.keys->Unseal(sealed)->value_or("(erased)"), "(erased)");
  const auto again = story_.Command(*command->input().header, destroys);
  EXPECT_EQ(story_.Record(*again).kind, AnswerKind::kRepeated);
}

TEST_F(PersonDetails, AKeyTableThatIsDamagedStopsTheWriter) {
  story_.key_store.AnswerWrites(absl::DataLossError("a page is damaged"));
  const auto person = Chair();
  const auto registers = story_.Command(story_.Header(story_.NewId()), person);
  EXPECT_EQ(ReasonOf(story_.Record(*registers)), "DATA_LOSS");
  EXPECT_EQ(story_.process.recorder->condition(), RecorderCondition::kStopped);
}

}  // namespace
}  // namespace witan::recorder
