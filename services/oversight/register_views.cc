// Organisations, people, mandates, topics, bodies and interests.

#include "services/domain/body/body.h"
#include "services/domain/interest/interest.h"
#include "services/domain/mandate/mandate.h"
#include "services/domain/person/person.h"
#include "services/domain/topic/topic.h"
#include "services/oversight/views.h"

namespace witan::oversight {
namespace {

using domain::All;
using domain::First;
using domain::Last;
using query::HeadOf;
using query::NameOf;

std::string StateOfOrganisation(const pb::Organisation& view, CivilDate date) {
  const auto reached = [&](const std::string& day) {
    const auto parsed = CivilDate::Parse(day);
    return parsed && *parsed <= date;
  };
  if (!view.valid_from().empty() && !reached(view.valid_from())) return "future";
  if (reached(view.succeeded_on())) return "succeeded";
  return reached(view.valid_to()) ? "ended" : "current";
}

// Days between the arising of an interest and its declaration.
int32_t DaysBetween(const std::string& from, const std::string& to) {
  const auto first = CivilDate::Parse(from);
  const auto last = CivilDate::Parse(to);
  return first && last ? last->days() - first->days() : 0;
}

bool SameItem(const witan::interest::v1::ConflictIdentified& found,
              const witan::interest::v1::ConflictManaged& managed) {
  return found.person_id() == managed.person_id() && found.meeting_id() == managed.meeting_id() &&
         found.agenda_item() == managed.agenda_item() &&
         found.decision_id() == managed.decision_id();
}

void AddConflicts(const Record& record, pb::Interest& view) {
  const auto managed = All<witan::interest::v1::ConflictManaged>(record);
  for (const auto& fact : managed) *view.add_managed() = *fact;
  for (const auto& found : All<witan::interest::v1::ConflictIdentified>(record)) {
    view.set_conflicts_identified(view.conflicts_identified() + 1);
    const bool is_managed = std::any_of(managed.begin(), managed.end(),
                                        [&](const auto& fact) { return SameItem(*found, *fact); });
    if (!is_managed) view.set_conflicts_unmanaged(view.conflicts_unmanaged() + 1);
  }
}

void AddInstrument(const Question& question, const Record& record, pb::Body& view) {
  if (const auto constitution = domain::ConstitutionOn(record, question.date())) {
    view.set_instrument("Constitution " + constitution->version);
    view.set_instrument_from(constitution->approved->holds_from());
    *view.mutable_methods() = constitution->submitted->methods();
  }
  if (const auto terms = domain::TermsOfReferenceOn(record, question.date())) {
    view.set_instrument("Terms of reference " + terms->version());
    view.set_instrument_from(terms->holds_from());
    *view.mutable_methods() = terms->methods();
  }
}

}  // namespace

void Show(const Question& question, const Record& record, pb::Organisation& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto registered = First<witan::organisation::v1::OrganisationRegistered>(record);
  if (!registered) return;
  view.set_organisation_kind(registered->kind());
  view.set_ods_code(question.CodeOf(record));
  *view.mutable_codes() = registered->codes();
  *view.mutable_placements() = registered->placements();
  for (const auto& changed : All<witan::organisation::v1::BoundaryChanged>(record)) {
    for (const auto& placement : changed->placements()) {
      auto& stated = *view.add_placements();
      stated = placement;
      if (stated.from().empty()) stated.set_from(changed->from());
    }
  }
  view.set_valid_from(registered->valid_from());
  view.set_valid_to(registered->valid_to());
  auto& first = *view.add_names();
  first.set_name(registered->name());
  first.set_from(registered->valid_from());
  for (const auto& renamed : All<witan::organisation::v1::OrganisationRenamed>(record)) {
    auto& name = *view.add_names();
    name.set_name(renamed->name());
    name.set_from(renamed->from());
  }
  const domain::Succession succession = domain::SuccessionOf(record);
  view.set_successor_id(succession.successor_id);
  view.set_succeeded_on(succession.on);
  view.set_source(registered->source());
  view.mutable_head()->set_title(domain::NameOn(record, question.date()));
  view.mutable_head()->set_state(StateOfOrganisation(view, question.date()));
}

void Show(const Question& question, const Record& record, pb::Person& view) {
  *view.mutable_head() = HeadOf(question, record);
  const Record* newest = question.newest().Find(record.id);
  const bool is_erased = newest != nullptr && domain::IsErased(*newest);
  view.set_erased(is_erased);
  const std::string name = query::PersonName(question, record.id);
  if (is_erased) {
    view.mutable_name()->set_erased(true);
  } else if (!name.empty()) {
    view.mutable_name()->set_plain(name);
  }
  view.set_office(domain::OfficeOf(record));
  view.set_employer_id(domain::EmployerOf(record));
  view.mutable_head()->set_title(view.office());
  view.mutable_head()->set_state(is_erased ? "erased" : "registered");
}

void Show(const Question& question, const Record& record, pb::Mandate& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto given = First<witan::mandate::v1::MandateGiven>(record);
  if (!given) return;
  view.set_body_id(given->body_id());
  view.set_subject(given->subject());
  view.set_person_id(given->person_id());
  view.set_from(given->from());
  view.set_to(given->to());
  if (const auto ended = Last<witan::mandate::v1::MandateEnded>(record)) view.set_to(ended->on());
  const bool is_live = domain::MandateIsLiveOn(record, question.date());
  const bool is_future = CivilDate::Parse(given->from()).value_or(CivilDate()) > question.date();
  view.mutable_head()->set_title("Clerk of " + NameOf(question, given->body_id()).name());
  view.mutable_head()->set_state(is_live ? "live" : is_future ? "future" : "ended");
}

void Show(const Question& question, const Record& record, pb::Topic& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto registered = First<witan::topic::v1::TopicRegistered>(record);
  if (!registered) return;
  view.set_code(registered->code());
  view.set_name(registered->name());
  view.set_theme(registered->theme());
  view.set_is_metric(registered->is_metric());
  if (const auto retired = Last<witan::topic::v1::TopicRetired>(record)) {
    view.set_retired_on(retired->on());
  }
  view.mutable_head()->set_state(domain::TopicIsLiveOn(record, question.date()) ? "current"
                                                                                : "retired");
}

std::vector<pb::Member> MembersOn(const Question& question, const Record& body, CivilDate date) {
  std::vector<pb::Member> members;
  for (const domain::Member& member : domain::MembersOn(body, date)) {
    const auto& appointment = *member.appointment;
    pb::Member shown;
    shown.set_person_id(appointment.person_id());
    shown.set_name(query::PersonName(question, appointment.person_id()));
    shown.set_office(query::OfficeOf(question, appointment.person_id()));
    shown.set_role(appointment.role());
    shown.set_sector(appointment.sector());
    shown.set_capacity(appointment.capacity());
    shown.set_votes(appointment.votes());
    shown.set_from(appointment.from());
    shown.set_to(member.until);
    shown.set_appointing_authority(appointment.appointing_authority());
    shown.set_designate(appointment.designate());
    shown.set_employer_id(appointment.employer_id());
    members.push_back(std::move(shown));
  }
  return members;
}

void Show(const Question& question, const Record& record, pb::Body& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto established = First<witan::body::v1::BodyEstablished>(record);
  if (!established) return;
  view.set_name(established->name());
  view.set_type(established->type());
  *view.mutable_organisation_ids() = established->organisation_ids();
  view.set_parent_id(established->parent_id());
  view.set_decision_rights(domain::DecisionRightsOn(record, question.date()));
  view.set_meets_in_public(established->meets_in_public());
  for (pb::Member& member : MembersOn(question, record, question.date())) {
    *view.add_members() = std::move(member);
  }
  AddInstrument(question, record, view);
  if (const auto quorum = domain::QuorumOn(record, question.date())) {
    *view.mutable_quorum()->mutable_rule() = quorum->rule;
    view.mutable_quorum()->set_basis(quorum->basis);
  }
  if (const auto dissolved = Last<witan::body::v1::BodyDissolved>(record)) {
    view.set_dissolved_on(dissolved->on());
  }
  view.mutable_head()->set_state(domain::BodyIsLiveOn(record, question.date()) ? "established"
                                                                               : "dissolved");
}

void Show(const Question& question, const Record& record, pb::Interest& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto declared = First<witan::interest::v1::InterestDeclared>(record);
  if (!declared) return;
  *view.mutable_declared() = *declared;
  if (const auto updated = Last<witan::interest::v1::InterestUpdated>(record)) {
    view.mutable_declared()->set_kind(updated->kind());
    view.mutable_declared()->set_category(updated->category());
    *view.mutable_declared()->mutable_description() = updated->description();
    view.mutable_declared()->set_relates_to_id(updated->relates_to_id());
  }
  question.texts().Open(*view.mutable_declared());
  view.set_person_name(query::PersonName(question, declared->person_id()));
  if (const auto ceased = Last<witan::interest::v1::InterestCeased>(record)) {
    view.set_ceased_on(ceased->on());
  }
  view.set_declared_after_days(DaysBetween(declared->arose_on(), declared->declared_on()));
  AddConflicts(record, view);
  view.mutable_head()->set_title("Interest of " + query::OfficeOf(question, declared->person_id()));
  view.mutable_head()->set_state(domain::InterestIsLiveOn(record, question.date()) ? "live"
                                                                                   : "ceased");
}

}  // namespace witan::oversight
