// The cipher, the master key's file and the keys.

#include "services/runtime/keys/key_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <set>
#include <string>

#include "services/runtime/keys/aes_gcm.h"
#include "services/runtime/keys/database_key_table.h"
#include "storage/base/hex.h"
#include "storage/base/uuid.h"
#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_key_value_store.h"

namespace witan::runtime {
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

absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeys(storage::KeyValueStore& store,
                                                   const std::string& master) {
  return KeyStore::Open(DatabaseKeyTable::Open(store).value(),
                        std::make_unique<LocalMasterKey>(master));
}

class KeyStoreTest : public ::testing::Test {
 protected:
  KeyStoreTest() { Reopen(); }
  void Reopen() {
    auto opened = OpenKeys(store_, kMaster);
    ASSERT_TRUE(opened.ok()) << opened.status();
    ASSERT_TRUE((*opened)->PrepareToWrite().ok());
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
  const auto opened = OpenKeys(store_, std::string(32, 'x'));
  EXPECT_TRUE(absl::IsFailedPrecondition(opened.status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenKeys(store_, "short").status()));
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

// A table that two processes write to: each sees the other's keys once it looks.
class SharedTable final : public KeyTable {
 public:
  using Rows = std::map<std::string, HeldKeys, std::less<>>;
  explicit SharedTable(Rows& rows) : rows_(rows), seen_(rows) {}

  absl::StatusOr<HeldKeys> Find(std::string_view name) const override {
    const auto it = seen_.find(name);
    return it == seen_.end() ? HeldKeys() : it->second;
  }
  absl::Status Add(const std::vector<NamedKey>& keys) override {
    for (const NamedKey& key : keys) rows_[key.name].wrapped.push_back(key.wrapped);
    return Refresh();
  }
  absl::Status Destroy(std::string_view name) override {
    rows_[std::string(name)] = {.is_destroyed = true, .wrapped = {}};
    return Refresh();
  }
  absl::Status Refresh() override {
    seen_ = rows_;
    ++generation_;
    return absl::OkStatus();
  }
  uint64_t generation() const override { return generation_; }

 private:
  Rows& rows_;
  Rows seen_;
  uint64_t generation_ = 0;
};

class SharedKeysTest : public ::testing::Test {
 protected:
  std::unique_ptr<KeyStore> Open() {
    return KeyStore::Open(std::make_unique<SharedTable>(rows_),
                          std::make_unique<LocalMasterKey>(kMaster))
        .value();
  }

  SharedTable::Rows rows_;
  const std::string person_ = Uuid::Random().ToString();
};

TEST_F(SharedKeysTest, AReaderFindsAKeyThatWasAddedAfterItLooked) {
  const auto writer = Open();
  const auto reader = Open();
  const auto sealed = writer->Seal(person_, "Dr A. Example");
  ASSERT_TRUE(writer->Persist().ok());
  EXPECT_EQ(reader->Unseal(*sealed)->value_or("(erased)"), "Dr A. Example");
}

TEST_F(SharedKeysTest, NoWriterTakesTheKeyOfAnotherAway) {
  const auto one = Open();
  const auto two = Open();
  const auto first = one->Seal(person_, "one");
  const auto second = two->Seal(person_, "two");
  ASSERT_TRUE(one->Persist().ok());
  ASSERT_TRUE(two->Persist().ok());
  const auto reader = Open();
  EXPECT_EQ(reader->Unseal(*first)->value_or("(erased)"), "one");
  EXPECT_EQ(reader->Unseal(*second)->value_or("(erased)"), "two");
}

TEST_F(SharedKeysTest, WhatOneDestroyedNobodyReadsOnceTheTableSaysSo) {
  const auto writer = Open();
  const auto sealed = writer->Seal(person_, "x");
  ASSERT_TRUE(writer->Persist().ok());
  const auto other = Open();
  ASSERT_EQ(other->Unseal(*sealed)->value_or("(erased)"), "x");
  ASSERT_TRUE(writer->Destroy(person_).ok());
  ASSERT_TRUE(other->PrepareToWrite().ok());
  EXPECT_EQ(other->Unseal(*sealed)->value_or("(erased)"), "(erased)");
  EXPECT_TRUE(absl::IsFailedPrecondition(other->Seal(person_, "again").status()));
}

TEST_F(SharedKeysTest, AllWritersUseTheOldestKeyOfDigests) {
  const auto one = Open();
  const auto two = Open();
  ASSERT_TRUE(one->PrepareToWrite().ok());
  const std::string digest_key = one->digest_key();
  // One that had looked before the other wrote.
  rows_["digest"].wrapped.push_back(*LocalMasterKey(kMaster).Wrap("digest", std::string(32, 'x')));
  ASSERT_TRUE(two->PrepareToWrite().ok());
  ASSERT_TRUE(one->PrepareToWrite().ok());
  EXPECT_EQ(two->digest_key(), digest_key);
  EXPECT_EQ(one->digest_key(), digest_key);
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
}  // namespace witan::runtime
