#include "storage/rocksdb/log_check.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/read_rule.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/log_database.h"
#include "storage/rocksdb/record_file_check.h"
#include "storage/rocksdb/rocks_support.h"
#include "storage/rocksdb/tail_file.h"

namespace witan::storage {
namespace {

// A log that has damage is still read up to it, to say how far it is whole: that mode is only for
// looking, never for opening a log that serves.
rocksdb::WALRecoveryMode ModeFor(const absl::StatusOr<DatabaseFilesState>& files) {
  if (!files.ok()) return rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return files->has_torn_tail ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                              : rocksdb::WALRecoveryMode::kAbsoluteConsistency;
}

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenToLook(const std::string& path,
                                                        rocksdb::WALRecoveryMode mode) {
  rocksdb::DB* opened = nullptr;
  RETURN_IF_ERROR(FromRocks(
      rocksdb::DB::OpenForReadOnly(LogDatabaseOptions(LogDatabaseSize{}, mode), path, &opened),
      fmt::format("opening {}", path)));
  return std::unique_ptr<rocksdb::DB>(opened);
}

// Reads the rows in order, so that what stands before any damage is still checked.
class ChainCheck final {
 public:
  ChainCheck(const RecordCodec& codec, const std::optional<Cursor>& tail,
             const CheckedRecordVisitor& each)
      : codec_(codec), tail_(tail), each_(each), rule_(Cursor{}) {}

  absl::Status Run(rocksdb::DB& db) {
    rocksdb::ReadOptions options = CarefulReads();
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
      RETURN_IF_ERROR(Take(rows->key().ToStringView(), rows->value().ToString()));
    }
    RETURN_IF_ERROR(FromRocks(rows->status(), "reading the log"));
    if (tail_ && end().position < tail_->position) {
      return LogIsShorter(*tail_, end().position.value());
    }
    return absl::OkStatus();
  }

  const Cursor& end() const { return rule_.cursor(); }

 private:
  absl::Status Take(std::string_view key, std::string bytes) {
    const uint64_t offset = end().position.value();
    if (key != BigEndian(offset)) {
      return absl::DataLossError(
          fmt::format("the record at position {} is missing from the log", offset + 1));
    }
    ASSIGN_OR_RETURN(const RecordHeader header, codec_.ReadHeader(bytes));
    const Hash hash = Sha256(bytes);
    ASSIGN_OR_RETURN(const ReadVerdict verdict, rule_.Judge(header, hash, offset));
    if (verdict != ReadVerdict::kAccepted) {
      return absl::DataLossError(
          fmt::format("the record at position {} is out of place", offset + 1));
    }
    if (tail_ && tail_->position == header.position && tail_->hash != hash) {
      return absl::DataLossError(fmt::format(
          "the record at position {} is not the one that was acknowledged", offset + 1));
    }
    return each_ ? each_({header, hash, offset, std::move(bytes)}) : absl::OkStatus();
  }

  const RecordCodec& codec_;
  const std::optional<Cursor> tail_;
  const CheckedRecordVisitor& each_;
  ReadRule rule_;
};

// A folder with a log in it, held for reading.
struct HeldFolder {
  FolderLock lock;
  std::optional<Cursor> tail;
  std::string path;  // of the database
};

absl::StatusOr<HeldFolder> Hold(const std::string& directory) {
  RETURN_IF_ERROR(CheckFolder(directory, kLogFormat));
  ASSIGN_OR_RETURN(FolderLock lock, FolderLock::Share(directory));
  ASSIGN_OR_RETURN(const auto tail, ReadTailFile(LogTailPath(directory)));
  const std::string path = LogDatabasePath(directory);
  std::error_code error;
  if (!std::filesystem::exists(path + "/CURRENT", error)) {
    if (tail.has_value()) return LogIsShorter(*tail, 0);
    return absl::NotFoundError(fmt::format("there is no log in {}", directory));
  }
  return HeldFolder{std::move(lock), tail, path};
}

absl::Status WithPlace(const absl::Status& damage, uint64_t whole) {
  if (!absl::IsDataLoss(damage)) return damage;
  return absl::DataLossError(
      fmt::format("{}. Every record up to position {} is there and whole; the damage is after it",
                  std::string(damage.message()), whole));
}

}  // namespace

absl::StatusOr<LogCheck> CheckLogFolder(const std::string& directory, const RecordCodec& codec,
                                        const CheckedRecordVisitor& each) {
  ASSIGN_OR_RETURN(const HeldFolder held, Hold(directory));
  const auto files = CheckDatabaseFiles(held.path);
  auto db = OpenToLook(held.path, ModeFor(files));
  ChainCheck chain(codec, held.tail, each);
  absl::Status found = db.ok() ? chain.Run(**db) : db.status();
  // A damaged write-ahead log tells more than the missing records that follow from it.
  if (!files.ok()) found = files.status();
  RETURN_IF_ERROR(WithPlace(found, chain.end().position.value()));
  RETURN_IF_ERROR(
      WithPlace(FromRocks((*db)->VerifyChecksum(CarefulReads()), "checking the files of the log"),
                chain.end().position.value()));
  return LogCheck{chain.end(), held.tail.value_or(Cursor{}), files->has_torn_tail};
}

absl::StatusOr<LogInspection> InspectLogFolder(const std::string& directory,
                                               const RecordCodec& codec) {
  ASSIGN_OR_RETURN(const HeldFolder held, Hold(directory));
  const auto files = CheckDatabaseFiles(held.path);
  RETURN_IF_ERROR(files.status());
  ASSIGN_OR_RETURN(const auto db, OpenToLook(held.path, ModeFor(files)));
  ASSIGN_OR_RETURN(const uint64_t last, LastPosition(*db));
  LogInspection found;
  ASSIGN_OR_RETURN(found.end, CursorAt(*db, codec, last));
  found.tail_file = held.tail.value_or(Cursor{});
  if (found.end.position < found.tail_file.position) return LogIsShorter(found.tail_file, last);
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, error)) {
    if (entry.is_regular_file(error)) found.bytes_on_disk += entry.file_size(error);
  }
  return found;
}

}  // namespace witan::storage
