#include "services/domain/record.h"

#include <algorithm>

#include "storage/base/check.h"

namespace witan::domain {
namespace {

using witan::common::v1::CORRECTION_KIND_RETRACTS;

void TakeOpening(Record& record, const Event& event) {
  record.id = event.stream();
  record.aggregate = event.aggregate();
  record.number = event.position();
  record.subjects.assign(event.subjects().begin(), event.subjects().end());
}

}  // namespace

const Event* Record::FindFact(std::string_view event_id) const {
  for (const EventPtr& fact : facts) {
    if (fact->event_id() == event_id) return fact.get();
  }
  return nullptr;
}

void Evolve(Record& record, EventPtr event) {
  if (record.version == 0) TakeOpening(record, *event);
  WITAN_CHECK(record.id == event->stream(), "an event of another stream");
  record.version = event->version();
  if (event->classification() != witan::options::v1::CLASSIFICATION_UNSPECIFIED) {
    record.classification = event->classification();
    record.ground = event->ground();
  }
  if (!event->has_corrects()) {
    record.facts.push_back(std::move(event));
    return;
  }
  record.corrected = true;
  const auto it = std::find_if(record.facts.begin(), record.facts.end(), [&](const EventPtr& fact) {
    return fact->event_id() == event->corrects().event_id();
  });
  WITAN_CHECK(it != record.facts.end(), "a correction of a fact that does not stand");
  if (event->corrects().kind() == CORRECTION_KIND_RETRACTS) {
    record.facts.erase(it);
    return;
  }
  // A corrected opening may name other subjects.
  if (event->subjects_size() > 0 && it == record.facts.begin()) {
    record.subjects.assign(event->subjects().begin(), event->subjects().end());
  }
  *it = std::move(event);
}

Record Without(const Record& record, std::string_view event_id) {
  Record copy = record;
  std::erase_if(copy.facts, [&](const EventPtr& fact) { return fact->event_id() == event_id; });
  return copy;
}

Record OccurredBy(const Record& record, std::string_view date) {
  Record copy = record;
  std::erase_if(copy.facts, [&](const EventPtr& fact) { return fact->occurred().date() > date; });
  return copy;
}

}  // namespace witan::domain
