// Requests, concerns, segments, recovery support, regulatory action and CQC records.

#include <algorithm>
#include <set>

#include "services/domain/request/request.h"
#include "services/domain/rules.h"
#include "services/oversight/views.h"

namespace witan::oversight {
namespace {

using domain::All;
using domain::First;
using domain::Last;
using query::HeadOf;
using query::NameOf;
using witan::options::v1::AGGREGATE_RECOVERY;

constexpr uint32_t kMandatedSupport = 3;
constexpr uint32_t kIntensiveSupport = 4;

std::string Word(domain::RequestState state) {
  switch (state) {
    case domain::RequestState::kOpen:
      return "open";
    case domain::RequestState::kAnswered:
      return "answered";
    case domain::RequestState::kWithdrawn:
      return "withdrawn";
    case domain::RequestState::kClosed:
      return "closed";
  }
  return "";
}

bool IsPast(const std::string& day, CivilDate date) {
  const auto parsed = CivilDate::Parse(day);
  return parsed && *parsed < date;
}

// When a request's return is due: a query of it sets a new day.
std::string DueOf(const Record& request) {
  if (const auto queried = Last<witan::request::v1::ReturnQueried>(request)) return queried->due();
  const auto raised = First<witan::request::v1::RequestRaised>(request);
  return raised ? raised->due() : "";
}

// The recovery support of a subject that has not ended, or nullptr.
const Record* RecoveryOf(const Question& question, const std::string& subject_id) {
  for (const Record* recovery : question.world().Referring(subject_id, AGGREGATE_RECOVERY)) {
    const auto entered = First<witan::recovery::v1::RecoverySupportEntered>(*recovery);
    if (entered && entered->subject_id() == subject_id && question.HadBegun(*recovery) &&
        !Last<witan::recovery::v1::RecoverySupportExited>(*recovery)) {
      return recovery;
    }
  }
  return nullptr;
}

// what segment 3 owes.
void OwedByMandatedSupport(const Record& record, pb::Segment& view) {
  if (!Last<witan::segment::v1::StocktakeStarted>(record)) {
    view.add_owed("A diagnostic stocktake is to be started (R-43).");
  } else if (!Last<witan::segment::v1::StocktakeCompleted>(record)) {
    view.add_owed("The diagnostic stocktake is to be completed (R-43).");
  }
}

// what segment 4 owes.
void OwedByIntensiveSupport(const Question& question, pb::Segment& view) {
  const Record* recovery = RecoveryOf(question, view.subject().id());
  if (recovery == nullptr) {
    view.add_owed("Entry into the recovery support programme is to be recorded (R-44).");
    return;
  }
  if (!Last<witan::recovery::v1::ImprovementDirectorAppointed>(*recovery)) {
    view.add_owed("A system improvement director is to be appointed (R-44).");
  }
  if (!Last<witan::recovery::v1::ExitCriterionSet>(*recovery)) {
    view.add_owed("At least one exit criterion is to be set (R-44).");
  }
  if (First<witan::recovery::v1::RecoverySupportEntered>(*recovery)->expected_end().empty()) {
    view.add_owed("An expected end is to be stated (R-44).");
  }
}

}  // namespace

std::string StateOfRequest(const Record& record, CivilDate date) {
  if (!First<witan::request::v1::RequestRaised>(record)) return "";
  const domain::RequestState state = domain::RequestStateOf(record);
  const bool is_overdue = state == domain::RequestState::kOpen && IsPast(DueOf(record), date);
  return is_overdue ? "overdue" : Word(state);
}

void Show(const Question& question, const Record& record, pb::Request& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto raised = First<witan::request::v1::RequestRaised>(record);
  if (!raised) return;
  *view.mutable_requester() = NameOf(question, raised->requester_id());
  *view.mutable_subject() = NameOf(question, raised->subject_id());
  view.set_topic_id(raised->topic_id());
  view.set_topic_name(NameOf(question, raised->topic_id()).name());
  *view.mutable_period() = raised->period();
  view.set_due(DueOf(record));
  for (const auto& joined : All<witan::request::v1::RequesterSubscribed>(record)) {
    *view.add_also_used_by() = NameOf(question, joined->requester_id());
  }
  const domain::RequestState state = domain::RequestStateOf(record);
  view.set_answered(state == domain::RequestState::kAnswered);
  view.set_overrides_id(raised->overrides_id());
  view.set_override_justification(raised->override_justification());
  view.set_purpose(raised->purpose());
  view.set_basis(raised->basis());
  view.set_returns(static_cast<uint32_t>(All<witan::request::v1::ReturnSubmitted>(record).size()));
  view.mutable_head()->set_title(view.topic_name());
  view.mutable_head()->set_state(StateOfRequest(record, question.date()));
}

void Show(const Question& question, const Record& record, pb::Concern& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto raised = First<witan::concern::v1::ConcernRaised>(record);
  if (!raised) return;
  *view.mutable_lead() = NameOf(question, raised->lead_id());
  *view.mutable_subject() = NameOf(question, raised->subject_id());
  view.set_theme(raised->theme());
  view.set_severity(raised->severity());
  for (const auto& offered : All<witan::concern::v1::SupportOffered>(record)) {
    *view.add_support_offered() = *offered;
  }
  view.set_support_accepted(static_cast<bool>(Last<witan::concern::v1::SupportAccepted>(record)));
  *view.mutable_closing_criteria() = raised->closing_criteria();
  view.set_basis(raised->basis());
  const bool is_closed = static_cast<bool>(Last<witan::concern::v1::ConcernClosed>(record));
  const bool is_escalated = static_cast<bool>(Last<witan::concern::v1::ConcernEscalated>(record));
  view.mutable_head()->set_state(is_closed ? "closed" : is_escalated ? "escalated" : "open");
}

void Show(const Question& question, const Record& record, pb::Segment& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto decided = Last<witan::segment::v1::SegmentDecided>(record);
  if (!decided) return;
  *view.mutable_subject() = NameOf(question, decided->subject_id());
  view.set_segment(decided->segment());
  *view.mutable_themes() = decided->themes();
  view.set_decided_on(decided.event->occurred().date());
  view.set_review_due(decided->review_due());
  if (const auto reviewed = Last<witan::segment::v1::SegmentReviewed>(record)) {
    if (reviewed.event->position() > decided.event->position()) {
      view.set_review_due(reviewed->review_due());
    }
  }
  view.set_review_overdue(IsPast(view.review_due(), question.date()));
  view.set_reasons(decided->reasons());
  if (decided->segment() == kMandatedSupport) OwedByMandatedSupport(record, view);
  if (decided->segment() == kIntensiveSupport) OwedByIntensiveSupport(question, view);
  const CivilDate since = CivilDate::Parse(view.decided_on()).value_or(question.date());
  const int64_t owed_after =
      domain::ParameterOn(domain::RuleId::k44, "owed_after_days", question.date());
  view.set_owed_overdue(view.owed_size() > 0 &&
                        since.PlusDays(static_cast<int32_t>(owed_after)) < question.date());
  view.mutable_head()->set_title(view.subject().name());
  view.mutable_head()->set_state("segment " + std::to_string(decided->segment()));
}

void Show(const Question& question, const Record& record, pb::Recovery& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto entered = First<witan::recovery::v1::RecoverySupportEntered>(record);
  if (!entered) return;
  *view.mutable_subject() = NameOf(question, entered->subject_id());
  view.set_entered_on(entered.event->occurred().date());
  view.set_expected_end(entered->expected_end());
  std::set<std::string> evidenced;
  for (const auto& fact : All<witan::recovery::v1::ExitCriterionEvidenced>(record)) {
    evidenced.insert(fact->criterion());
  }
  for (const auto& set : All<witan::recovery::v1::ExitCriterionSet>(record)) {
    view.set_criteria(view.criteria() + 1);
    if (evidenced.contains(set->criterion())) {
      view.set_criteria_evidenced(view.criteria_evidenced() + 1);
    }
  }
  view.set_director_appointed(
      static_cast<bool>(Last<witan::recovery::v1::ImprovementDirectorAppointed>(record)));
  const auto exited = Last<witan::recovery::v1::RecoverySupportExited>(record);
  if (exited) view.set_exited_on(exited.event->occurred().date());
  view.mutable_head()->set_title(view.subject().name());
  view.mutable_head()->set_state(exited ? "exited" : "entered");
}

void Show(const Question& question, const Record& record, pb::RegulatoryAction& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto taken = First<witan::regulation::v1::RegulatoryActionTaken>(record);
  if (!taken) return;
  *view.mutable_subject() = NameOf(question, taken->subject_id());
  view.set_action_kind(taken->kind());
  view.set_legal_power(taken->legal_power());
  view.set_taken_on(taken.event->occurred().date());
  view.set_complied(static_cast<bool>(Last<witan::regulation::v1::ComplianceCertified>(record)));
  view.set_grounds(taken->grounds());
  const auto lifted = Last<witan::regulation::v1::RegulatoryActionLifted>(record);
  if (lifted) view.set_lifted_on(lifted->on());
  view.mutable_head()->set_title(view.subject().name());
  view.mutable_head()->set_state(lifted ? "lifted" : view.complied() ? "complied" : "in force");
}

void Show(const Question& question, const Record& record, pb::CqcRecord& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto published = First<witan::cqc::v1::CqcRecordPublished>(record);
  if (!published) return;
  *view.mutable_subject() = NameOf(question, published->subject_id());
  view.set_record_kind(published->kind());
  *view.mutable_themes() = published->themes();
  view.set_statement(published->statement());
  view.set_on(published->on());
  view.set_uri(published->uri());
  const bool is_withdrawn = static_cast<bool>(Last<witan::cqc::v1::CqcRecordWithdrawn>(record));
  view.mutable_head()->set_title(view.subject().name());
  view.mutable_head()->set_state(is_withdrawn ? "withdrawn" : "published");
}

}  // namespace witan::oversight
