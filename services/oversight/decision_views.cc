// Meetings, decisions, dissents and actions.

#include "services/domain/action/action.h"
#include "services/oversight/views.h"

namespace witan::oversight {
namespace {

using domain::All;
using domain::First;
using domain::Last;
using query::HeadOf;
using query::NameOf;
using witan::options::v1::AGGREGATE_DISSENT;

std::string StateOfMeeting(const Record& record) {
  if (Last<witan::meeting::v1::MeetingCancelled>(record)) return "cancelled";
  if (Last<witan::meeting::v1::MinutesPublished>(record)) return "minutes published";
  if (Last<witan::meeting::v1::MinutesApproved>(record)) return "minutes approved";
  if (Last<witan::meeting::v1::MinutesDrafted>(record)) return "minutes drafted";
  if (Last<witan::meeting::v1::MeetingClosed>(record)) return "closed";
  return Last<witan::meeting::v1::MeetingOpened>(record) ? "open" : "scheduled";
}

void CountAttendance(pb::Meeting& view) {
  for (const auto& attendance : view.attendance()) {
    const bool is_there = attendance.presence() == witan::meeting::v1::PRESENCE_PRESENT ||
                          attendance.presence() == witan::meeting::v1::PRESENCE_PART;
    if (is_there) view.set_present(view.present() + 1);
    if (attendance.presence() == witan::meeting::v1::PRESENCE_APOLOGIES) {
      view.set_apologies(view.apologies() + 1);
    }
  }
}

std::string StateOfDecision(const pb::Decision& view) {
  if (view.revoked()) return "revoked";
  if (!view.superseded_by_id().empty()) return "superseded";
  if (view.implemented()) return "implemented";
  if (view.published()) return "published";
  if (view.has_made()) return "made";
  if (view.has_advice()) return "advice";
  if (view.escalated()) return "escalated";
  if (!view.deferred_reason().empty()) return "deferred";
  return view.consensus_not_reached() ? "no consensus" : "proposed";
}

void CountPositions(pb::Decision& view) {
  for (const auto& member : view.made().positions()) {
    if (member.position() == witan::decision::v1::POSITION_FOR) {
      view.set_for_count(view.for_count() + 1);
    } else if (member.position() == witan::decision::v1::POSITION_AGAINST) {
      view.set_against_count(view.against_count() + 1);
    } else if (member.position() == witan::decision::v1::POSITION_ABSTAINED) {
      view.set_abstained_count(view.abstained_count() + 1);
    }
  }
}

void AddWhatBecameOfIt(const Record& record, pb::Decision& view) {
  view.set_published(static_cast<bool>(Last<witan::decision::v1::DecisionPublished>(record)));
  view.set_implemented(static_cast<bool>(Last<witan::decision::v1::DecisionImplemented>(record)));
  view.set_revoked(static_cast<bool>(Last<witan::decision::v1::DecisionRevoked>(record)));
  view.set_consensus_not_reached(
      static_cast<bool>(Last<witan::decision::v1::ConsensusNotReached>(record)));
  view.set_escalated(Last<witan::decision::v1::EscalatedForPeerReview>(record) ||
                     Last<witan::decision::v1::EscalatedToNhse>(record));
  if (const auto superseded = Last<witan::decision::v1::DecisionSuperseded>(record)) {
    view.set_superseded_by_id(superseded->by_decision_id());
  }
  if (const auto deferred = Last<witan::decision::v1::DecisionDeferred>(record)) {
    view.set_deferred_reason(deferred->reason());
    view.set_deferred_condition(deferred->condition());
  }
}

void AddMade(const Question& question, const Record& record, pb::Decision& view) {
  std::string body_id;
  if (const auto proposed = Last<witan::decision::v1::DecisionProposed>(record)) {
    *view.mutable_proposed() = *proposed;
    body_id = proposed->body_id();
  }
  if (const auto advice = Last<witan::decision::v1::AdviceRecorded>(record)) {
    *view.mutable_advice() = *advice;
    body_id = advice->body_id();
  }
  if (const auto made = Last<witan::decision::v1::DecisionMade>(record)) {
    *view.mutable_made() = *made;
    body_id = made->body_id();
    view.set_instrument(made.event->verdict().instrument());
    view.set_instrument_id(made.event->verdict().instrument_id());
    view.set_legal_regime(made.event->verdict().legal_regime());
    CountPositions(view);
  }
  *view.mutable_body() = NameOf(question, body_id);
}

// Dissents that stand; the count is public whoever may read the texts, except of those
// whose ground forbids it.
uint32_t CountDissents(const Question& question, const Record& decision) {
  uint32_t count = 0;
  for (const Record* dissent : question.world().Referring(decision.id, AGGREGATE_DISSENT)) {
    const auto judgement = question.Judge(AGGREGATE_DISSENT, dissent->id);
    if (!visibility::ForbidsCount(judgement.ground) && question.HadBegun(*dissent) &&
        !Last<witan::dissent::v1::DissentWithdrawn>(*dissent)) {
      ++count;
    }
  }
  return count;
}

std::string StateOfDissent(const Record& record) {
  if (Last<witan::dissent::v1::DissentWithdrawn>(record)) return "withdrawn";
  if (Last<witan::dissent::v1::DissentResolved>(record)) return "resolved";
  if (Last<witan::dissent::v1::DissentMaintained>(record)) return "maintained";
  return Last<witan::dissent::v1::DissentAnswered>(record) ? "answered" : "open";
}

}  // namespace

std::string StateOfAction(const Record& record, CivilDate date) {
  if (!First<witan::action::v1::ActionAssigned>(record)) return "";
  const domain::ActionState action = domain::ActionStateOf(record);
  switch (action.stage) {
    case domain::ActionStage::kClosed:
      return "closed";
    case domain::ActionStage::kCancelled:
      return "cancelled";
    case domain::ActionStage::kOpen:
      return domain::IsOverdue(action, date) ? "overdue" : "open";
  }
  return "";
}

void Show(const Question& question, const Record& record, pb::Meeting& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto scheduled = Last<witan::meeting::v1::MeetingScheduled>(record);
  if (!scheduled) return;
  view.set_body_id(scheduled->body_id());
  *view.mutable_body() = NameOf(question, scheduled->body_id());
  view.set_on(scheduled->on());
  view.set_starts_at(scheduled->starts_at());
  view.set_in_public(scheduled->in_public());
  *view.mutable_agenda() = scheduled->agenda();
  if (const auto changed = Last<witan::meeting::v1::AgendaChanged>(record)) {
    *view.mutable_agenda() = changed->agenda();
  }
  for (const auto& published : All<witan::meeting::v1::PapersPublished>(record)) {
    view.mutable_papers()->MergeFrom(published->papers());
  }
  if (const auto recorded = Last<witan::meeting::v1::AttendanceRecorded>(record)) {
    *view.mutable_attendance() = recorded->attendance();
  }
  for (const auto& stated : All<witan::meeting::v1::QuorumStated>(record)) {
    *view.add_quorum() = *stated;
  }
  for (const auto& excluded : All<witan::meeting::v1::PublicExcluded>(record)) {
    *view.add_exclusions() = *excluded;
  }
  view.set_minutes_approved(static_cast<bool>(Last<witan::meeting::v1::MinutesApproved>(record)));
  view.set_minutes_published(static_cast<bool>(Last<witan::meeting::v1::MinutesPublished>(record)));
  CountAttendance(view);
  view.mutable_head()->set_title(view.body().name());
  view.mutable_head()->set_state(StateOfMeeting(record));
}

void Show(const Question& question, const Record& record, pb::Decision& view) {
  *view.mutable_head() = HeadOf(question, record);
  AddMade(question, record, view);
  AddWhatBecameOfIt(record, view);
  for (const auto& said : All<witan::decision::v1::ViewRecorded>(record)) {
    *view.add_views() = *said;
  }
  view.set_dissent_count(CountDissents(question, record));
  view.mutable_head()->set_state(StateOfDecision(view));
}

void Show(const Question& question, const Record& record, pb::Dissent& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto recorded = First<witan::dissent::v1::DissentRecorded>(record);
  if (!recorded) return;
  view.set_decision_id(recorded->decision_id());
  view.set_person_id(recorded->person_id());
  view.set_person_name(query::PersonName(question, recorded->person_id()));
  view.set_text_withheld(question.Judge(AGGREGATE_DISSENT, record.id).sight !=
                         visibility::Sight::kFull);
  if (!view.text_withheld()) {
    view.set_reasons(recorded->reasons());
    view.set_alternative(recorded->alternative());
    view.set_would_settle(recorded->would_settle());
  }
  if (const auto answered = Last<witan::dissent::v1::DissentAnswered>(record)) {
    view.set_answer(answered->answer());
  }
  view.set_answer_due(recorded->answer_due());
  const std::string about = NameOf(question, recorded->decision_id()).name();
  view.mutable_head()->set_title(about.empty() ? "Dissent" : "Dissent: " + about);
  view.mutable_head()->set_state(StateOfDissent(record));
}

void Show(const Question& question, const Record& record, pb::Action& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto assigned = First<witan::action::v1::ActionAssigned>(record);
  if (!assigned) return;
  const domain::ActionState action = domain::ActionStateOf(record);
  view.set_decision_id(assigned->decision_id());
  view.set_meeting_id(assigned->meeting_id());
  view.set_concern_id(assigned->concern_id());
  view.set_body_id(assigned->body_id());
  *view.mutable_owner() =
      NameOf(question, action.owner_person_id.empty() ? action.owner_organisation_id
                                                      : action.owner_person_id);
  view.set_due(action.due);
  view.set_overdue(domain::IsOverdue(action, question.date()));
  if (const auto closed = Last<witan::action::v1::ActionClosed>(record)) {
    view.set_closed_on(closed.event->occurred().date());
  }
  view.set_times_moved(static_cast<uint32_t>(action.due_changes));
  view.set_description(assigned->description());
  view.mutable_head()->set_state(StateOfAction(record, question.date()));
}

}  // namespace witan::oversight
