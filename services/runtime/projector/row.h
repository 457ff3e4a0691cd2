#pragma once

// The row of a record: what lists select, order and count by, and what its digest covers. It is
// folded from the record's own events and nothing else; the facts themselves stand beside it, once,
// and whoever shows a record reads them there. Names, footprints and visibility are resolved at
// reading, so that a fact that arrives late puts every view right.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/base/sha256.h"
#include "storage/base/uuid.h"
#include "storage/projection_store.h"
#include "witan/event/v1/envelope.pb.h"
#include "witan/options/v1/options.pb.h"

namespace witan::projector {

using Event = witan::event::v1::Envelope;
using witan::options::v1::Aggregate;

// A fact that stands.
struct RowFact {
  uint64_t position = 0;
  Uuid event_id;
  uint32_t kind = 0;  // field number in Payload
  int32_t days = 0;   // when it happened
  std::string title;  // where this kind of fact names the record
  std::vector<Uuid> references;
  std::vector<std::string> broken_rules;
  std::vector<std::string> codes;
  friend bool operator==(const RowFact&, const RowFact&) = default;
};

struct RecordRow {
  Aggregate aggregate = witan::options::v1::AGGREGATE_UNSPECIFIED;
  uint64_t number = 0;
  uint64_t version = 0;
  uint64_t last_event = 0;
  int64_t opened_at_us = 0;
  int64_t changed_at_us = 0;
  uint8_t classification = 0;
  uint8_t ground = 0;
  bool corrected = false;
  // SHA-256 over this field as it was and the hash of each event in turn: all that was ever said.
  Hash content = {};
  std::vector<Uuid> subjects;
  std::vector<RowFact> facts;
  friend bool operator==(const RecordRow&, const RecordRow&) = default;

  // The title that the newest fact with one gives; empty where none does.
  std::string Title() const;
  // When what it is about happened: the date of the decision, the day of the meeting.
  int32_t Days() const;
  std::vector<std::string> BrokenRules() const;
};

std::string EncodeRow(const RecordRow& row);
// DataLoss for anything that EncodeRow did not write.
absl::StatusOr<RecordRow> DecodeRow(std::string_view bytes);

// The row after one more event of its stream. DataLoss: the event does not continue the stream (a
// version is missing, or it corrects what does not stand).
absl::StatusOr<RecordRow> Fold(const std::optional<RecordRow>& before, const Event& event,
                               const Hash& hash);

// The row as the store keeps it, with its index entries and the subjects of its digest.
storage::Row ToStored(const RecordRow& row);

}  // namespace witan::projector
