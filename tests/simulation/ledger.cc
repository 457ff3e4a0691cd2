#include "tests/simulation/ledger.h"

#include <fmt/format.h>

#include <utility>

namespace witan::simulation {

using storage::AcceptedRecord;
using storage::RecordHeader;
using storage::RecordKind;

void Ledger::Report(std::string violation) {
  if (violation_.empty()) violation_ = std::move(violation);
}

void Ledger::Accept(const AcceptedRecord& record) {
  const uint64_t position = record.header.position.value();
  if (position == 0 || position > log_.size() + 1) {
    Report(fmt::format("a reader accepted position {} after {}", position, log_.size()));
  } else if (position == log_.size() + 1) {
    Extend(record);
  } else if (log_[position - 1].bytes != record.bytes) {
    Report(fmt::format("two readers differ at position {}", position));
  }
}

void Ledger::Extend(const AcceptedRecord& record) {
  const RecordHeader& header = record.header;
  const Hash hash = Sha256(record.bytes);
  if (hash != record.hash) {
    Report(fmt::format("the hash told of position {} is wrong", header.position.value()));
  }
  CheckContinues(header);
  const auto [first, is_new] = positions_.emplace(header.event_id, header.position);
  if (!is_new) {
    Report(fmt::format("one event is accepted twice, at positions {} and {}", first->second.value(),
                       header.position.value()));
  }
  log_.push_back({hash, header.term, header.recorded_at, record.bytes});
  if (refuted_.contains(hash)) {
    Report(fmt::format("position {} was told as not recorded", header.position.value()));
  }
  const auto claim = acknowledged_.find(header.position);
  if (claim != acknowledged_.end()) CheckClaim(claim->first, claim->second);
}

void Ledger::CheckContinues(const RecordHeader& header) {
  const uint64_t position = header.position.value();
  const Entry before = log_.empty() ? Entry() : log_.back();
  if (header.previous_hash != before.hash) {
    Report(fmt::format("the hash chain breaks at position {}", position));
  }
  const bool starts_term = header.kind == RecordKind::kWriterStarted;
  if (starts_term ? header.term <= before.term : header.term != before.term) {
    Report(fmt::format("term {} follows term {} at position {}", header.term.value(),
                       before.term.value(), position));
  }
  if (!log_.empty() && header.recorded_at <= before.recorded_at) {
    Report(fmt::format("time does not rise at position {}", position));
  }
  if ((header.kind == RecordKind::kLogCreated) != log_.empty()) {
    Report(fmt::format("LogCreated is out of place at position {}", position));
  }
}

void Ledger::Acknowledge(Position position, const Hash& hash) {
  const auto [claim, is_new] = acknowledged_.emplace(position, hash);
  if (!is_new && claim->second != hash) {
    Report(fmt::format("two records are acknowledged at position {}", position.value()));
  }
  if (refuted_.contains(hash)) {
    Report(
        fmt::format("position {} is acknowledged and was told as not recorded", position.value()));
  }
  if (position.value() <= log_.size()) CheckClaim(position, hash);
}

void Ledger::Refute(const Hash& hash) {
  refuted_.insert(hash);
  for (const Entry& entry : log_) {
    if (entry.hash == hash) Report("a record that is accepted was told as not recorded");
  }
}

void Ledger::CheckClaim(Position position, const Hash& hash) {
  if (log_[position.value() - 1].hash != hash) {
    Report(fmt::format("position {} was acknowledged and is another record", position.value()));
  }
}

void Ledger::Close() {
  for (const auto& [position, hash] : acknowledged_) {
    if (position.value() > log_.size()) {
      Report(fmt::format("position {} was acknowledged and is lost", position.value()));
    }
  }
}

}  // namespace witan::simulation
