#pragma once

// An EventLog over any RecordSequence: the protocol of terms and the read rule, written once for
// all backends.

#include <functional>
#include <memory>
#include <string_view>

#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/read_rule.h"
#include "storage/record_sequence.h"

namespace witan::storage {

// Makes the rule that a reader uses; replaced only by the simulation that shows what the rule is
// for.
using ReadRuleFactory = std::function<std::unique_ptr<ReadRule>(const Cursor&)>;

class SequenceLog final : public EventLog {
 public:
  // Everything handed in outlives the log.
  SequenceLog(RecordSequence& sequence, const RecordCodec& codec, const Clock& clock);
  SequenceLog(RecordSequence& sequence, const RecordCodec& codec, const Clock& clock,
              ReadRuleFactory make_rule);

  absl::StatusOr<Cursor> Create(const LogId& log_id, std::string_view origin) override;
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(const Cursor& from) override;
  absl::StatusOr<std::unique_ptr<LogWriter>> OpenWriter(const WriterOptions& options) override;

 private:
  RecordSequence& sequence_;
  const RecordCodec& codec_;
  const Clock& clock_;
  const ReadRuleFactory make_rule_;
  UuidGenerator ids_;
};

}  // namespace witan::storage
