#include "storage/rocksdb/rocks_event_log.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "storage/base/mutex.h"
#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/log_database.h"
#include "storage/rocksdb/record_file_check.h"
#include "storage/rocksdb/rocks_sequence.h"
#include "storage/rocksdb/rocks_support.h"
#include "storage/rocksdb/tail_file.h"
#include "storage/sequence_log.h"
#include "storage/sequence_log_reader.h"

namespace witan::storage {
namespace {

LogDatabaseSize SizeOf(const RocksEventLogOptions& options) {
  return {options.write_buffer_bytes, options.block_cache_bytes};
}

rocksdb::Options DatabaseOptions(const RocksEventLogOptions& options, bool has_torn_tail) {
  rocksdb::Options database = LogDatabaseOptions(
      SizeOf(options), has_torn_tail ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                                     : rocksdb::WALRecoveryMode::kAbsoluteConsistency);
  if (options.env != nullptr) database.env = options.env;
  return database;
}

class OpenedLog final : public RocksEventLog {
 public:
  OpenedLog(RocksEventLogOptions options, FolderLock lock, std::unique_ptr<rocksdb::DB> db,
            const RecordCodec& codec, const Clock& clock, const Cursor& end,
            const OpenReport& report)
      : options_(std::move(options)),
        codec_(codec),
        report_(report),
        lock_(std::move(lock)),
        db_(std::move(db)),
        sequence_(*db_, codec, end,
                  RocksSequenceOptions{options_.directory, options_.reserve_bytes,
                                       !options_.benchmark_without_sync,
                                       options_.free_bytes ? options_.free_bytes : &FreeBytes}),
        log_(sequence_, codec, clock),
        tail_writer_([this] { KeepTail(); }) {}

  ~OpenedLog() override {
    {
      MutexLock lock(mutex_);
      is_closing_ = true;
      closing_.NotifyAll();
    }
    tail_writer_.join();
    // The next opening checks from the older tail when this one cannot be written.
    FlushTail().IgnoreError();
    db_->Close().PermitUncheckedError();
  }

  absl::StatusOr<Cursor> Create(const LogId& log_id, std::string_view origin) override {
    return log_.Create(log_id, origin);
  }
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(const Cursor& from) override {
    return log_.OpenReader(from);
  }
  absl::StatusOr<std::unique_ptr<LogWriter>> OpenWriter(const WriterOptions& options) override {
    return log_.OpenWriter(options);
  }
  const OpenReport& open_report() const override { return report_; }

  absl::StatusOr<Cursor> Verify(const std::function<void(Position)>& progress) override;
  absl::StatusOr<Restored> Restore(const NextRecordBytes& next,
                                   const std::function<void(Position)>& progress) override;
  absl::Status FlushTail() override;

 private:
  void KeepTail();

  const RocksEventLogOptions options_;
  const RecordCodec& codec_;
  const OpenReport report_;
  FolderLock lock_;
  const std::unique_ptr<rocksdb::DB> db_;
  RocksSequence sequence_;
  SequenceLog log_;

  Mutex mutex_;
  CondVar closing_;
  bool is_closing_ WITAN_GUARDED_BY(mutex_) = false;
  // Held while the file is written: its writers are this class's alone.
  Mutex tail_mutex_;
  Cursor tail_ WITAN_GUARDED_BY(tail_mutex_);
  std::thread tail_writer_;  // last: it uses everything above
};

void OpenedLog::KeepTail() {
  MutexLock lock(mutex_);
  while (!is_closing_) {
    const auto wake = std::chrono::steady_clock::now() + options_.tail_interval;
    while (!is_closing_ && closing_.WaitUntil(mutex_, wake)) {
    }
    mutex_.Unlock();
    // A tail that cannot be written stays the older one, and is tried again at the next turn.
    FlushTail().IgnoreError();
    mutex_.Lock();
  }
}

absl::Status OpenedLog::FlushTail() {
  MutexLock lock(tail_mutex_);
  const Cursor end = sequence_.end();
  if (end == tail_ || end.IsStart()) return absl::OkStatus();
  RETURN_IF_ERROR(WriteTailFile(LogTailPath(options_.directory), end));
  tail_ = end;
  return absl::OkStatus();
}

absl::StatusOr<Cursor> OpenedLog::Verify(const std::function<void(Position)>& progress) {
  const Cursor end = sequence_.end();
  RETURN_IF_ERROR(CheckDatabaseFiles(LogDatabasePath(options_.directory)).status());
  RETURN_IF_ERROR(FromRocks(db_->VerifyChecksum(CarefulReads()), "checking the log's files"));
  ASSIGN_OR_RETURN(const auto reader, log_.OpenReader(Cursor{}));
  bool at_end = false;
  while (!at_end) {
    ASSIGN_OR_RETURN(const ReadResult read, reader->Read(ReadLimits{}));
    if (reader->passed_over() != 0) {
      return absl::DataLossError(fmt::format("the record after position {} is out of place",
                                             reader->cursor().position.value()));
    }
    at_end = read.at_end;
    if (progress) progress(reader->cursor().position);
  }
  if (reader->cursor().position < end.position)
    return LogIsShorter(end, reader->cursor().position.value());
  return reader->cursor();
}

absl::StatusOr<Restored> OpenedLog::Restore(const NextRecordBytes& next,
                                            const std::function<void(Position)>& progress) {
  return storage::Restore(sequence_, codec_, next, progress);
}

// Opening repairs what was cut off, and deletes table files that the MANIFEST does not name.
// Looking first, without changing anything, keeps the folder as evidence when records are missing.
absl::Status LookBeforeOpening(const rocksdb::Options& options, const std::string& path,
                               const std::optional<Cursor>& tail) {
  std::error_code error;
  if (!std::filesystem::exists(path + "/CURRENT", error)) {
    return tail.has_value() ? LogIsShorter(*tail, 0) : absl::OkStatus();
  }
  rocksdb::DB* opened = nullptr;
  RETURN_IF_ERROR(FromRocks(rocksdb::DB::OpenForReadOnly(options, path, &opened),
                            fmt::format("opening {}", path)));
  const std::unique_ptr<rocksdb::DB> db(opened);
  RETURN_IF_ERROR(CheckDensity(*db));
  ASSIGN_OR_RETURN(const uint64_t last, LastPosition(*db));
  return tail && last < tail->position.value() ? LogIsShorter(*tail, last) : absl::OkStatus();
}

// Whoever restores a log wants no new one in its place.
absl::Status CheckNotRestoring(const std::string& directory) {
  const std::string beside = RestoringFolder(directory);
  std::error_code error;
  if (std::filesystem::exists(directory, error) || !std::filesystem::exists(beside, error)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(fmt::format(
      "the restoring of the log {} was cut off: start it again, or remove {}", directory, beside));
}

// Compares the tail's record and reads on from it to the end; without a tail, from position 1.
absl::StatusOr<Cursor> CheckFrom(rocksdb::DB& db, const RecordCodec& codec, const Cursor& tail,
                                 OpenReport& report) {
  ASSIGN_OR_RETURN(const uint64_t last, LastPosition(db));
  if (last < tail.position.value()) return LogIsShorter(tail, last);
  ASSIGN_OR_RETURN(const Cursor end, CursorAt(db, codec, last));
  RocksSequence sequence(db, codec, end, RocksSequenceOptions{});
  SequenceLogReader reader(sequence, codec, std::make_unique<ReadRule>(tail));
  RETURN_IF_ERROR(reader.Open());
  for (bool at_end = false; !at_end;) {
    ASSIGN_OR_RETURN(const ReadResult read, reader.Read(ReadLimits{}));
    report.records_checked += read.records.size();
    at_end = read.at_end;
  }
  if (reader.passed_over() != 0 || reader.cursor().position.value() != last) {
    return absl::DataLossError(
        fmt::format("the record after position {} is out of place: the log does not continue to "
                    "its end at position {}",
                    reader.cursor().position.value(), last));
  }
  return reader.cursor();
}

}  // namespace

std::string RestoringFolder(const std::string& directory) { return directory + ".restoring"; }

absl::StatusOr<std::unique_ptr<RocksEventLog>> RocksEventLog::Open(
    const RocksEventLogOptions& options, const RecordCodec& codec, const Clock& clock) {
  RETURN_IF_ERROR(CheckNotRestoring(options.directory));
  RETURN_IF_ERROR(PrepareFolder(options.directory, kLogFormat, options.create_if_missing));
  ASSIGN_OR_RETURN(FolderLock lock, FolderLock::Take(options.directory));
  const std::string path = LogDatabasePath(options.directory);
  OpenReport report;
  ASSIGN_OR_RETURN(const auto tail, ReadTailFile(LogTailPath(options.directory)));
  report.tail_file_was_unusable = !tail.has_value();
  ASSIGN_OR_RETURN(const DatabaseFilesState files, CheckDatabaseFiles(path));
  report.tail_was_torn = files.has_torn_tail;
  rocksdb::Options database = DatabaseOptions(options, files.has_torn_tail);
  RETURN_IF_ERROR(LookBeforeOpening(database, path, tail));
  rocksdb::DB* opened = nullptr;
  RETURN_IF_ERROR(
      FromRocks(rocksdb::DB::Open(database, path, &opened), fmt::format("opening {}", path)));
  std::unique_ptr<rocksdb::DB> db(opened);
  ASSIGN_OR_RETURN(const Cursor end, CheckFrom(*db, codec, tail.value_or(Cursor{}), report));
  auto log = std::make_unique<OpenedLog>(options, std::move(lock), std::move(db), codec, clock, end,
                                         report);
  RETURN_IF_ERROR(log->FlushTail());
  return log;
}

}  // namespace witan::storage
