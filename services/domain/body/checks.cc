#include "services/domain/body/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"

namespace witan::domain {
namespace {

using witan::body::v1::BodyDissolved;
using witan::body::v1::BodyEstablished;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_ICS;
using witan::organisation::v1::ORGANISATION_KIND_REGISTRAR;

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

void CheckGoverns(const Deciding& deciding, const std::vector<std::string>& organisations,
                  Findings& findings) {
  const std::string& actor_id = deciding.header.acted_by().organisation_id();
  if (Contains(organisations, actor_id) || IsNhsEngland(deciding.world, actor_id)) return;
  const Record* actor = deciding.world.Find(actor_id);
  if (actor != nullptr && KindOf(*actor) == ORGANISATION_KIND_REGISTRAR) return;
  findings.Refuse(
      ReasonId::kNotYourVoice,
      fmt::format("{} may not state how this body is governed: that is for the body's own "
                  "organisations, NHS England or a registrar.",
                  Described(deciding.world, actor_id, deciding.occurred)));
}

bool CheckLive(const Deciding& deciding, Findings& findings) {
  const Record& body = *deciding.record;
  if (!First<BodyEstablished>(body)) {
    findings.Refuse(ReasonId::kWrongState, "The body's establishment was taken back.");
    return false;
  }
  if (const auto dissolved = Last<BodyDissolved>(body)) {
    if (deciding.occurred.Text() >= dissolved->on()) {
      findings.Refuse(ReasonId::kWrongState,
                      fmt::format("{} was dissolved on {}.", BodyName(body), dissolved->on()));
      return false;
    }
  }
  if (!BodyIsLiveOn(body, deciding.occurred)) {
    findings.Refuse(ReasonId::kWrongState, fmt::format("{} did not exist on {}.", BodyName(body),
                                                       deciding.occurred.Text()));
    return false;
  }
  return true;
}

void CheckQuorumRule(const witan::body::v1::QuorumRule& rule,
                     const std::vector<std::string>& organisations, const std::string& field,
                     Findings& findings) {
  const bool says_something = rule.minimum_members() > 0 || rule.minimum_permille() > 0 ||
                              rule.required_roles_size() > 0 || rule.constituencies_size() > 0;
  if (!says_something) findings.Field(field, "demands nobody; state a number, a part or roles");
  if (rule.minimum_permille() > 1000) {
    findings.Field(field + ".minimum_permille", "is over 1000, which is all members");
  }
  std::set<std::string> seen;
  for (int i = 0; i < rule.constituencies_size(); ++i) {
    const std::string& id = rule.constituencies(i).organisation_id();
    const std::string name = fmt::format("{}.constituencies[{}].organisation_id", field, i);
    if (!Contains(organisations, id)) findings.Field(name, "is no organisation of this body");
    if (!seen.insert(id).second) findings.Field(name, "is there twice");
  }
}

void CheckRights(witan::body::v1::BodyType type, witan::body::v1::DecisionRights rights,
                 Findings& findings) {
  if (type != witan::body::v1::BODY_TYPE_CONSULTATIVE_FORUM) return;
  const bool decides = rights == witan::body::v1::DECISION_RIGHTS_DELEGATED ||
                       rights == witan::body::v1::DECISION_RIGHTS_RESERVED;
  findings.Check(RuleId::k16, !decides,
                 decides ? "A consultative forum informs the decisions of others; it is given no "
                           "decision rights."
                         : "The consultative forum advises and decides nothing.");
}

std::string SystemAmong(const World& world, const std::vector<std::string>& organisations) {
  for (const std::string& id : organisations) {
    const Record* organisation = world.Find(id);
    if (organisation == nullptr) continue;
    const auto kind = KindOf(*organisation);
    if (kind == ORGANISATION_KIND_ICS || kind == ORGANISATION_KIND_ICB) return id;
  }
  return "";
}

void CheckEstablished(const Deciding& deciding, const std::vector<std::string>& organisations,
                      std::string_view date, std::string_view claim, Findings& findings) {
  const std::string system_id = SystemAmong(deciding.world, organisations);
  const Record* system = deciding.world.Find(system_id);
  const auto on = CivilDate::Parse(date);
  // A partnership of 2021/22 has a board and members by agreement of its partners; only its
  // statutory successor can claim more than it has.
  if (system == nullptr || !on || KindOf(*system) != ORGANISATION_KIND_ICB) return;
  const bool is_early = IsBeforeEstablishment(deciding.world, system_id, *on);
  findings.Check(
      RuleId::k09, !is_early,
      is_early ? fmt::format("{} of {} from {} comes before the body is established; until then "
                             "there are designates and drafts.",
                             claim, Described(deciding.world, system_id, *on), date)
               : fmt::format("{} is established on {}.", Described(deciding.world, system_id, *on),
                             date));
}

}  // namespace witan::domain
