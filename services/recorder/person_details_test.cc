// Details of persons: sealed before they reach the log, unreadable once their key is destroyed.

#include <gtest/gtest.h>

#include <string>

#include "services/recorder/testing/core_test.h"
#include "witan/person/v1/person.pb.h"

namespace witan::recorder {
namespace {

using testing::ReasonOf;

using PersonDetails = testing::CoreTest;

TEST_F(PersonDetails, SealsDetailsBeforeTheyReachTheLogAndErasesThem) {
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

TEST_F(PersonDetails, DestroysAKeyAgainThatADyingProcessLeft) {
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

}  // namespace
}  // namespace witan::recorder
