// Sealing: the cipher, the master key's file, the keys and the texts of events.

#include "services/recorder/key_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <string>

#include "services/recorder/aes_gcm.h"
#include "services/recorder/sealing.h"
#include "storage/base/hex.h"
#include "storage/base/uuid.h"
#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_key_value_store.h"

namespace witan::recorder {
namespace {

using storage::TemporaryFolder;

const std::string kMaster(32, 'm');

TEST(AesGcm, OpensWhatTheStandardSealed) {
  // Test case 14 of the GCM specification: a key, a nonce and a block of zeros, without context.
  const std::string key(32, '\0');
  const std::string nonce(12, '\0');
  const std::string ciphertext =
      *HexDecode("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  const auto plain = GcmOpen(key, nonce, ciphertext, "");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(*plain, std::string(16, '\0'));
}

TEST(AesGcm, OpensNothingThatWasChanged) {
  const GcmSealed sealed = GcmSeal(kMaster, "Dr A. Example", "context");
  EXPECT_EQ(*GcmOpen(kMaster, sealed.nonce, sealed.ciphertext, "context"), "Dr A. Example");
  for (size_t i = 0; i < sealed.ciphertext.size(); ++i) {
    std::string changed = sealed.ciphertext;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_TRUE(absl::IsDataLoss(GcmOpen(kMaster, sealed.nonce, changed, "context").status()));
  }
  EXPECT_FALSE(GcmOpen(kMaster, sealed.nonce, sealed.ciphertext, "other").ok());
  EXPECT_FALSE(GcmOpen(std::string(32, 'x'), sealed.nonce, sealed.ciphertext, "context").ok());
  EXPECT_FALSE(GcmOpen(kMaster, sealed.nonce, "short", "context").ok());
  EXPECT_FALSE(GcmOpen("short", sealed.nonce, sealed.ciphertext, "context").ok());
}

class KeyStoreTest : public ::testing::Test {
 protected:
  KeyStoreTest() { Reopen(); }
  void Reopen() {
    auto opened = KeyStore::Open(store_, kMaster);
    ASSERT_TRUE(opened.ok()) << opened.status();
    keys_ = *std::move(opened);
  }
  std::string PlainOf(const witan::common::v1::Sealed& sealed) {
    const auto plain = keys_->Unseal(sealed);
    if (!plain.ok()) return std::string(plain.status().message());
    return plain->value_or("(erased)");
  }

  storage::MemoryKeyValueStore store_{1};
  std::unique_ptr<KeyStore> keys_;
  const std::string person_ = Uuid::Random().ToString();
};

TEST_F(KeyStoreTest, UnsealsWhatItSealedAlsoAfterARestart) {
  const auto sealed = keys_->Seal(person_, "Dr A. Example");
  ASSERT_TRUE(sealed.ok());
  ASSERT_TRUE(keys_->Persist().ok());
  EXPECT_EQ(sealed->key_id(), person_);
  EXPECT_EQ(sealed->alg(), "A256GCM");
  EXPECT_EQ(sealed->ciphertext().find("Example"), std::string::npos);
  EXPECT_EQ(PlainOf(*sealed), "Dr A. Example");
  Reopen();
  EXPECT_EQ(PlainOf(*sealed), "Dr A. Example");
}

TEST_F(KeyStoreTest, NeverUsesANonceTwice) {
  std::set<std::string> nonces;
  for (int i = 0; i < 200; ++i) nonces.insert(keys_->Seal(person_, "same")->nonce());
  EXPECT_EQ(nonces.size(), 200U);
}

TEST_F(KeyStoreTest, KeepsANewKeyOnlyInMemoryUntilItIsPersisted) {
  const auto sealed = keys_->Seal(person_, "x");
  Reopen();
  EXPECT_TRUE(absl::IsNotFound(keys_->Unseal(*sealed).status()));
}

TEST_F(KeyStoreTest, ADestroyedKeyErasesForEver) {
  const auto sealed = keys_->Seal(person_, "Dr A. Example");
  ASSERT_TRUE(keys_->Persist().ok());
  ASSERT_TRUE(keys_->Destroy(person_).ok());
  EXPECT_EQ(PlainOf(*sealed), "(erased)");
  EXPECT_TRUE(absl::IsFailedPrecondition(keys_->Seal(person_, "again").status()));
  Reopen();
  EXPECT_EQ(PlainOf(*sealed), "(erased)");
  EXPECT_TRUE(absl::IsFailedPrecondition(keys_->Seal(person_, "again").status()));
  ASSERT_TRUE(keys_->Destroy(person_).ok()) << "destroying again is nothing new";
}

TEST_F(KeyStoreTest, AKeyThatWasNeverPersistedCanBeDestroyed) {
  const auto sealed = keys_->Seal(person_, "x");
  ASSERT_TRUE(keys_->Destroy(person_).ok());
  ASSERT_TRUE(keys_->Persist().ok());
  Reopen();
  EXPECT_EQ(PlainOf(*sealed), "(erased)");
}

TEST_F(KeyStoreTest, RefusesAnotherMasterKey) {
  const auto opened = KeyStore::Open(store_, std::string(32, 'x'));
  EXPECT_TRUE(absl::IsFailedPrecondition(opened.status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(KeyStore::Open(store_, "short").status()));
}

TEST_F(KeyStoreTest, KeepsTheDigestKey) {
  const std::string before = keys_->digest_key();
  Reopen();
  EXPECT_EQ(keys_->digest_key(), before);
  EXPECT_EQ(before.size(), 32U);
}

TEST_F(KeyStoreTest, NoticesAnyDamageToAKey) {
  const auto sealed = keys_->Seal(person_, "x");
  ASSERT_TRUE(keys_->Persist().ok());
  const std::string row = **store_.Get(0, person_);
  for (size_t i = 0; i < row.size(); ++i) {
    std::string changed = row;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    storage::KeyValueBatch batch;
    batch.Put(0, person_, changed);
    ASSERT_TRUE(store_.Write(batch, storage::Durability::kSynced).ok());
    Reopen();
    EXPECT_TRUE(absl::IsDataLoss(keys_->Unseal(*sealed).status())) << "byte " << i;
  }
}

TEST_F(KeyStoreTest, SealsWhatTheSchemaMarksAndNothingElse) {
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

TEST_F(KeyStoreTest, SealsAnInterestUnderThePersonWhoseItIs) {
  domain::Payload payload;
  payload.mutable_interest_declared()->set_person_id(person_);
  payload.mutable_interest_declared()->mutable_description()->set_plain("Owns shares");
  ASSERT_TRUE(SealTexts(payload, Uuid::Random().ToString(), *keys_).ok());
  EXPECT_EQ(payload.interest_declared().description().sealed().key_id(), person_);
}

TEST_F(KeyStoreTest, KnowsWhichKindsHoldSealedTexts) {
  EXPECT_TRUE(HoldsSealedTexts(witan::person::v1::PersonRegistered::descriptor()));
  EXPECT_TRUE(HoldsSealedTexts(witan::interest::v1::InterestDeclared::descriptor()));
  EXPECT_FALSE(HoldsSealedTexts(witan::action::v1::ActionAssigned::descriptor()));
}

TEST(MasterKey, IsMadeOnceAndReadAgain) {
  const TemporaryFolder folder;
  const std::string path = folder / "master.key";
  const auto made = ReadMasterKey(path, true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->size(), 32U);
  EXPECT_EQ(*ReadMasterKey(path, true), *made);
  struct stat found = {};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST(MasterKey, IsMadeAnewWhereACrashLeftAPartOfOne) {
  const storage::TemporaryFolder folder;
  const std::string path = folder / "master.key";
  std::ofstream(path + ".new") << "0123";
  const auto made = ReadMasterKey(path, true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(*ReadMasterKey(path, false), *made);
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(MasterKey, IsNotMadeUnlessAsked) {
  const TemporaryFolder folder;
  EXPECT_TRUE(absl::IsNotFound(ReadMasterKey(folder / "master.key", false).status()));
}

TEST(MasterKey, IsRefusedWhenOthersMayReadIt) {
  const TemporaryFolder folder;
  const std::string path = folder / "master.key";
  ASSERT_TRUE(ReadMasterKey(path, true).ok());
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  const auto read = ReadMasterKey(path, false);
  EXPECT_TRUE(absl::IsFailedPrecondition(read.status()));
  EXPECT_NE(read.status().ToString().find("chmod 600"), std::string::npos);
}

TEST(MasterKey, IsRefusedInAnotherForm) {
  const TemporaryFolder folder;
  const std::string path = folder / "master.key";
  for (const std::string& text :
       {std::string(), std::string(63, 'a'), std::string(64, 'g'), std::string(66, 'a')}) {
    std::ofstream(path, std::ios::trunc) << text << "\n";
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(ReadMasterKey(path, true).status())) << text;
  }
}

}  // namespace
}  // namespace witan::recorder
