#pragma once

// The keys under which personal details are sealed: one a person, each wrapped under a master key
// that is kept elsewhere. Destroying a key makes every text sealed under it unreadable, in every
// view of every moment, for ever.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/runtime/keys/key_reader.h"
#include "services/runtime/keys/key_table.h"
#include "services/runtime/keys/master_key.h"
#include "storage/base/mutex.h"

namespace witan::runtime {

// Safe to call from any thread.
class KeyStore final : public KeyReader {
 public:
  // FailedPrecondition: the keys in the table were made under another master key.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(std::unique_ptr<KeyTable> table,
                                                        std::unique_ptr<MasterKey> master_key);

  // For who is about to write: sees what others wrote before, and makes the digest key where there
  // is none. Not while digest_key is used.
  absl::Status PrepareToWrite();
  // The key of the digests of commands: 32 bytes, made once, the same for ever. After
  // PrepareToWrite.
  const std::string& digest_key() const { return digest_key_; }

  // Seals a text under the person's key, which is made where the person has none yet. A new key is
  // only in memory until Persist. FailedPrecondition: the key was destroyed.
  absl::StatusOr<witan::common::v1::Sealed> Seal(std::string_view person_id, std::string_view plain)
      WITAN_EXCLUDES(mutex_);

  // Makes new keys survive a power cut. Called before an event that is sealed under them is
  // appended. Nothing to write: returns at once.
  absl::Status Persist() WITAN_EXCLUDES(mutex_);

  // Destroys the person's key, now and for ever; synced when it returns. A person without a key
  // can get none from then on either. What files still hold of the key is the table's to erase.
  absl::Status Destroy(std::string_view person_id) WITAN_EXCLUDES(mutex_);

  absl::StatusOr<std::optional<std::string>> Unseal(
      const witan::common::v1::Sealed& sealed) const override WITAN_EXCLUDES(mutex_);
  uint64_t generation() const override { return table_->generation(); }

 private:
  // The oldest first; none: destroyed.
  using Keys = std::vector<std::string>;

  KeyStore(std::unique_ptr<KeyTable> table, std::unique_ptr<MasterKey> master_key)
      : table_(std::move(table)), master_key_(std::move(master_key)) {}
  // Whether there is a digest key.
  absl::StatusOr<bool> ReadDigestKey();
  // NotFound: this person never had a key.
  absl::StatusOr<Keys> Find(std::string_view person_id) const WITAN_REQUIRES(mutex_);
  absl::StatusOr<Keys> FindInTable(std::string_view person_id) const WITAN_REQUIRES(mutex_);

  const std::unique_ptr<KeyTable> table_;
  const std::unique_ptr<MasterKey> master_key_;
  std::string digest_key_;

  mutable Mutex mutex_;
  // A bounded cache of keys in use, of one generation of the table.
  mutable std::unordered_map<std::string, Keys> cache_ WITAN_GUARDED_BY(mutex_);
  mutable uint64_t cached_generation_ WITAN_GUARDED_BY(mutex_) = 0;
  // New keys, by person: they stand nowhere else until they are written.
  std::map<std::string, std::string, std::less<>> unwritten_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::runtime
