// Which texts of events are sealed, and under whose key.

#include "services/recorder/sealing.h"

#include <gtest/gtest.h>

#include "services/runtime/keys/database_key_table.h"
#include "storage/base/uuid.h"
#include "storage/memory/memory_key_value_store.h"
#include "witan/action/v1/action.pb.h"

namespace witan::recorder {
namespace {

class SealingTest : public ::testing::Test {
 protected:
  std::string PlainOf(const witan::common::v1::Sealed& sealed) {
    return keys_->Unseal(sealed)->value_or("(erased)");
  }

  storage::MemoryKeyValueStore store_{1};
  const std::unique_ptr<runtime::KeyStore> keys_ =
      runtime::KeyStore::Open(runtime::DatabaseKeyTable::Open(store_).value(),
                              std::make_unique<runtime::LocalMasterKey>(std::string(32, 'm')))
          .value();
  const std::string person_ = Uuid::Random().ToString();
};

TEST_F(SealingTest, SealsWhatTheSchemaMarksAndNothingElse) {
  domain::Payload payload;
  auto& person = *payload.mutable_person_registered();
  person.mutable_name()->set_plain("Dr A. Example");
  person.mutable_name()->set_retention(witan::common::v1::RETENTION_RECORD);
  person.set_office("Chair");
  ASSERT_TRUE(SealTexts(payload, person_, *keys_).ok());
  ASSERT_TRUE(person.name().has_sealed());
  EXPECT_EQ(person.name().retention(), witan::common::v1::RETENTION_RECORD);
  EXPECT_EQ(PlainOf(person.name().sealed()), "Dr A. Example");
  EXPECT_FALSE(person.has_contact());
  EXPECT_EQ(person.office(), "Chair");
}

TEST_F(SealingTest, SealsAnInterestUnderThePersonWhoseItIs) {
  domain::Payload payload;
  payload.mutable_interest_declared()->set_person_id(person_);
  payload.mutable_interest_declared()->mutable_description()->set_plain("Owns shares");
  ASSERT_TRUE(SealTexts(payload, Uuid::Random().ToString(), *keys_).ok());
  EXPECT_EQ(payload.interest_declared().description().sealed().key_id(), person_);
}

TEST_F(SealingTest, KnowsWhichKindsHoldSealedTexts) {
  EXPECT_TRUE(HoldsSealedTexts(witan::person::v1::PersonRegistered::descriptor()));
  EXPECT_TRUE(HoldsSealedTexts(witan::interest::v1::InterestDeclared::descriptor()));
  EXPECT_FALSE(HoldsSealedTexts(witan::action::v1::ActionAssigned::descriptor()));
}

}  // namespace
}  // namespace witan::recorder
