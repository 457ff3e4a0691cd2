#pragma once

// The book of one run: what readers accepted and what writers told their clients, held against each
// other. It computes hashes, terms and the chain by itself and shares no code with the read rule.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/base/uuid.h"
#include "storage/record.h"

namespace witan::simulation {

class Ledger final {
 public:
  // A reader accepted this record. Every reader's records pass here, so that two that differ are
  // noticed at the first byte.
  void Accept(const storage::AcceptedRecord& record);

  // A client was told that this record is in the log.
  void Acknowledge(Position position, const Hash& hash);
  // A client was told that this record is not in the log, and may have decided otherwise since.
  void Refute(const Hash& hash);

  // Something that must not be; the first one is kept.
  void Report(std::string violation);

  // After some reader has read everything: nothing acknowledged is missing.
  void Close();

  bool has_violation() const { return !violation_.empty(); }
  const std::string& violation() const { return violation_; }
  size_t size() const { return log_.size(); }
  bool Holds(const Uuid& event_id) const { return positions_.contains(event_id); }

 private:
  struct Entry {
    Hash hash = {};
    Term term;
    Timestamp recorded_at;
    std::string bytes;
  };

  void Extend(const storage::AcceptedRecord& record);
  void CheckContinues(const storage::RecordHeader& header);
  void CheckClaim(Position position, const Hash& hash);

  std::vector<Entry> log_;  // by position, from 1
  std::map<Uuid, Position> positions_;
  std::map<Position, Hash> acknowledged_;
  std::set<Hash> refuted_;
  std::string violation_;
};

}  // namespace witan::simulation
