#include "storage/sequence_log.h"

#include <fmt/format.h>

#include <utility>

#include "storage/base/status.h"
#include "storage/sequence_log_reader.h"
#include "storage/sequence_log_writer.h"

namespace witan::storage {

SequenceLog::SequenceLog(RecordSequence& sequence, const RecordCodec& codec, const Clock& clock)
    : SequenceLog(sequence, codec, clock,
                  [](const Cursor& at) { return std::make_unique<ReadRule>(at); }) {}

SequenceLog::SequenceLog(RecordSequence& sequence, const RecordCodec& codec, const Clock& clock,
                         ReadRuleFactory make_rule)
    : sequence_(sequence),
      codec_(codec),
      clock_(clock),
      make_rule_(std::move(make_rule)),
      ids_(clock) {}

absl::StatusOr<Cursor> SequenceLog::Create(const LogId& log_id, std::string_view origin) {
  ASSIGN_OR_RETURN(const uint64_t end, sequence_.EndOffset());
  if (end != 0) {
    return absl::AlreadyExistsError("the log exists already: its first record is written");
  }
  const RecordHeader header{.log_id = log_id,
                            .position = Position(1),
                            .term = Term(0),
                            .event_id = ids_.Next(),
                            .recorded_at = clock_.Now(),
                            .kind = RecordKind::kLogCreated};
  RETURN_IF_ERROR(AppendOne(sequence_, codec_.MakeLogCreated(header, origin), 0).status);
  ASSIGN_OR_RETURN(const auto reader, OpenReader(Cursor{}));
  ASSIGN_OR_RETURN(const ReadResult read, reader->Read(ReadLimits{.max_records = 1}));
  if (read.records.empty()) {
    return absl::UnavailableError("the first record of the log was written but cannot be read yet");
  }
  if (read.records.front().header.event_id != header.event_id) {
    return absl::AlreadyExistsError("the log exists already: another process has just created it");
  }
  return reader->cursor();
}

absl::StatusOr<std::unique_ptr<LogReader>> SequenceLog::OpenReader(const Cursor& from) {
  auto reader = std::make_unique<SequenceLogReader>(sequence_, codec_, make_rule_(from));
  RETURN_IF_ERROR(reader->Open());
  return reader;
}

absl::StatusOr<std::unique_ptr<LogWriter>> SequenceLog::OpenWriter(const WriterOptions& options) {
  auto writer =
      std::make_unique<SequenceLogWriter>(*this, sequence_, codec_, clock_, ids_, options);
  RETURN_IF_ERROR(writer->Open());
  return writer;
}

}  // namespace witan::storage
