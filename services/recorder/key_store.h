#pragma once

// The keys under which personal details are sealed: one a person, each wrapped under a master key
// that is kept elsewhere, in a database of their own that no backup of the log contains. Destroying
// a key makes every text sealed under it unreadable, in every view of every moment, for ever.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/runtime/keys/key_reader.h"
#include "storage/base/mutex.h"
#include "storage/key_value_store.h"

namespace witan::recorder {

inline constexpr uint32_t kKeySchemaVersion = 1;

// The spaces that the key store's database is opened with.
std::vector<std::string> KeySpaces();

// Reads a master key from a file: 64 hexadecimal digits and a line feed, readable by its owner
// alone. With `create`, a file that is absent is made with a new random key and synced.
// NotFound: no such file. FailedPrecondition: another form, or readable by others.
absl::StatusOr<std::string> ReadMasterKey(const std::string& path, bool create);

// Safe to call from any thread.
class KeyStore final : public runtime::KeyReader {
 public:
  // The store outlives it. FailedPrecondition: the keys in it were made under another master key.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(storage::KeyValueStore& store,
                                                        std::string_view master_key);
  // Waits until nothing of a destroyed key is left in the files.
  ~KeyStore() override;

  // The key of the digests of commands: 32 bytes, made once, the same for ever.
  const std::string& digest_key() const { return digest_key_; }

  // Seals a text under the person's key, which is made where the person has none yet. A new key is
  // only in memory until Persist. FailedPrecondition: the key was destroyed.
  absl::StatusOr<witan::common::v1::Sealed> Seal(std::string_view person_id, std::string_view plain)
      WITAN_EXCLUDES(mutex_);

  // Makes new keys survive a power cut. Called before an event that is sealed under them is
  // appended. Nothing to write: returns at once.
  absl::Status Persist() WITAN_EXCLUDES(mutex_);

  // Destroys the person's key, now and for ever; synced when it returns. A person without a key
  // can get none from then on either. What the files still hold of the key is written over soon
  // after, on a thread of the store's own; a crash in between is made good after the next Open.
  absl::Status Destroy(std::string_view person_id) WITAN_EXCLUDES(mutex_);

  absl::StatusOr<std::optional<std::string>> Unseal(
      const witan::common::v1::Sealed& sealed) const override WITAN_EXCLUDES(mutex_);

 private:
  // No key: destroyed.
  using Key = std::optional<std::string>;

  KeyStore(storage::KeyValueStore& store, std::string_view master_key)
      : store_(store), master_key_(master_key) {}
  absl::Status OpenDigestKey();
  std::string Wrap(std::string_view name, std::string_view key) const;
  absl::StatusOr<std::string> Unwrap(std::string_view name, std::string_view bytes) const;
  // NotFound: this person never had a key.
  absl::StatusOr<Key> Find(std::string_view person_id) const WITAN_REQUIRES(mutex_);

  void Shred();
  // The next files that hold something to be written over; false: the store is closed.
  bool TakeRemains() WITAN_EXCLUDES(mutex_);

  storage::KeyValueStore& store_;
  const std::string master_key_;
  std::string digest_key_;

  mutable Mutex mutex_;
  // A bounded cache of keys in use, new ones included.
  mutable std::unordered_map<std::string, Key> keys_ WITAN_GUARDED_BY(mutex_);
  storage::KeyValueBatch unwritten_ WITAN_GUARDED_BY(mutex_);
  CondVar changed_;
  bool has_remains_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_closing_ WITAN_GUARDED_BY(mutex_) = false;
  std::thread shredder_;
};

}  // namespace witan::recorder
