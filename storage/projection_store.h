#pragma once

// Rows of projections, versioned by position: each version of a row holds for [from, to). Live and
// superseded versions stand apart, so that reading at the head never wades through history. What a
// row means is the caller's business; this file knows tables, keys, values and indexes.
//
// Physical order: tables by number, rows by key bytes. An index entry is a byte string that points
// to its row; entries of one index sort by their bytes, then by row key.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/base/named_type.h"
#include "storage/base/sha256.h"
#include "storage/base/uuid.h"

namespace witan::storage {

// Small stable numbers chosen by the caller; they reach the disk. Indexes are numbered across all
// tables of a store; one index belongs to one table. Areas hold entries that are never changed.
using TableId = uint16_t;
using IndexId = uint16_t;
using AreaId = uint8_t;

struct IndexEntry {
  IndexId index = 0;
  std::string key;
  friend auto operator<=>(const IndexEntry&, const IndexEntry&) = default;
};

struct Row {
  std::string value;     // what the digest covers
  std::string physical;  // kept beside the value, outside the digest
  std::vector<IndexEntry> indexes;
  std::vector<Uuid> subjects;  // whose digests this row is part of; duplicates count once
};

// A row as it stood at the position of the view.
struct RowAt {
  std::string key;
  Position from;  // since when this version holds
  std::string value;
  std::string physical;
};

enum class ScanOrder { kForward, kBackward };

// Rows of one table with begin <= key < end (end empty: to the table's last key).
struct RowScan {
  TableId table = 0;
  std::string begin;
  std::string end;
  // Rows strictly after this key in the order of the scan; none: from the start of the range.
  std::optional<std::string> start_after;
  size_t limit = 100;
  ScanOrder order = ScanOrder::kForward;
};

struct IndexPlace {
  std::string index_key;
  std::string row_key;
  friend auto operator<=>(const IndexPlace&, const IndexPlace&) = default;
};

// Entries of one index with begin <= index_key < end (end empty: to the index's last entry).
struct IndexScan {
  IndexId index = 0;
  std::string begin;
  std::string end;
  std::optional<IndexPlace> start_after;
  size_t limit = 100;
  ScanOrder order = ScanOrder::kForward;
};

// Sum modulo 2^256 of SHA-256 over rows; little-endian.
using DigestSum = Hash;

struct DigestEntry {
  TableId table = 0;
  Uuid subject;
  DigestSum sum = {};
  friend auto operator<=>(const DigestEntry&, const DigestEntry&) = default;
};

// Digests are kept for every position that is a multiple of this, and for the head. On disk: do not
// change.
inline constexpr uint64_t kDigestInterval = 4'096;

// What may be read at one position: the same answers however often and late it is asked. Safe to
// call from any thread. Holds back the store's clean-up while it lives: keep it for one request.
// DataLoss from any method: stored bytes are damaged; rebuild the store.
class ProjectionView {
 public:
  virtual ~ProjectionView() = default;

  virtual Position position() const = 0;
  // The head of the store when the view was opened.
  virtual Position head() const = 0;

  // None: no such row at this position.
  virtual absl::StatusOr<std::optional<RowAt>> Get(TableId table, std::string_view key) const = 0;
  // One answer a key, in the order of the keys.
  virtual absl::StatusOr<std::vector<std::optional<RowAt>>> MultiGet(
      TableId table, const std::vector<std::string>& keys) const = 0;
  virtual absl::StatusOr<std::vector<RowAt>> Scan(const RowScan& scan) const = 0;
  virtual absl::StatusOr<std::vector<IndexPlace>> ScanIndex(const IndexScan& scan) const = 0;
  // Every version of one row that began at or before this position, oldest first; a version that a
  // deletion ended is followed by none.
  virtual absl::StatusOr<std::vector<RowAt>> History(TableId table, std::string_view key,
                                                     size_t limit) const = 0;

  // The digest of one table and subject at this position, which is the head or a multiple of
  // kDigestInterval (else FailedPrecondition). Zeros when there is no row.
  virtual absl::StatusOr<DigestSum> Digest(TableId table, const Uuid& subject) const = 0;
  // All digests that are not zero, by table and subject.
  virtual absl::StatusOr<std::vector<DigestEntry>> Digests() const = 0;

  // Areas. Entries appended after this position show too: they never change, and whoever needs the
  // moment puts the position into the key.
  virtual absl::StatusOr<std::optional<std::string>> GetAppended(AreaId area,
                                                                 std::string_view key) const = 0;
  struct Appended {
    std::string key;
    std::string value;
  };
  // The entry with the greatest key <= `key`.
  virtual absl::StatusOr<std::optional<Appended>> LastAppended(AreaId area,
                                                               std::string_view key) const = 0;
  // Entries with begin <= key < end (end empty: to the last), at most `limit`.
  virtual absl::StatusOr<std::vector<Appended>> ScanAppended(AreaId area, std::string_view begin,
                                                             std::string_view end, size_t limit,
                                                             ScanOrder order) const = 0;
};

// Changes of consecutive positions that reach the store together, with the cursor. For one thread.
// Reads see the changes made before in the same batch.
class ProjectionBatch {
 public:
  virtual ~ProjectionBatch() = default;

  // The changes that follow happen at `position`, which is greater than any before.
  virtual void At(Position position) = 0;

  // The live row as the next change will find it. DataLoss as above.
  virtual absl::StatusOr<std::optional<Row>> Get(TableId table, std::string_view key) = 0;
  // Replaces the live row; the version before holds until this position. A second Put or Delete
  // of one row at one position replaces the first.
  virtual absl::Status Put(TableId table, std::string_view key, Row row) = 0;
  // Without effect when there is no live row.
  virtual absl::Status Delete(TableId table, std::string_view key) = 0;
  virtual void Append(AreaId area, std::string_view key, std::string_view value) = 0;
  // Bytes accounted so far; commit when it grows beyond what the caller wants to hold.
  virtual size_t size_bytes() const = 0;
};

// Builds a whole store beside the one that serves, within a memory budget: sorted runs on disk,
// merged, written as files and taken in as they are. For one thread. Rows may come in any order;
// the versions of one row are ordered by position. Dropping the builder drops what it built.
class ProjectionBuilder {
 public:
  virtual ~ProjectionBuilder() = default;

  // The row as it is from `from` on, until the next version of the same row. Of two versions with
  // the same key and position the one added later counts.
  virtual absl::Status Put(TableId table, std::string_view key, Position from, Row row) = 0;
  virtual absl::Status Delete(TableId table, std::string_view key, Position from) = 0;

  // As Put, but given as a change to the row before it, folded when the versions are merged in
  // order, through the store's RowFold. Needs no read, in whatever order rows come.
  virtual absl::Status Change(TableId table, std::string_view key, Position at,
                              std::string_view change) = 0;
  virtual absl::Status Append(AreaId area, std::string_view key, std::string_view value) = 0;

  // Merges, takes in, syncs, and switches the store over to the result. Views opened before keep
  // reading the old one. FailedPrecondition: `head` is behind a position that was added.
  virtual absl::Status Finish(Position head, std::string_view cursor) = 0;
};

// Computes a row from the row before and a change: pure, so that live and rebuilt rows agree.
// Returns none when the row ends.
using RowFold = std::function<absl::StatusOr<std::optional<Row>>(
    TableId table, std::string_view key, const std::optional<Row>& before, Position at,
    std::string_view change)>;

struct BuildOptions {
  size_t memory_bytes = size_t{64} << 20;
  RowFold fold;  // needed only for Change
};

// Safe to call from any thread, but only one batch or builder exists at a time.
class ProjectionStore {
 public:
  virtual ~ProjectionStore() = default;

  // What is folded in. `cursor` is the caller's, stored as given; empty in a new store.
  virtual Position head() const = 0;
  virtual std::string cursor() const = 0;

  // A view at `position` (none: at the head). OutOfRange: the store is not there yet.
  virtual absl::StatusOr<std::unique_ptr<ProjectionView>> OpenView(
      std::optional<Position> position) const = 0;

  virtual std::unique_ptr<ProjectionBatch> NewBatch() = 0;
  // Rows, index entries, digests, head and cursor: all of it or nothing, whatever crashes. A power
  // cut may take back the last batches, in order; the log has them. `head` is at least the last
  // position of the batch. FailedPrecondition: an earlier commit failed; reopen the store.
  virtual absl::Status Commit(std::unique_ptr<ProjectionBatch> batch, Position head,
                              std::string_view cursor) = 0;

  virtual absl::StatusOr<std::unique_ptr<ProjectionBuilder>> NewBuilder(
      const BuildOptions& options) = 0;

  // Waits until head() >= position (true) or the deadline (false).
  virtual bool WaitForHead(Position position,
                           std::chrono::steady_clock::time_point deadline) const = 0;
};

}  // namespace witan::storage
