// A quorum counts people, each once, even where one person sits for several constituencies;
// a constituency counts everyone who sits for it.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/body/body.h"
#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::body::v1::MemberRole;
using witan::body::v1::QuorumRule;
using witan::body::v1::QuorumSet;

// The members who are there in the sense of the rule, by person id.
using Counted = std::set<std::string, std::less<>>;

Counted CountedMembers(const QuorumRule& rule, const std::vector<Attendee>& present) {
  Counted counted;
  Counted seen;
  for (const Attendee& attendee : present) {
    if (!seen.insert(attendee.person_id).second) continue;
    if (attendee.is_conflicted && !rule.conflicted_members_count()) continue;
    const bool is_deputy = !attendee.deputy_for_id.empty();
    if (is_deputy && !rule.deputies_count()) continue;
    counted.insert(is_deputy ? attendee.deputy_for_id : attendee.person_id);
  }
  return counted;
}

size_t CountVoting(const std::vector<Member>& members, const Counted& counted) {
  Counted voting;
  for (const Member& member : members) {
    if (member.votes() && counted.contains(member.person_id())) voting.insert(member.person_id());
  }
  return voting.size();
}

size_t NeededOf(const QuorumRule& rule, size_t in_office) {
  const size_t part = (in_office * rule.minimum_permille() + 999) / 1000;
  return std::max<size_t>(rule.minimum_members(), part);
}

bool IsFilled(const std::vector<Member>& members, const Counted& counted, int role) {
  return std::any_of(members.begin(), members.end(), [&](const Member& member) {
    return member.role() == role && counted.contains(member.person_id());
  });
}

std::string RoleWord(int role) {
  constexpr std::string_view kPrefix = "MEMBER_ROLE_";
  return witan::body::v1::MemberRole_Name(static_cast<MemberRole>(role)).substr(kPrefix.size());
}

size_t CountConstituency(const std::vector<Member>& members, const Counted& counted,
                         const std::string& organisation_id) {
  Counted people;
  for (const Member& member : members) {
    const auto& sits_for = member.appointment->constituency_ids();
    const bool is_of_it =
        std::find(sits_for.begin(), sits_for.end(), organisation_id) != sits_for.end();
    if (member.votes() && is_of_it && counted.contains(member.person_id())) {
      people.insert(member.person_id());
    }
  }
  return people.size();
}

// What is missing besides the number, as sentences; empty when nothing is.
std::string Missing(const World& world, const QuorumRule& rule, CivilDate date,
                    const std::vector<Member>& members, const Counted& counted) {
  std::string missing;
  for (const int role : rule.required_roles()) {
    if (!IsFilled(members, counted, role)) {
      missing += fmt::format(" Nobody counts in the role {}, which is required.", RoleWord(role));
    }
  }
  for (const auto& constituency : rule.constituencies()) {
    const size_t there = CountConstituency(members, counted, constituency.organisation_id());
    if (there < constituency.minimum_members()) {
      missing += fmt::format(" {} needs {} of its members and has {}.",
                             Described(world, constituency.organisation_id(), date),
                             constituency.minimum_members(), there);
    }
  }
  return missing;
}

}  // namespace

std::optional<QuorumInForce> QuorumOn(const Record& body, CivilDate date) {
  FactOf<QuorumSet> newest;
  for (const auto& fact : All<QuorumSet>(body)) {
    if (!HoldsOn(fact->holds_from(), fact->holds_to(), date)) continue;
    if (!newest || fact->holds_from() >= newest->holds_from()) newest = fact;
  }
  if (newest) {
    return QuorumInForce{
        .rule = newest->rule(), .basis = newest->basis(), .event_id = newest.event->event_id()};
  }
  const auto constitution = ConstitutionOn(body, date);
  if (!constitution || !constitution->submitted->has_quorum()) return std::nullopt;
  return QuorumInForce{.rule = constitution->submitted->quorum(),
                       .basis = fmt::format("Constitution {}", constitution->version),
                       .event_id = constitution->submitted_event_id};
}

QuorumCount CountQuorum(const World& world, const Record& body, CivilDate date,
                        const std::vector<Attendee>& present) {
  QuorumCount count;
  count.in_office = VotingMembersOn(body, date);
  const auto quorum = QuorumOn(body, date);
  if (!quorum) {
    count.sentence =
        fmt::format("No quorum of {} is recorded for {}.", BodyName(body), date.Text());
    return count;
  }
  const auto members = MembersOn(body, date);
  const Counted counted = CountedMembers(quorum->rule, present);
  const size_t needed = NeededOf(quorum->rule, count.in_office);
  const std::string missing = Missing(world, quorum->rule, date, members, counted);
  count.counted = CountVoting(members, counted);
  count.event_id = quorum->event_id;
  count.state =
      count.counted >= needed && missing.empty() ? QuorumState::kQuorate : QuorumState::kInquorate;
  count.sentence =
      fmt::format("{} of {} voting members count towards the quorum of {}; {} are needed ({}).{}",
                  count.counted, count.in_office, BodyName(body), needed, quorum->basis, missing);
  return count;
}

}  // namespace witan::domain
