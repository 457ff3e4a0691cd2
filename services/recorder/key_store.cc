#include "services/recorder/key_store.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "services/recorder/aes_gcm.h"
#include "storage/base/random.h"
#include "storage/base/status.h"

namespace witan::recorder {
namespace {

constexpr storage::SpaceIndex kKeySpace = 0;
// The names of keys that belong to nobody cannot be ids of people.
constexpr std::string_view kDigestKeyName = "digest";
// Stands while files may hold something of a destroyed key.
constexpr std::string_view kRemainsName = "remains";
// Rows of the key space begin with one of these. Do not change.
constexpr char kWrapped = 'W';
constexpr char kDestroyed = 'D';
constexpr std::string_view kAlgorithm = "A256GCM";
constexpr size_t kMostKeysInMemory = 20'000;

}  // namespace

std::vector<std::string> KeySpaces() { return {"keys"}; }

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(storage::KeyValueStore& store,
                                                         std::string_view master_key) {
  if (master_key.size() != kAesKeySize) {
    return absl::FailedPreconditionError("the master key of the key store is not 32 bytes long");
  }
  std::unique_ptr<KeyStore> keys(new KeyStore(store, master_key));
  RETURN_IF_ERROR(keys->OpenDigestKey());
  ASSIGN_OR_RETURN(const auto remains, store.Get(kKeySpace, kRemainsName));
  {
    MutexLock lock(keys->mutex_);
    keys->has_remains_ = remains.has_value();
  }
  keys->shredder_ = std::thread([raw = keys.get()] { raw->Shred(); });
  return keys;
}

KeyStore::~KeyStore() {
  {
    MutexLock lock(mutex_);
    is_closing_ = true;
    changed_.NotifyAll();
  }
  if (shredder_.joinable()) shredder_.join();
}

bool KeyStore::TakeRemains() {
  MutexLock lock(mutex_);
  while (!has_remains_ && !is_closing_) changed_.Wait(mutex_);
  return std::exchange(has_remains_, false);
}

// The mark goes only when no other key was destroyed meanwhile.
void KeyStore::Shred() {
  while (TakeRemains()) {
    // The mark stands, so that the next start tries again.
    if (!store_.Rewrite().ok()) return;
    MutexLock lock(mutex_);
    if (has_remains_) continue;
    storage::KeyValueBatch batch;
    batch.Delete(kKeySpace, std::string(kRemainsName));
    // Without it, the next start writes the files anew once more.
    store_.Write(batch, storage::Durability::kBuffered).IgnoreError();
  }
}

// The digest key is made with the store; that it opens shows that the master key is the right one.
absl::Status KeyStore::OpenDigestKey() {
  ASSIGN_OR_RETURN(const auto row, store_.Get(kKeySpace, kDigestKeyName));
  if (row.has_value()) {
    auto key = Unwrap(kDigestKeyName, *row);
    if (!key.ok()) {
      return absl::FailedPreconditionError(
          "the key store was made under another master key: give the file of the one it was made "
          "with");
    }
    digest_key_ = *std::move(key);
    return absl::OkStatus();
  }
  digest_key_ = RandomBytes(kAesKeySize);
  storage::KeyValueBatch batch;
  batch.Put(kKeySpace, std::string(kDigestKeyName), Wrap(kDigestKeyName, digest_key_));
  return store_.Write(batch, storage::Durability::kSynced);
}

std::string KeyStore::Wrap(std::string_view name, std::string_view key) const {
  const GcmSealed sealed = GcmSeal(master_key_, key, name);
  return kWrapped + sealed.nonce + sealed.ciphertext;
}

absl::StatusOr<std::string> KeyStore::Unwrap(std::string_view name, std::string_view bytes) const {
  if (bytes.size() < 1 + kGcmNonceSize || bytes.front() != kWrapped) {
    return absl::DataLossError(fmt::format("the key of {} is damaged in the key store", name));
  }
  return GcmOpen(master_key_, bytes.substr(1, kGcmNonceSize), bytes.substr(1 + kGcmNonceSize),
                 name);
}

absl::StatusOr<KeyStore::Key> KeyStore::Find(std::string_view person_id) const {
  const std::string id(person_id);
  const auto it = keys_.find(id);
  if (it != keys_.end()) return it->second;
  ASSIGN_OR_RETURN(const auto row, store_.Get(kKeySpace, id));
  if (!row.has_value()) return absl::NotFoundError(fmt::format("person {} has no key", id));
  Key key;
  if (row->empty() || row->front() != kDestroyed) {
    ASSIGN_OR_RETURN(key, Unwrap(id, *row));
  }
  // New keys stand nowhere else until they are written.
  if (keys_.size() >= kMostKeysInMemory && unwritten_.empty()) keys_.clear();
  keys_.emplace(id, key);
  return key;
}

absl::StatusOr<witan::common::v1::Sealed> KeyStore::Seal(std::string_view person_id,
                                                         std::string_view plain) {
  MutexLock lock(mutex_);
  auto found = Find(person_id);
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  if (found.ok() && !found->has_value()) {
    return absl::FailedPreconditionError("the key of this person's details was destroyed");
  }
  std::string key = found.ok() ? **found : RandomBytes(kAesKeySize);
  if (!found.ok()) {
    unwritten_.Put(kKeySpace, std::string(person_id), Wrap(person_id, key));
    keys_.emplace(person_id, key);
  }
  GcmSealed bytes = GcmSeal(key, plain, person_id);
  witan::common::v1::Sealed sealed;
  sealed.set_key_id(std::string(person_id));
  sealed.set_alg(std::string(kAlgorithm));
  sealed.set_nonce(std::move(bytes.nonce));
  sealed.set_ciphertext(std::move(bytes.ciphertext));
  return sealed;
}

absl::Status KeyStore::Persist() {
  MutexLock lock(mutex_);
  if (unwritten_.empty()) return absl::OkStatus();
  // Held across the write: a seal under a key that is not on disk yet must not slip between.
  RETURN_IF_ERROR(store_.Write(unwritten_, storage::Durability::kSynced));
  unwritten_.Clear();
  return absl::OkStatus();
}

absl::Status KeyStore::Destroy(std::string_view person_id) {
  MutexLock lock(mutex_);
  // After the keys that are not written yet, this person's among them: a later Persist must not
  // bring it back.
  unwritten_.Put(kKeySpace, std::string(person_id), std::string(1, kDestroyed));
  unwritten_.Put(kKeySpace, std::string(kRemainsName), std::string(1, kDestroyed));
  RETURN_IF_ERROR(store_.Write(unwritten_, storage::Durability::kSynced));
  unwritten_.Clear();
  keys_[std::string(person_id)] = std::nullopt;
  has_remains_ = true;
  changed_.NotifyAll();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> KeyStore::Unseal(
    const witan::common::v1::Sealed& sealed) const {
  Key key;
  {
    MutexLock lock(mutex_);
    ASSIGN_OR_RETURN(key, Find(sealed.key_id()));
  }
  if (!key.has_value()) return std::optional<std::string>();
  if (sealed.alg() != kAlgorithm) {
    return absl::DataLossError(
        fmt::format("a text is sealed by {}, not by {}", sealed.alg(), kAlgorithm));
  }
  ASSIGN_OR_RETURN(std::string plain,
                   GcmOpen(*key, sealed.nonce(), sealed.ciphertext(), sealed.key_id()));
  return std::optional<std::string>(std::move(plain));
}

}  // namespace witan::recorder
