#include "services/domain/decision/voices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "services/domain/body/body.h"
#include "services/domain/dissent/dissent.h"
#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::body::v1::MEMBER_CAPACITY_REPRESENTATIVE;
using witan::decision::v1::ConsensusNotReached;
using witan::decision::v1::ViewRecorded;

// Organisations that provide care: their executives are the "dual-role" ones of R-06.
bool IsProvider(const World& world, std::string_view organisation_id) {
  const Record* organisation = world.Find(organisation_id);
  if (organisation == nullptr) return false;
  switch (KindOf(*organisation)) {
    case witan::organisation::v1::ORGANISATION_KIND_NHS_TRUST:
    case witan::organisation::v1::ORGANISATION_KIND_FOUNDATION_TRUST:
    case witan::organisation::v1::ORGANISATION_KIND_PRIMARY_CARE:
    case witan::organisation::v1::ORGANISATION_KIND_SOCIAL_CARE_PROVIDER:
    case witan::organisation::v1::ORGANISATION_KIND_INDEPENDENT_PROVIDER:
      return true;
    default:  // no provider of care
      return false;
  }
}

bool MaySpeakFor(const Record& body, const std::optional<Member>& member,
                 std::string_view on_behalf_of_id) {
  if (on_behalf_of_id.empty() || IsBodyOf(body, on_behalf_of_id)) return true;
  if (!member || member->appointment->capacity() != MEMBER_CAPACITY_REPRESENTATIVE) return false;
  const auto& sides = member->appointment->constituency_ids();
  return std::find(sides.begin(), sides.end(), on_behalf_of_id) != sides.end();
}

bool IsProviderExecutive(const World& world, const std::optional<Member>& member) {
  return member && IsProvider(world, member->appointment->employer_id());
}

std::string JoinedFaults(const std::vector<std::string>& faults) {
  return fmt::format("{}", fmt::join(faults, " "));
}

}  // namespace

void CheckVoices(const Deciding& deciding, const Record& body, const std::vector<Voice>& voices,
                 Findings& findings) {
  if (voices.empty()) return;
  std::vector<std::string> delegates;
  std::vector<std::string> executives;
  bool has_executive = false;
  for (const Voice& voice : voices) {
    const auto member = MemberOn(body, voice.person_id, deciding.occurred);
    const bool is_executive = IsProviderExecutive(deciding.world, member) ||
                              IsProvider(deciding.world, voice.on_behalf_of_id);
    has_executive = has_executive || is_executive;
    if (MaySpeakFor(body, member, voice.on_behalf_of_id)) continue;
    const std::string whom = Described(deciding.world, voice.on_behalf_of_id, deciding.occurred);
    delegates.push_back(
        fmt::format("A voice is recorded on behalf of {}; members of {} are "
                    "nobody's delegates.",
                    whom, BodyName(body)));
    if (is_executive) {
      executives.push_back(
          fmt::format("Who works for {} acts here for {} alone.", whom, BodyName(body)));
    }
  }
  findings.Check(
      RuleId::k05, delegates.empty(),
      delegates.empty() ? "Nobody speaks on behalf of an employer." : JoinedFaults(delegates));
  if (!has_executive) return;
  findings.Check(RuleId::k06, executives.empty(),
                 executives.empty() ? "Executives of providers act here for the body alone."
                                    : JoinedFaults(executives));
}

void CheckChairDecides(const Deciding& deciding, const Record& body, Findings& findings) {
  std::vector<std::string> faults;
  const std::string on = deciding.occurred.Text();
  FactOf<ConsensusNotReached> not_reached;
  const Record by_then = deciding.record == nullptr ? Record() : OccurredBy(*deciding.record, on);
  const DecisionState state = DecisionStateOf(by_then);
  not_reached = Last<ConsensusNotReached>(by_then);
  if (!not_reached || state.consensus != DecisionState::Consensus::kNotReached) {
    faults.emplace_back("That consensus was not reached is not recorded on this decision by then.");
  }
  if (BodyTypeOf(body) != witan::body::v1::BODY_TYPE_BOARD) {
    faults.push_back(fmt::format("{} is no board.", BodyName(body)));
  }
  const std::string& person = deciding.header.acted_by().person_id();
  if (person.empty() || !MayActAsChair(body, person, deciding.occurred)) {
    faults.push_back(fmt::format("Who acted is not the chair of {} on {}.", BodyName(body), on));
  }
  if (not_reached) findings.RestsOn(not_reached.event->event_id());
  findings.Check(RuleId::k11, faults.empty(),
                 faults.empty() ? "Consensus was not reached, and the chair decides on the board's "
                                  "behalf."
                                : JoinedFaults(faults));
}

void CheckMayVote(const Deciding& deciding, const Record& body, Findings& findings) {
  const bool provides =
      ProvidesForMethodOn(body, witan::body::v1::DECISION_METHOD_VOTE, deciding.occurred);
  findings.Check(
      RuleId::k12, provides,
      fmt::format("The constitution or terms of {} in force on {} {} for votes.", BodyName(body),
                  deciding.occurred.Text(), provides ? "provide" : "do not provide"));
}

void CheckReasonsWereHeard(const Deciding& deciding, Findings& findings) {
  const std::string on = deciding.occurred.Text();
  size_t reasoned = 0;
  for (const auto& view : All<ViewRecorded>(OccurredBy(*deciding.record, on))) {
    findings.RestsOn(view.event->event_id());
    ++reasoned;
  }
  for (const Record* dissent : DissentsOf(deciding.world, deciding.record_id)) {
    const auto recorded = First<witan::dissent::v1::DissentRecorded>(*dissent);
    if (recorded.event->occurred().date() > on) continue;
    findings.RestsOn(recorded.event->event_id());
    ++reasoned;
  }
  findings.Check(RuleId::k13, reasoned > 0,
                 reasoned > 0
                     ? fmt::format("{} views or dissents with reasons stand.", reasoned)
                     : std::string("No view or dissent with reasons is recorded by then."));
}

}  // namespace witan::domain
