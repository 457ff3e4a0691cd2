#include <fmt/format.h>

#include <algorithm>

#include "services/domain/body/body.h"
#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::body::v1::BodyDissolved;
using witan::body::v1::BodyEstablished;
using witan::body::v1::ConstitutionApproved;
using witan::body::v1::ConstitutionSubmitted;
using witan::body::v1::DecisionMethod;
using witan::body::v1::DecisionRights;
using witan::body::v1::MemberAppointed;
using witan::body::v1::MemberTermEnded;
using witan::body::v1::TermsOfReferenceApproved;

// ISO dates compare as text; an empty end lies behind every other.
bool IsEarlierEnd(const std::string& a, const std::string& b) {
  return !a.empty() && (b.empty() || a < b);
}

std::string UntilOf(const MemberAppointed& appointment,
                    const std::vector<FactOf<MemberTermEnded>>& ends) {
  std::string until = appointment.to();
  for (const auto& end : ends) {
    const bool is_of_it =
        end->person_id() == appointment.person_id() && end->on() > appointment.from();
    if (is_of_it && IsEarlierEnd(end->on(), until)) until = end->on();
  }
  return until;
}

FactOf<ConstitutionSubmitted> SubmissionOf(const Record& body, const std::string& version) {
  FactOf<ConstitutionSubmitted> found;
  for (const auto& fact : All<ConstitutionSubmitted>(body)) {
    if (fact->version() == version) found = fact;
  }
  return found;
}

// The fact whose `holds_from` is the newest that is not after the date; of two on one day the one
// stated later.
template <class Content>
FactOf<Content> NewestFrom(const Record& body, CivilDate date) {
  FactOf<Content> newest;
  for (const auto& fact : All<Content>(body)) {
    if (!HoldsOn(fact->holds_from(), "", date)) continue;
    if (!newest || fact->holds_from() >= newest->holds_from()) newest = fact;
  }
  return newest;
}

}  // namespace

std::string BodyName(const Record& body) {
  const auto established = First<BodyEstablished>(body);
  return established ? established->name() : "";
}

witan::body::v1::BodyType BodyTypeOf(const Record& body) {
  const auto established = First<BodyEstablished>(body);
  return established ? established->type() : witan::body::v1::BODY_TYPE_UNSPECIFIED;
}

std::vector<std::string> BodyOrganisations(const Record& body) {
  const auto established = First<BodyEstablished>(body);
  if (!established) return {};
  return {established->organisation_ids().begin(), established->organisation_ids().end()};
}

bool IsBodyOf(const Record& body, std::string_view organisation_id) {
  const auto organisations = BodyOrganisations(body);
  return std::find(organisations.begin(), organisations.end(), organisation_id) !=
         organisations.end();
}

bool BodyIsLiveOn(const Record& body, CivilDate date) {
  const auto established = First<BodyEstablished>(body);
  if (!established) return false;
  const std::string& effective = established.event->effective_from();
  const std::string& from = effective.empty() ? established.event->occurred().date() : effective;
  const auto dissolved = Last<BodyDissolved>(body);
  return HoldsOn(from, dissolved ? dissolved->on() : "", date);
}

bool MeetsInPublic(const Record& body) {
  const auto established = First<BodyEstablished>(body);
  return established && established->meets_in_public();
}

std::string DescribedBody(const World& world, std::string_view body_id) {
  const Record* body = world.Find(body_id);
  const std::string name = body == nullptr ? "" : BodyName(*body);
  return name.empty() ? std::string(body_id) : name;
}

std::optional<Constitution> ConstitutionOn(const Record& body, CivilDate date) {
  const auto approved = NewestFrom<ConstitutionApproved>(body, date);
  if (!approved) return std::nullopt;
  const auto submitted = SubmissionOf(body, approved->version());
  if (!submitted) return std::nullopt;
  return Constitution{.version = approved->version(),
                      .submitted = submitted.content,
                      .approved = approved.content,
                      .submitted_event_id = submitted.event->event_id(),
                      .approved_event_id = approved.event->event_id()};
}

FactOf<TermsOfReferenceApproved> TermsOfReferenceOn(const Record& body, CivilDate date) {
  return NewestFrom<TermsOfReferenceApproved>(body, date);
}

DecisionRights DecisionRightsOn(const Record& body, CivilDate date) {
  if (const auto terms = TermsOfReferenceOn(body, date)) return terms->decision_rights();
  const auto established = First<BodyEstablished>(body);
  return established ? established->decision_rights()
                     : witan::body::v1::DECISION_RIGHTS_UNSPECIFIED;
}

bool MayDecideOn(const Record& body, CivilDate date) {
  const DecisionRights rights = DecisionRightsOn(body, date);
  return rights == witan::body::v1::DECISION_RIGHTS_DELEGATED ||
         rights == witan::body::v1::DECISION_RIGHTS_RESERVED;
}

bool ProvidesForMethodOn(const Record& body, DecisionMethod method, CivilDate date) {
  const auto has = [method](const auto& methods) {
    return std::find(methods.begin(), methods.end(), static_cast<int>(method)) != methods.end();
  };
  const auto constitution = ConstitutionOn(body, date);
  if (constitution && has(constitution->submitted->methods())) return true;
  const auto terms = TermsOfReferenceOn(body, date);
  return terms && has(terms->methods());
}

std::vector<Member> MembersOn(const Record& body, CivilDate date) {
  std::vector<Member> members;
  const auto ends = All<MemberTermEnded>(body);
  for (const auto& fact : All<MemberAppointed>(body)) {
    std::string until = UntilOf(*fact, ends);
    if (!HoldsOn(fact->from(), until, date)) continue;
    members.push_back({.appointment = fact.content,
                       .event_id = fact.event->event_id(),
                       .until = std::move(until)});
  }
  return members;
}

std::optional<Member> MemberOn(const Record& body, std::string_view person_id, CivilDate date) {
  std::optional<Member> found;
  for (Member& member : MembersOn(body, date)) {
    if (member.person_id() != person_id) continue;
    if (!found || (member.votes() && !found->votes())) found = std::move(member);
  }
  return found;
}

std::optional<Member> ChairOn(const Record& body, CivilDate date) {
  for (Member& member : MembersOn(body, date)) {
    if (member.role() == witan::body::v1::MEMBER_ROLE_CHAIR) return std::move(member);
  }
  return std::nullopt;
}

bool MayActAsChair(const Record& body, std::string_view person_id, CivilDate date) {
  const auto constitution = ConstitutionOn(body, date);
  const bool deputy_acts = constitution && constitution->submitted->deputy_chair_acts();
  for (const Member& member : MembersOn(body, date)) {
    if (member.person_id() != person_id) continue;
    if (member.role() == witan::body::v1::MEMBER_ROLE_CHAIR) return true;
    if (deputy_acts && member.role() == witan::body::v1::MEMBER_ROLE_DEPUTY_CHAIR) return true;
  }
  return false;
}

size_t VotingMembersOn(const Record& body, CivilDate date) {
  std::vector<std::string> people;
  for (const Member& member : MembersOn(body, date)) {
    const bool is_known =
        std::find(people.begin(), people.end(), member.person_id()) != people.end();
    if (member.votes() && !is_known) people.push_back(member.person_id());
  }
  return people.size();
}

}  // namespace witan::domain
