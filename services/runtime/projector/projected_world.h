#pragma once

// The world as it stood at one position, read from a projection: records are folded from their own
// events by the same code that decides commands, so that a view and a rule never differ.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/domain/world.h"
#include "services/runtime/projector/row.h"
#include "storage/projection_store.h"

namespace witan::projector {

// Values by the text of an id. Found by any text, and at the same place in memory as long as they
// are there.
struct IdHash {
  using is_transparent = void;
  size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
};
template <class Value>
using ById = std::unordered_map<std::string, Value, IdHash, std::equal_to<>>;

// One event as the log holds it.
struct StoredEvent {
  domain::EventPtr event;
  Hash hash = {};
};

// For one thread and one request: what was read is kept. `view` outlives it. Find and Referring
// cannot say that a read failed; status() does, and whoever answers asks it at the end.
class ProjectedWorld final : public domain::World {
 public:
  explicit ProjectedWorld(const storage::ProjectionView& view) : view_(view) {}

  const domain::Record* Find(std::string_view id) const override;
  std::vector<const domain::Record*> Referring(std::string_view id,
                                               Aggregate aggregate) const override;

  // As Find, but nothing is kept: for passes over many records. None: there is no such record, or
  // status() says why it could not be read.
  std::unique_ptr<domain::Record> Load(std::string_view id) const;

  // The row of a record, or nullptr.
  const RecordRow* FindRow(Aggregate aggregate, std::string_view id) const;

  // All events of a record up to the position of the view, oldest first.
  absl::StatusOr<std::vector<StoredEvent>> EventsOf(std::string_view id) const;
  // The event at a position; none for the log's own records and beyond the view.
  absl::StatusOr<std::optional<StoredEvent>> EventAt(uint64_t position) const;
  // Position of the event with this id; none when there is none.
  absl::StatusOr<std::optional<uint64_t>> PositionOf(std::string_view event_id) const;
  // Ids of records of one kind with this code (ODS, topic).
  absl::StatusOr<std::vector<std::string>> WithCode(Aggregate aggregate,
                                                    std::string_view code) const;
  // All records of one kind, by date. Bounded by kMostReferring.
  std::vector<const domain::Record*> All(Aggregate aggregate) const;

  const storage::ProjectionView& view() const { return view_; }
  // The first failure of a read.
  const absl::Status& status() const { return status_; }
  // Records and rows that are kept.
  size_t records_read() const { return records_.size() + rows_.size(); }

 private:
  void Latch(const absl::Status& status) const {
    if (status_.ok()) status_ = status;
  }
  std::vector<const domain::Record*> Records(const storage::IndexScan& scan) const;

  const storage::ProjectionView& view_;
  mutable ById<std::unique_ptr<domain::Record>> records_;
  mutable ById<std::unique_ptr<RecordRow>> rows_;
  // Of the record that was asked for last: who shows a record shows its events too.
  mutable std::string last_id_;
  mutable std::vector<StoredEvent> last_events_;
  // What refers to the record that was asked about last, by kind.
  mutable std::string last_referred_;
  mutable std::vector<std::pair<Aggregate, std::vector<const domain::Record*>>> last_referring_;
  mutable absl::Status status_;
};

}  // namespace witan::projector
