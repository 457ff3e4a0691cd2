#include "storage/sequence_log_reader.h"

#include <fmt/format.h>

#include <utility>

#include "storage/base/status.h"

namespace witan::storage {

SequenceLogReader::SequenceLogReader(RecordSequence& sequence, const RecordCodec& codec,
                                     std::unique_ptr<ReadRule> rule)
    : sequence_(sequence), codec_(codec), rule_(std::move(rule)) {}

absl::Status SequenceLogReader::Open() {
  const uint64_t offset = cursor().IsStart() ? 0 : cursor().offset;
  auto raw = sequence_.OpenReader(offset);
  if (!raw.ok()) return Fail(raw.status());
  if (!cursor().IsStart()) {
    absl::Status compared = CompareRecordAtCursor(**raw);
    if (!compared.ok()) return Fail(std::move(compared));
  }
  SetRaw(*std::move(raw));
  return absl::OkStatus();
}

absl::Status SequenceLogReader::CompareRecordAtCursor(SequenceReader& raw) {
  const uint64_t position = cursor().position.value();
  ASSIGN_OR_RETURN(const RawReadResult read, raw.Read(ReadLimits{.max_records = 1}));
  if (read.records.empty() && !read.at_end) {
    return absl::UnavailableError("the log cannot be read now");
  }
  if (read.records.empty()) {
    return absl::DataLossError(fmt::format(
        "the log is shorter than it was: the record at position {} was read before and is gone",
        position));
  }
  const RawRecord& record = read.records.front();
  if (record.offset != cursor().offset || Sha256(record.bytes) != cursor().hash) {
    return absl::DataLossError(fmt::format(
        "the log is not the one that was read before: the record at position {} differs",
        position));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReadResult> SequenceLogReader::Read(const ReadLimits& limits) {
  RETURN_IF_ERROR(spent_);
  if (raw_ == nullptr) RETURN_IF_ERROR(Open());
  auto raw = raw_->Read(limits);
  if (!raw.ok()) return Fail(raw.status());
  ReadResult result;
  result.at_end = raw->at_end;
  result.records.reserve(raw->records.size());
  for (RawRecord& record : raw->records) {
    absl::Status taken = Take(std::move(record), result.records);
    if (!taken.ok()) return Fail(std::move(taken));
  }
  return result;
}

absl::Status SequenceLogReader::Take(RawRecord raw, std::vector<AcceptedRecord>& accepted) {
  auto header = codec_.ReadHeader(raw.bytes);
  if (!header.ok()) {
    return absl::DataLossError(
        fmt::format("the record after position {} (offset {}) is damaged: {}",
                    cursor().position.value(), raw.offset, std::string(header.status().message())));
  }
  const Hash hash = Sha256(raw.bytes);
  ASSIGN_OR_RETURN(const ReadVerdict verdict, rule_->Judge(*header, hash, raw.offset));
  if (verdict == ReadVerdict::kAccepted) {
    accepted.push_back({*header, hash, raw.offset, std::move(raw.bytes)});
  }
  return absl::OkStatus();
}

absl::Status SequenceLogReader::Fail(absl::Status status) {
  if (absl::IsDataLoss(status)) spent_ = status;
  SetRaw(nullptr);
  return status;
}

void SequenceLogReader::SetRaw(std::unique_ptr<SequenceReader> raw) {
  MutexLock lock(mutex_);
  raw_ = std::move(raw);
}

bool SequenceLogReader::WaitForMore(std::chrono::steady_clock::time_point deadline) {
  return raw_ == nullptr || raw_->WaitForMore(deadline);
}

void SequenceLogReader::Interrupt() {
  MutexLock lock(mutex_);
  if (raw_ != nullptr) raw_->Interrupt();
}

}  // namespace witan::storage
