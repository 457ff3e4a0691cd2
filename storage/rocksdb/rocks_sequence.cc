#include "storage/rocksdb/rocks_sequence.h"

#include <fmt/format.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

constexpr uint64_t kDiskCheckBytes = uint64_t{1} << 20;
constexpr std::chrono::seconds kDiskCheckInterval{1};
// Below this many new records single lookups are cheaper than an iterator.
constexpr uint64_t kFewRecords = 8;

uint64_t CountOf(const Cursor& end) { return end.position.value(); }

absl::Status Gap(uint64_t offset) {
  return absl::DataLossError(
      fmt::format("the record at position {} is missing from the log", offset + 1));
}

}  // namespace

class RocksSequence::Reader final : public SequenceReader {
 public:
  Reader(RocksSequence& owner, uint64_t offset) : owner_(owner), next_(offset) {}

  absl::StatusOr<RawReadResult> Read(const ReadLimits& limits) override {
    const uint64_t count = owner_.durable_count();
    RawReadResult result;
    size_t bytes = 0;
    std::unique_ptr<rocksdb::Iterator> rows;
    if (next_ < count && count - next_ > kFewRecords) rows = Seek();
    while (next_ < count && result.records.size() < limits.max_records &&
           (result.records.empty() || bytes < limits.max_bytes)) {
      ASSIGN_OR_RETURN(std::string record, Next(rows.get()));
      bytes += record.size();
      result.records.push_back({next_++, std::move(record)});
    }
    result.at_end = next_ >= count;
    return result;
  }

  bool WaitForMore(std::chrono::steady_clock::time_point deadline) override {
    MutexLock lock(owner_.mutex_);
    while (next_ >= CountOf(owner_.end_) && !interrupted_) {
      if (!owner_.grown_.WaitUntil(owner_.mutex_, deadline)) break;
    }
    interrupted_ = false;
    return next_ < CountOf(owner_.end_);
  }

  void Interrupt() override {
    MutexLock lock(owner_.mutex_);
    interrupted_ = true;
    owner_.grown_.NotifyAll();
  }

 private:
  std::unique_ptr<rocksdb::Iterator> Seek() {
    rocksdb::ReadOptions options = CarefulReads();
    options.fill_cache = false;
    std::unique_ptr<rocksdb::Iterator> rows(owner_.db_.NewIterator(options));
    rows->Seek(BigEndian(next_));
    return rows;
  }

  absl::StatusOr<std::string> Next(rocksdb::Iterator* rows) {
    std::string record;
    if (rows == nullptr) {
      const auto got = owner_.db_.Get(CarefulReads(), BigEndian(next_), &record);
      if (got.IsNotFound()) return Gap(next_);
      RETURN_IF_ERROR(FromRocks(got, "reading the log"));
      return record;
    }
    RETURN_IF_ERROR(FromRocks(rows->status(), "reading the log"));
    if (!rows->Valid() || rows->key().ToStringView() != BigEndian(next_)) return Gap(next_);
    record = rows->value().ToString();
    rows->Next();
    return record;
  }

  RocksSequence& owner_;
  uint64_t next_;
  bool interrupted_ = false;  // guarded by the owner's mutex
};

class RocksSequence::Appender final : public SequenceAppender {
 public:
  explicit Appender(RocksSequence& owner) : owner_(owner) {}
  void Append(const std::vector<std::string>& records, uint64_t /*expected_offset*/,
              SequenceAppendDone done) override {
    const Outcome result = owner_.AppendBatch(records);
    done(result.outcome, result.status);
  }

 private:
  RocksSequence& owner_;
};

RocksSequence::RocksSequence(rocksdb::DB& db, const RecordCodec& codec, const Cursor& end,
                             RocksSequenceOptions options)
    : db_(db), codec_(codec), options_(std::move(options)), end_(end) {}

absl::StatusOr<std::unique_ptr<SequenceReader>> RocksSequence::OpenReader(uint64_t offset) {
  return std::make_unique<Reader>(*this, offset);
}

absl::StatusOr<std::unique_ptr<SequenceAppender>> RocksSequence::OpenAppender() {
  MutexLock lock(write_mutex_);
  RETURN_IF_ERROR(failed_);
  return std::make_unique<Appender>(*this);
}

absl::StatusOr<uint64_t> RocksSequence::EndOffset() { return durable_count(); }

Cursor RocksSequence::end() const {
  MutexLock lock(mutex_);
  return end_;
}

uint64_t RocksSequence::durable_count() const {
  MutexLock lock(mutex_);
  return CountOf(end_);
}

RocksSequence::Outcome RocksSequence::AppendBatch(const std::vector<std::string>& records) {
  MutexLock lock(write_mutex_);
  if (!failed_.ok()) return {AppendOutcome::kNotWritten, failed_};
  const auto last = CheckContinues(records);
  if (!last.ok()) return {AppendOutcome::kNotWritten, last.status()};
  size_t bytes = 0;
  for (const std::string& record : records) bytes += record.size();
  absl::Status disk = CheckDisk(bytes);
  if (!disk.ok()) return {AppendOutcome::kNotWritten, std::move(disk)};
  const absl::Status written = Write(records, durable_count());
  if (!written.ok()) {
    // What reached the disk is not known, and a file system may report a failed sync only once.
    failed_ = absl::FailedPreconditionError(
        fmt::format("the log could not be written and takes no more until the program is started "
                    "again: {}",
                    std::string(written.message())));
    return {AppendOutcome::kUnknown, failed_};
  }
  MutexLock read_lock(mutex_);
  end_ = *last;
  grown_.NotifyAll();
  return {AppendOutcome::kDurable, absl::OkStatus()};
}

// The caller has checked the chain within the batch; here it is its first and last record that
// count.
absl::StatusOr<Cursor> RocksSequence::CheckContinues(
    const std::vector<std::string>& records) const {
  const Cursor end = this->end();
  ASSIGN_OR_RETURN(const RecordHeader first, codec_.ReadHeader(records.front()));
  const bool starts_term = first.kind == RecordKind::kWriterStarted;
  if (first.term < end.term || (starts_term && first.term == end.term)) {
    return absl::AbortedError(fmt::format("a writer of term {} has taken over from term {}",
                                          end.term.value(), first.term.value()));
  }
  const bool continues = first.position == end.position.Next() && first.previous_hash == end.hash &&
                         (starts_term || first.term == end.term) &&
                         (end.IsStart() || first.log_id == end.log_id);
  if (!continues) {
    return absl::AbortedError(fmt::format(
        "the record for position {} does not continue the log, which ends at position {}",
        first.position.value(), end.position.value()));
  }
  ASSIGN_OR_RETURN(const RecordHeader last, codec_.ReadHeader(records.back()));
  return Cursor{.log_id = last.log_id,
                .position = last.position,
                .term = last.term,
                .hash = Sha256(records.back()),
                .offset = last.position.value() - 1,
                .recorded_at = last.recorded_at};
}

absl::Status RocksSequence::CheckDisk(size_t batch_bytes) {
  const auto now = std::chrono::steady_clock::now();
  bytes_since_disk_check_ += batch_bytes;
  if (disk_.ok() && bytes_since_disk_check_ < kDiskCheckBytes && now < next_disk_check_) {
    return absl::OkStatus();
  }
  bytes_since_disk_check_ = 0;
  next_disk_check_ = now + kDiskCheckInterval;
  ASSIGN_OR_RETURN(const uint64_t free, options_.free_bytes(options_.directory));
  disk_ = free >= options_.reserve_bytes
              ? absl::OkStatus()
              : absl::ResourceExhaustedError(fmt::format(
                    "the disk of {} is nearly full: {} MB are free, {} MB are kept in reserve. "
                    "Nothing is recorded until there is room",
                    options_.directory, free >> 20, options_.reserve_bytes >> 20));
  return disk_;
}

absl::Status RocksSequence::Write(const std::vector<std::string>& records, uint64_t first_offset) {
  rocksdb::WriteBatch batch;
  for (const std::string& record : records) {
    RETURN_IF_ERROR(FromRocks(batch.Put(BigEndian(first_offset++), record), "staging a record"));
  }
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  return FromRocks(db_.Write(options, &batch), "appending to the log");
}

}  // namespace witan::storage
