#include "storage/read_rule.h"

#include <fmt/format.h>

namespace witan::storage {

absl::StatusOr<ReadVerdict> ReadRule::Judge(const RecordHeader& header, const Hash& hash,
                                            uint64_t offset) {
  if (IsLateCreation(header)) return PassOver();
  if (!cursor_.log_id.IsNil() && header.log_id != cursor_.log_id) {
    return absl::DataLossError(
        fmt::format("the record after position {} belongs to log {}, but this is log {}",
                    cursor_.position.value(), header.log_id.ToString(), cursor_.log_id.ToString()));
  }
  const bool starts_term = header.kind == RecordKind::kWriterStarted;
  if (header.term > cursor_.term && !starts_term) {
    return absl::DataLossError(fmt::format(
        "the record at position {} has term {}, but no writer started that term (current: {})",
        header.position.value(), header.term.value(), cursor_.term.value()));
  }
  const bool is_next = header.position == cursor_.position.Next();
  const bool has_term = starts_term ? header.term > cursor_.term : header.term == cursor_.term;
  if (!is_next || !has_term) return PassOver();
  if (header.previous_hash != cursor_.hash) {
    return absl::DataLossError(fmt::format(
        "the record at position {} does not continue the record before it: the hashes differ",
        header.position.value()));
  }
  if ((header.kind == RecordKind::kLogCreated) != cursor_.IsStart()) {
    return absl::DataLossError(
        fmt::format("the record at position {} is out of place: a log begins with LogCreated, once",
                    header.position.value()));
  }
  return Accept(header, hash, offset);
}

bool ReadRule::IsLateCreation(const RecordHeader& header) const {
  return header.kind == RecordKind::kLogCreated && header.position == Position(1) &&
         header.term == Term(0) && !cursor_.IsStart();
}

ReadVerdict ReadRule::Accept(const RecordHeader& header, const Hash& hash, uint64_t offset) {
  cursor_ = Cursor{.log_id = header.log_id,
                   .position = header.position,
                   .term = header.term,
                   .hash = hash,
                   .offset = offset,
                   .recorded_at = header.recorded_at};
  return ReadVerdict::kAccepted;
}

ReadVerdict ReadRule::PassOver() {
  ++passed_over_;
  return ReadVerdict::kPassedOver;
}

}  // namespace witan::storage
