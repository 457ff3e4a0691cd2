#include "services/runtime/keys/key_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/runtime/keys/aes_gcm.h"
#include "storage/base/random.h"
#include "storage/base/status.h"

namespace witan::runtime {
namespace {

// The names of keys that belong to nobody cannot be ids of people.
constexpr std::string_view kDigestKeyName = "digest";
constexpr std::string_view kAlgorithm = "A256GCM";
constexpr size_t kMostKeysInMemory = 20'000;

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(std::unique_ptr<KeyTable> table,
                                                         std::unique_ptr<MasterKey> master_key) {
  std::unique_ptr<KeyStore> keys(new KeyStore(std::move(table), std::move(master_key)));
  RETURN_IF_ERROR(keys->ReadDigestKey().status());
  return keys;
}

// That it opens shows that the master key is the right one. The oldest counts: what others added
// later, believing that there was none, never was the key of a digest in the log.
absl::StatusOr<bool> KeyStore::ReadDigestKey() {
  ASSIGN_OR_RETURN(const HeldKeys held, table_->Find(kDigestKeyName));
  if (held.wrapped.empty()) return false;
  auto key = master_key_->Unwrap(kDigestKeyName, held.wrapped.front());
  if (!key.ok()) {
    return absl::FailedPreconditionError(
        "the key store was made under another master key: give the file of the one it was made "
        "with");
  }
  digest_key_ = *std::move(key);
  return true;
}

absl::Status KeyStore::PrepareToWrite() {
  RETURN_IF_ERROR(table_->Refresh());
  ASSIGN_OR_RETURN(bool is_there, ReadDigestKey());
  if (is_there) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::string wrapped,
                   master_key_->Wrap(kDigestKeyName, RandomBytes(kAesKeySize)));
  RETURN_IF_ERROR(table_->Add({{std::string(kDigestKeyName), std::move(wrapped)}}));
  // Another one may have come before it.
  RETURN_IF_ERROR(table_->Refresh());
  ASSIGN_OR_RETURN(is_there, ReadDigestKey());
  return is_there ? absl::OkStatus()
                  : absl::DataLossError("the key of digests was added and is not there");
}

absl::StatusOr<KeyStore::Keys> KeyStore::FindInTable(std::string_view person_id) const {
  ASSIGN_OR_RETURN(const HeldKeys held, table_->Find(person_id));
  if (held.IsAbsent()) return absl::NotFoundError(fmt::format("person {} has no key", person_id));
  Keys keys;
  for (const std::string& wrapped : held.wrapped) {
    ASSIGN_OR_RETURN(std::string key, master_key_->Unwrap(person_id, wrapped));
    keys.push_back(std::move(key));
  }
  return keys;
}

absl::StatusOr<KeyStore::Keys> KeyStore::Find(std::string_view person_id) const {
  const auto fresh = unwritten_.find(person_id);
  if (fresh != unwritten_.end()) return Keys{fresh->second};
  const uint64_t generation = table_->generation();
  if (generation != cached_generation_ || cache_.size() >= kMostKeysInMemory) cache_.clear();
  cached_generation_ = generation;
  const std::string id(person_id);
  const auto it = cache_.find(id);
  if (it != cache_.end()) return it->second;
  ASSIGN_OR_RETURN(Keys keys, FindInTable(person_id));
  cache_.emplace(id, keys);
  return keys;
}

absl::StatusOr<witan::common::v1::Sealed> KeyStore::Seal(std::string_view person_id,
                                                         std::string_view plain) {
  MutexLock lock(mutex_);
  auto found = Find(person_id);
  if (absl::IsNotFound(found.status())) {
    found = Keys{RandomBytes(kAesKeySize)};
    unwritten_.emplace(person_id, found->front());
  }
  RETURN_IF_ERROR(found.status());
  if (found->empty()) {
    return absl::FailedPreconditionError("the key of this person's details was destroyed");
  }
  GcmSealed bytes = GcmSeal(found->front(), plain, person_id);
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
  std::vector<NamedKey> added;
  for (const auto& [person_id, key] : unwritten_) {
    ASSIGN_OR_RETURN(std::string wrapped, master_key_->Wrap(person_id, key));
    added.push_back({person_id, std::move(wrapped)});
  }
  // Held across the write: a seal under a key that is not on disk yet must not slip between.
  RETURN_IF_ERROR(table_->Add(added));
  unwritten_.clear();
  return absl::OkStatus();
}

absl::Status KeyStore::Destroy(std::string_view person_id) {
  MutexLock lock(mutex_);
  // A later Persist must not bring it back.
  const auto fresh = unwritten_.find(person_id);
  if (fresh != unwritten_.end()) unwritten_.erase(fresh);
  RETURN_IF_ERROR(table_->Destroy(person_id));
  cache_.erase(std::string(person_id));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> KeyStore::Unseal(
    const witan::common::v1::Sealed& sealed) const {
  absl::StatusOr<Keys> keys;
  {
    MutexLock lock(mutex_);
    keys = Find(sealed.key_id());
    if (absl::IsNotFound(keys.status())) {
      // The key was there before the event: it may not have been seen here yet.
      RETURN_IF_ERROR(table_->Refresh());
      keys = Find(sealed.key_id());
    }
  }
  RETURN_IF_ERROR(keys.status());
  if (keys->empty()) return std::optional<std::string>();
  if (sealed.alg() != kAlgorithm) {
    return absl::DataLossError(
        fmt::format("a text is sealed by {}, not by {}", sealed.alg(), kAlgorithm));
  }
  absl::StatusOr<std::string> plain;
  for (const std::string& key : *keys) {
    plain = GcmOpen(key, sealed.nonce(), sealed.ciphertext(), sealed.key_id());
    if (plain.ok()) return std::optional<std::string>(*std::move(plain));
  }
  return plain.status();
}

}  // namespace witan::runtime
