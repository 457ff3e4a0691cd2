#pragma once

// The read rule: which records of a shared sequence are part of the log. Pure; every reader of
// every backend uses this class and no other.

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/record.h"

namespace witan::storage {

enum class ReadVerdict {
  kAccepted,    // part of the log; the cursor has moved to it
  kPassedOver,  // written by a replaced writer, or a duplicate; the cursor has not moved
};

// Keeps position, term and hash of the last accepted record; nothing else moves them. For one
// thread at a time.
class ReadRule {
 public:
  explicit ReadRule(const Cursor& at) : cursor_(at) {}
  virtual ~ReadRule() = default;

  // Accepts a record iff its position is next, its previous_hash is that of the last accepted
  // record, and its term equals the current one (on WriterStarted: exceeds it).
  // DataLoss, after which the rule must not be used any more: another log's record; a higher term
  // on anything but WriterStarted; the right position and term with a wrong previous_hash.
  // Every other record is passed over, a LogCreated that came after another among them: its creator
  // was not told that it succeeded, or another one was faster. `hash` is that of the record's
  // bytes. Virtual so that the simulation can show what happens without the rule; there is one
  // rule.
  virtual absl::StatusOr<ReadVerdict> Judge(const RecordHeader& header, const Hash& hash,
                                            uint64_t offset);

  const Cursor& cursor() const { return cursor_; }
  uint64_t passed_over() const { return passed_over_; }

 protected:
  ReadVerdict Accept(const RecordHeader& header, const Hash& hash, uint64_t offset);
  ReadVerdict PassOver();

 private:
  bool IsLateCreation(const RecordHeader& header) const;

  Cursor cursor_;
  uint64_t passed_over_ = 0;
};

}  // namespace witan::storage
