#include "storage/restore.h"

#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

#include "storage/base/sha256.h"
#include "storage/base/status.h"
#include "storage/sequence_log_reader.h"
#include "storage/sequence_log_writer.h"

namespace witan::storage {
namespace {

// One batch; as large as what a reader reads at a time.
constexpr ReadLimits kBatch{};

class Restoring final {
 public:
  Restoring(RecordSequence& into, const RecordCodec& codec, const NextRecordBytes& next,
            const std::function<void(Position)>& progress)
      : into_(into), codec_(codec), next_(next), progress_(progress) {}

  absl::StatusOr<Restored> Run() {
    RETURN_IF_ERROR(CompareWhatIsThere());
    ASSIGN_OR_RETURN(appender_, into_.OpenAppender());
    ASSIGN_OR_RETURN(offset_, into_.EndOffset());
    while (true) {
      ASSIGN_OR_RETURN(std::optional<std::string> bytes, next_());
      if (!bytes) break;
      RETURN_IF_ERROR(Take(*std::move(bytes)));
    }
    RETURN_IF_ERROR(Append());
    restored_.end = rule_->cursor();
    return restored_;
  }

 private:
  absl::Status CompareWhatIsThere() {
    SequenceLogReader reader(into_, codec_, std::make_unique<ReadRule>(Cursor()));
    RETURN_IF_ERROR(reader.Open());
    for (bool at_end = false; !at_end;) {
      ASSIGN_OR_RETURN(const ReadResult read, reader.Read(kBatch));
      at_end = read.at_end;
      for (const AcceptedRecord& there : read.records) {
        ASSIGN_OR_RETURN(const std::optional<std::string> bytes, next_());
        if (!bytes || *bytes != there.bytes) return HoldsOther(there.header.position);
        ++restored_.found;
      }
      if (reader.passed_over() != 0) return HoldsOther(reader.cursor().position.Next());
    }
    rule_ = std::make_unique<ReadRule>(reader.cursor());
    return absl::OkStatus();
  }

  static absl::Status HoldsOther(Position position) {
    return absl::FailedPreconditionError(
        fmt::format("what is to be restored into holds another record at position {}: restore into "
                    "an empty log",
                    position.value()));
  }

  absl::Status Take(std::string bytes) {
    const Position position = rule_->cursor().position.Next();
    ASSIGN_OR_RETURN(const RecordHeader header, codec_.ReadHeader(bytes));
    ASSIGN_OR_RETURN(const ReadVerdict verdict,
                     rule_->Judge(header, Sha256(bytes), offset_ + batch_.size()));
    if (verdict != ReadVerdict::kAccepted) {
      return absl::DataLossError(fmt::format(
          "the record given for position {} does not continue the log", position.value()));
    }
    batch_bytes_ += bytes.size();
    batch_.push_back(std::move(bytes));
    const bool is_full = batch_.size() >= kBatch.max_records || batch_bytes_ >= kBatch.max_bytes;
    return is_full ? Append() : absl::OkStatus();
  }

  absl::Status Append() {
    if (batch_.empty()) return absl::OkStatus();
    const SequenceAppendResult done = AppendAndWait(*appender_, batch_, offset_);
    if (done.outcome != AppendOutcome::kDurable) return done.status;
    offset_ += batch_.size();
    restored_.taken += batch_.size();
    batch_.clear();
    batch_bytes_ = 0;
    if (progress_) progress_(rule_->cursor().position);
    return absl::OkStatus();
  }

  RecordSequence& into_;
  const RecordCodec& codec_;
  const NextRecordBytes& next_;
  const std::function<void(Position)>& progress_;
  std::unique_ptr<ReadRule> rule_;
  std::unique_ptr<SequenceAppender> appender_;
  uint64_t offset_ = 0;  // where the batch comes to stand
  std::vector<std::string> batch_;
  size_t batch_bytes_ = 0;
  Restored restored_;
};

}  // namespace

absl::StatusOr<Restored> Restore(RecordSequence& into, const RecordCodec& codec,
                                 const NextRecordBytes& next,
                                 const std::function<void(Position)>& progress) {
  return Restoring(into, codec, next, progress).Run();
}

}  // namespace witan::storage
