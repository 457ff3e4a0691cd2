#include "storage/rocksdb/digest_runs.h"

#include <algorithm>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::storage {
namespace {

// A node of the map with its key and value, generously.
constexpr size_t kBytesOfASum = 160;

// One digest as its intervals come by, oldest first.
class DigestHistory final {
 public:
  DigestHistory(TableFiles& live, TableFiles& superseded) : live_(live), superseded_(superseded) {}

  absl::Status Take(std::string_view key, uint64_t interval, const LiveDigest& change) {
    if (key != key_) {
      RETURN_IF_ERROR(End());
      key_ = std::string(key);
      interval_ = 0;
      digest_ = LiveDigest();
    }
    if (interval != interval_) {
      RETURN_IF_ERROR(
          superseded_.Add(key_ + BigEndian(interval_ * kDigestInterval), AsBytes(digest_.sum)));
      interval_ = interval;
    }
    AddDigest(digest_.sum, change.sum);
    digest_.changed = std::max(digest_.changed, change.changed);
    return absl::OkStatus();
  }

  absl::Status End() {
    return key_.empty() ? absl::OkStatus() : live_.Add(key_, EncodeDigest(digest_));
  }

 private:
  TableFiles& live_;
  TableFiles& superseded_;
  std::string key_;
  uint64_t interval_ = 0;  // the last one with a change; 0 is before every position
  LiveDigest digest_;
};

}  // namespace

DigestRuns::DigestRuns(rocksdb::Env& env, std::string path_prefix, size_t memory_bytes)
    : most_sums_(memory_bytes / 2 / kBytesOfASum),
      sorter_(env, std::move(path_prefix), memory_bytes / 2) {}

absl::Status DigestRuns::Note(TableId table, const std::vector<Uuid>& subjects, uint64_t at,
                              const DigestSum& term, bool is_added) {
  const uint64_t interval = DigestIntervalOf(at);
  for (const Uuid& subject : subjects) {
    std::string key = LivePrefix(kDigestKind, table) + subject.ToBytes();
    AppendBigEndian(key, interval);
    LiveDigest& change = sums_[std::move(key)];
    is_added ? AddDigest(change.sum, term) : SubtractDigest(change.sum, term);
    change.changed = std::max(change.changed, at);
  }
  return sums_.size() <= most_sums_ ? absl::OkStatus() : Spill();
}

absl::Status DigestRuns::Spill() {
  for (const auto& [key, change] : sums_) {
    RETURN_IF_ERROR(sorter_.Add(key, EncodeDigest(change)));
  }
  sums_.clear();
  return absl::OkStatus();
}

absl::Status DigestRuns::Write(TableFiles& live, TableFiles& superseded) {
  RETURN_IF_ERROR(Spill());
  ASSIGN_OR_RETURN(const auto changes, sorter_.Finish());
  DigestHistory history(live, superseded);
  while (true) {
    ASSIGN_OR_RETURN(const auto pair, changes->Next());
    if (!pair) return history.End();
    const std::string_view key = pair->key.substr(0, pair->key.size() - sizeof(uint64_t));
    ASSIGN_OR_RETURN(const uint64_t interval,
                     ByteReader(pair->key.substr(key.size())).TakeBigEndian<uint64_t>());
    ASSIGN_OR_RETURN(const LiveDigest change, DecodeDigest(pair->value));
    RETURN_IF_ERROR(history.Take(key, interval, change));
  }
}

}  // namespace witan::storage
