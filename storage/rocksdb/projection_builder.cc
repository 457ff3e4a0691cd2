#include "storage/rocksdb/projection_builder.h"

#include <fmt/format.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/projection_format.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

// How a change is kept: the row as given, its end, or a change to fold.
constexpr char kPut = 'P';
constexpr char kDelete = 'D';
constexpr char kChange = 'C';

}  // namespace

struct RocksProjectionBuilder::RowInProgress {
  TableId table = 0;
  std::string key;
  // The version that holds now: none before the first and after an end.
  std::optional<Row> row;
  uint64_t from = 0;
  std::string bytes;  // of the row, as EncodeRow gives them
  DigestSum term = {};
};

RocksProjectionBuilder::RocksProjectionBuilder(ProjectionBuild build)
    : build_(std::move(build)),
      env_(*ProjectionDatabaseOptions(build_.store).env),
      changes_(env_, InRuns("changes"), build_.options.memory_bytes / 4),
      appended_(env_, InRuns("appended"), build_.options.memory_bytes / 4),
      live_index_(env_, InRuns("index"), build_.options.memory_bytes / 8),
      superseded_(env_, InRuns("superseded"), build_.options.memory_bytes / 4),
      digests_(env_, InRuns("digests"), build_.options.memory_bytes / 8),
      appended_files_(ProjectionDatabaseOptions(build_.store), build_.generation->appended(),
                      InRuns("a")),
      live_digest_files_(ProjectionDatabaseOptions(build_.store), build_.generation->live(),
                         InRuns("ld")),
      live_index_files_(ProjectionDatabaseOptions(build_.store), build_.generation->live(),
                        InRuns("li")),
      live_row_files_(ProjectionDatabaseOptions(build_.store), build_.generation->live(),
                      InRuns("lr")),
      superseded_digest_files_(ProjectionDatabaseOptions(build_.store),
                               build_.generation->superseded(), InRuns("sd")),
      superseded_files_(ProjectionDatabaseOptions(build_.store), build_.generation->superseded(),
                        InRuns("s")) {}

RocksProjectionBuilder::~RocksProjectionBuilder() {
  std::error_code ignored;  // leftovers go when the store is next opened
  std::filesystem::remove_all(build_.run_directory, ignored);
  if (!is_finished_) build_.generation->Retire();
}

absl::Status RocksProjectionBuilder::Put(TableId table, std::string_view key, Position from,
                                         Row row) {
  Normalise(row);
  return Keep(table, key, from, kPut, EncodeVersion({from.value(), std::move(row)}));
}

absl::Status RocksProjectionBuilder::Delete(TableId table, std::string_view key, Position from) {
  return Keep(table, key, from, kDelete, "");
}

absl::Status RocksProjectionBuilder::Change(TableId table, std::string_view key, Position at,
                                            std::string_view change) {
  return Keep(table, key, at, kChange, change);
}

absl::Status RocksProjectionBuilder::Append(AreaId area, std::string_view key,
                                            std::string_view value) {
  return appended_.Add(BigEndian(area).append(key), value);
}

absl::Status RocksProjectionBuilder::Keep(TableId table, std::string_view key, Position at,
                                          char kind, std::string_view bytes) {
  last_ = std::max(last_, at.value());
  std::string place = BigEndian(table);
  AppendKeyPart(place, key);
  AppendBigEndian(place, at.value());
  return changes_.Add(place, std::string(1, kind).append(bytes));
}

absl::Status RocksProjectionBuilder::Finish(Position head, std::string_view cursor) {
  if (head.value() < last_) {
    return absl::FailedPreconditionError(fmt::format(
        "the head {} of a rebuild is behind position {}, which was added", head.value(), last_));
  }
  absl::Status appended;
  std::thread beside([&] { appended = WriteAppended(); });
  const absl::Status rows = WriteRows();
  beside.join();
  RETURN_IF_ERROR(rows);
  RETURN_IF_ERROR(appended);
  RETURN_IF_ERROR(TakeIn(build_.generation->db(),
                         {&appended_files_, &live_digest_files_, &live_index_files_,
                          &live_row_files_, &superseded_digest_files_, &superseded_files_}));
  rocksdb::WriteBatch mark;
  mark.Put(build_.generation->meta(), rocksdb::Slice(kHeadKey), BigEndian(head.value()))
      .PermitUncheckedError();
  mark.Put(build_.generation->meta(), rocksdb::Slice(kCursorKey), rocksdb::Slice(cursor))
      .PermitUncheckedError();
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;  // flushed next
  RETURN_IF_ERROR(FromRocks(build_.generation->db().Write(unlogged, &mark), "ending a rebuild"));
  RETURN_IF_ERROR(build_.generation->Flush());
  RETURN_IF_ERROR(build_.switch_over());
  is_finished_ = true;
  return absl::OkStatus();
}

absl::Status RocksProjectionBuilder::WriteAppended() {
  ASSIGN_OR_RETURN(const auto pairs, appended_.Finish());
  RETURN_IF_ERROR(appended_files_.AddLastOfEach(*pairs));
  return appended_files_.Close();
}

absl::Status RocksProjectionBuilder::WriteRows() {
  RETURN_IF_ERROR(FoldRows());
  RETURN_IF_ERROR(live_row_files_.Close());
  RETURN_IF_ERROR(digests_.Write(live_digest_files_, superseded_digest_files_));
  RETURN_IF_ERROR(live_digest_files_.Close());
  RETURN_IF_ERROR(superseded_digest_files_.Close());
  ASSIGN_OR_RETURN(const auto index, live_index_.Finish());
  RETURN_IF_ERROR(live_index_files_.AddLastOfEach(*index));
  RETURN_IF_ERROR(live_index_files_.Close());
  ASSIGN_OR_RETURN(const auto superseded, superseded_.Finish());
  RETURN_IF_ERROR(superseded_files_.AddLastOfEach(*superseded));
  return superseded_files_.Close();
}

// Changes of one row follow each other by position; of several at one position the last counts.
absl::Status RocksProjectionBuilder::FoldRows() {
  ASSIGN_OR_RETURN(const auto changes, changes_.Finish());
  RowInProgress row;
  std::string place, kept;
  while (true) {
    ASSIGN_OR_RETURN(const auto pair, changes->Next());
    if (!place.empty() && (!pair || pair->key != place)) {
      std::string_view rest = place;
      ByteReader reader(rest);
      ASSIGN_OR_RETURN(const TableId table, reader.TakeBigEndian<TableId>());
      rest = reader.rest();
      ASSIGN_OR_RETURN(std::string key, TakeKeyPart(rest));
      ASSIGN_OR_RETURN(const uint64_t at, ByteReader(rest).TakeBigEndian<uint64_t>());
      if (table != row.table || key != row.key) {
        RETURN_IF_ERROR(EndRow(row));
        row = RowInProgress();
        row.table = table;
        row.key = std::move(key);
      }
      RETURN_IF_ERROR(Step(row, at, kept));
    }
    if (!pair) return EndRow(row);
    place.assign(pair->key);
    kept.assign(pair->value);
  }
}

absl::StatusOr<std::optional<Row>> RocksProjectionBuilder::Folded(const RowInProgress& row,
                                                                  uint64_t at,
                                                                  std::string_view kept) const {
  const std::string_view bytes = kept.substr(1);
  if (kept.front() == kDelete) return std::optional<Row>();
  if (kept.front() == kPut) {
    ASSIGN_OR_RETURN(RowVersion version, DecodeVersion(bytes));
    return std::optional<Row>(std::move(version.row));
  }
  if (!build_.options.fold) {
    return absl::FailedPreconditionError("a change needs the fold of the rows, and none was given");
  }
  ASSIGN_OR_RETURN(auto folded,
                   build_.options.fold(row.table, row.key, row.row, Position(at), bytes));
  if (folded) Normalise(*folded);
  return folded;
}

// As a live batch does it: a row that stays the same begins no new version.
absl::Status RocksProjectionBuilder::Step(RowInProgress& row, uint64_t at, std::string_view kept) {
  ASSIGN_OR_RETURN(std::optional<Row> next, Folded(row, at, kept));
  std::string bytes = next ? EncodeRow(*next) : std::string();
  if (next.has_value() == row.row.has_value() && bytes == row.bytes) return absl::OkStatus();
  if (row.row) {
    RETURN_IF_ERROR(Supersede(row, at));
    RETURN_IF_ERROR(digests_.Note(row.table, row.row->subjects, at, row.term, /*is_added=*/false));
  }
  row.row = std::move(next);
  row.from = at;
  row.bytes = std::move(bytes);
  if (!row.row) return absl::OkStatus();
  row.term = DigestTerm(row.table, row.key, row.row->value);
  return digests_.Note(row.table, row.row->subjects, at, row.term, /*is_added=*/true);
}

absl::Status RocksProjectionBuilder::Supersede(const RowInProgress& row, uint64_t to) {
  const uint64_t epoch = EpochOf(to);
  std::string place = SupersededPrefix(kRowKind, row.table, epoch) + RowEntry(row.key);
  AppendBigEndian(place, to);
  RETURN_IF_ERROR(superseded_.Add(place, BigEndian(row.from) + row.bytes));
  for (const IndexEntry& entry : row.row->indexes) {
    place = SupersededPrefix(kIndexKind, entry.index, epoch) + PlaceEntry(entry.key, row.key);
    AppendBigEndian(place, to);
    RETURN_IF_ERROR(superseded_.Add(place, BigEndian(row.from)));
  }
  return absl::OkStatus();
}

// Rows come in the order of their keys on disk: they need no second sorting.
absl::Status RocksProjectionBuilder::EndRow(const RowInProgress& row) {
  if (!row.row) return absl::OkStatus();
  for (const IndexEntry& entry : row.row->indexes) {
    const std::string place = LivePrefix(kIndexKind, entry.index) + PlaceEntry(entry.key, row.key);
    RETURN_IF_ERROR(live_index_.Add(place, BigEndian(row.from)));
  }
  return live_row_files_.Add(LivePrefix(kRowKind, row.table) + RowEntry(row.key),
                             BigEndian(row.from) + row.bytes);
}

}  // namespace witan::storage
