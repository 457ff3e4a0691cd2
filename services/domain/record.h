#pragma once

// The state of a record is its facts: the events of its stream that stand, in the order in which
// they were first stated. A replacement takes the place of what it replaces, a retraction takes it
// out; nothing is folded again. What an aggregate derives from its facts ("is this decision
// published?") are the readings in that aggregate's folder.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/domain/payloads.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::domain {

using Event = witan::event::v1::Envelope;
using EventPtr = std::shared_ptr<const Event>;
using witan::options::v1::Aggregate;

// Not safe for concurrent writing; const use from several threads is safe.
struct Record {
  std::string id;
  Aggregate aggregate = witan::options::v1::AGGREGATE_UNSPECIFIED;
  // Position of the opening event: the record's number.
  uint64_t number = 0;
  // Events of the stream so far, corrections included.
  uint64_t version = 0;
  witan::options::v1::Classification classification =
      witan::options::v1::CLASSIFICATION_UNSPECIFIED;
  witan::common::v1::Ground ground = witan::common::v1::GROUND_UNSPECIFIED;
  // What it is about, from its opening event; ids of organisations and bodies.
  std::vector<std::string> subjects;
  std::vector<EventPtr> facts;
  // True when any event was replaced or retracted.
  bool corrected = false;

  // The fact with this event id, or nullptr.
  const Event* FindFact(std::string_view event_id) const;
};

// Adds one event of the record's stream, in the order of the log. The event must be of this record
// (a mix-up is a bug of ours and ends the process).
void Evolve(Record& record, EventPtr event);

// The record as it stands without one of its facts: what a correction of that fact is decided on.
Record Without(const Record& record, std::string_view event_id);

// The record as its facts that occurred by a day (ISO 8601) make it: what an act of that day may
// rest on, whenever it was typed.
Record OccurredBy(const Record& record, std::string_view date);

// A fact with its payload's type.
template <class Payload>
struct FactOf {
  const Event* event = nullptr;
  const Payload* content = nullptr;

  explicit operator bool() const { return event != nullptr; }
  const Payload* operator->() const { return content; }
  const Payload& operator*() const { return *content; }
};

// All standing facts of one kind, oldest first.
template <class Payload>
std::vector<FactOf<Payload>> All(const Record& record) {
  std::vector<FactOf<Payload>> found;
  for (const EventPtr& event : record.facts) {
    if (const auto* content = As<Payload>(event->payload()))
      found.push_back({event.get(), content});
  }
  return found;
}

// The newest standing fact of one kind; false when there is none.
template <class Payload>
FactOf<Payload> Last(const Record& record) {
  for (auto it = record.facts.rbegin(); it != record.facts.rend(); ++it) {
    if (const auto* content = As<Payload>((*it)->payload())) return {it->get(), content};
  }
  return {};
}

// The oldest standing fact of one kind; false when there is none.
template <class Payload>
FactOf<Payload> First(const Record& record) {
  for (const EventPtr& event : record.facts) {
    if (const auto* content = As<Payload>(event->payload())) return {event.get(), content};
  }
  return {};
}

}  // namespace witan::domain
