#pragma once

// A small durable map of byte strings in several named spaces. Whoever needs more than Get and an
// ordered scan wants a projection store (projection_store.h).

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace witan::storage {

// A space by its place in the list of names with which the store was opened.
using SpaceIndex = size_t;

// Changes that happen together or not at all.
class KeyValueBatch final {
 public:
  struct Change {
    SpaceIndex space = 0;
    std::string key;
    std::optional<std::string> value;  // none: the key is deleted
  };

  void Put(SpaceIndex space, std::string key, std::string value) {
    changes_.push_back({space, std::move(key), std::move(value)});
  }
  void Delete(SpaceIndex space, std::string key) {
    changes_.push_back({space, std::move(key), std::nullopt});
  }
  const std::vector<Change>& changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }
  void Clear() { changes_.clear(); }

 private:
  std::vector<Change> changes_;
};

enum class Durability {
  kBuffered,  // survives the death of the process; a power cut may undo the last batches, in order
  kSynced,    // survives a power cut once Write returned
};

// Keys from `begin` (inclusive) to `end` (exclusive; empty: to the last key), in byte order.
struct KeyRange {
  std::string begin;
  std::string end;
  static KeyRange Prefix(std::string_view prefix);
};

// Called for each row; return false to stop. The views are valid during the call.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

// Reads of one moment. Safe to call from any thread; must not outlive its store.
class KeyValueSnapshot {
 public:
  virtual ~KeyValueSnapshot() = default;
  // None when the key is absent. DataLoss when the stored bytes are damaged.
  virtual absl::StatusOr<std::optional<std::string>> Get(SpaceIndex space,
                                                         std::string_view key) const = 0;
  virtual absl::Status Scan(SpaceIndex space, const KeyRange& range,
                            const RowVisitor& visit) const = 0;
};

// Safe to call from any thread; batches of several threads are put in some order.
class KeyValueStore {
 public:
  virtual ~KeyValueStore() = default;

  // ResourceExhausted: disk full. FailedPrecondition: an earlier write failed; reopen the store.
  virtual absl::Status Write(const KeyValueBatch& batch, Durability durability) = 0;

  virtual absl::StatusOr<std::optional<std::string>> Get(SpaceIndex space,
                                                         std::string_view key) const = 0;
  // One answer a key, in the order of the keys.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      SpaceIndex space, const std::vector<std::string>& keys) const = 0;
  // Sees one moment: writes during the scan do not show.
  virtual absl::Status Scan(SpaceIndex space, const KeyRange& range,
                            const RowVisitor& visit) const = 0;
  virtual std::unique_ptr<KeyValueSnapshot> Snapshot() const = 0;

  // Makes everything written so far survive a power cut.
  virtual absl::Status Sync() = 0;

  // Writes the files of the store anew, so that what was deleted or replaced before the call stands
  // in none of them. Costs time with the size of the store; reads and writes go on.
  virtual absl::Status Rewrite() = 0;

  // A copy of the store, openable by itself, in `directory`, which must not exist yet. Synced.
  virtual absl::Status Checkpoint(const std::string& directory) = 0;
};

}  // namespace witan::storage
