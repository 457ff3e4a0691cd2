// The raw facts behind everything, and the rules they were decided by.

#include <fmt/format.h>

#include "services/domain/rules.h"
#include "services/oversight/answers.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/trail.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

using domain::ReasonId;
using query::Refused;

// Most positions that one call looks at; beyond it the caller goes on from where it stopped.
constexpr size_t kMostPositions = 10'000;

absl::Status NoSuchEvent() { return Refused(ReasonId::kNotFound, "There is no such event."); }

absl::StatusOr<uint64_t> PositionIn(const Question& question, const pb::GetEventRequest& request) {
  if (request.key_case() == pb::GetEventRequest::kPosition) return request.position();
  if (request.event_id().empty()) {
    return Refused(ReasonId::kInvalidField,
                   "key is missing: say which event, by event id or position.");
  }
  ASSIGN_OR_RETURN(const auto position, question.world().PositionOf(request.event_id()));
  if (!position) return NoSuchEvent();
  return *position;
}

class EventPage final {
 public:
  EventPage(const Question& question, pb::ListEventsResponse& answer, size_t size)
      : question_(question), answer_(answer), size_(size) {}

  // False when the page is full and this event begins the next one.
  bool Add(const projector::StoredEvent& stored) {
    const auto judgement = question_.Judge(stored.event->aggregate(), stored.event->stream());
    if (!judgement.IsSeen()) {
      withheld_.Add(judgement);
      return true;
    }
    if (static_cast<size_t>(answer_.items_size()) == size_) return false;
    *answer_.add_items() = query::EntryOf(question_, stored, judgement);
    return true;
  }
  void Finish() { withheld_.Fill(answer_.mutable_withheld()); }

 private:
  const Question& question_;
  pb::ListEventsResponse& answer_;
  const size_t size_;
  query::WithheldCounts withheld_;
};

absl::Status ListOfRecord(const Question& question, const pb::ListEventsRequest& request,
                          EventPage& page, pb::ListEventsResponse& answer) {
  ASSIGN_OR_RETURN(const auto events, question.world().EventsOf(request.record_id()));
  uint64_t last = request.after_position();
  for (const auto& stored : events) {
    if (stored.event->position() <= request.after_position()) continue;
    if (!page.Add(stored)) {
      answer.set_next_after_position(last);
      return absl::OkStatus();
    }
    last = stored.event->position();
  }
  return absl::OkStatus();
}

absl::Status ListOfAll(const Question& question, const pb::ListEventsRequest& request,
                       EventPage& page, pb::ListEventsResponse& answer) {
  uint64_t last = request.after_position();
  ASSIGN_OR_RETURN(const auto places,
                   question.world().view().ScanAppended(
                       projector::kStreamByPosition, BigEndian<uint64_t>(last + 1),
                       BigEndian<uint64_t>(question.position() + 1), kMostPositions,
                       storage::ScanOrder::kForward));
  for (const auto& place : places) {
    ByteReader reader(place.key);
    ASSIGN_OR_RETURN(const uint64_t position, reader.TakeBigEndian<uint64_t>());
    ASSIGN_OR_RETURN(const auto stored, question.world().EventAt(position));
    if (stored && !page.Add(*stored)) {
      answer.set_next_after_position(last);
      return absl::OkStatus();
    }
    last = position;
  }
  if (places.size() == kMostPositions) answer.set_next_after_position(last);
  return absl::OkStatus();
}

}  // namespace

absl::Status GetEvent(const Question& question, const pb::GetEventRequest& request,
                      pb::GetEventResponse& answer) {
  ASSIGN_OR_RETURN(const uint64_t position, PositionIn(question, request));
  ASSIGN_OR_RETURN(const auto stored, question.world().EventAt(position));
  if (!stored) return NoSuchEvent();
  const domain::Event& event = *stored->event;
  const auto judgement = question.Judge(event.aggregate(), event.stream());
  *answer.mutable_as_of() = question.as_of();
  if (!judgement.IsSeen()) {
    if (visibility::ForbidsCount(judgement.ground)) return NoSuchEvent();
    return Refused(ReasonId::kNotForRole, "The record of this event is closed to you.");
  }
  *answer.mutable_event() = query::EntryOf(question, *stored, judgement);
  ASSIGN_OR_RETURN(const auto all, question.world().EventsOf(event.stream()));
  for (const auto& other : all) {
    if (other.event->has_corrects() && other.event->corrects().event_id() == event.event_id()) {
      answer.mutable_event()->set_corrected_by(other.event->event_id());
    }
  }
  const Record* record = question.world().Find(event.stream());
  if (record != nullptr) *answer.mutable_record() = query::HeadOf(question, *record);
  return absl::OkStatus();
}

absl::Status ListEvents(const Question& question, const pb::ListEventsRequest& request,
                        pb::ListEventsResponse& answer) {
  if (request.page_size() > query::kMostPageSize) {
    return Refused(ReasonId::kInvalidField, "page_size: at most 500 events fit a page.");
  }
  *answer.mutable_as_of() = question.as_of();
  EventPage page(question, answer,
                 request.page_size() == 0 ? query::kUsualPageSize : request.page_size());
  RETURN_IF_ERROR(request.record_id().empty() ? ListOfAll(question, request, page, answer)
                                              : ListOfRecord(question, request, page, answer));
  page.Finish();
  return absl::OkStatus();
}

void ListRules(pb::ListRulesResponse& answer) {
  for (const domain::Rule& rule : domain::Rules()) {
    pb::Rule& shown = *answer.add_items();
    shown.set_id(domain::RuleName(rule.id));
    shown.set_level(std::string(domain::LevelName(rule.level)));
    shown.set_sentence(std::string(rule.sentence));
    shown.set_source(std::string(rule.source));
    shown.set_from(std::string(rule.from));
    shown.set_until(std::string(rule.until));
    shown.set_fact_recordable(rule.fact_recordable);
    for (const domain::RuleParameter& parameter : rule.parameters) {
      pb::Parameter& stated = *shown.add_parameters();
      stated.set_name(std::string(parameter.name));
      stated.set_value(std::string(parameter.value));
      stated.set_from(std::string(parameter.from));
    }
  }
}

}  // namespace witan::oversight
