#include <fmt/format.h>

#include <algorithm>

#include "services/domain/body/checks.h"
#include "services/domain/footprint.h"
#include "services/domain/person/person.h"

namespace witan::domain {
namespace {

using witan::body::v1::BodyType;
using witan::body::v1::MemberAppointed;
using witan::body::v1::MemberRole;
using witan::body::v1::MemberTermEnded;

bool IsPartner(MemberRole role) {
  return role == witan::body::v1::MEMBER_ROLE_PARTNER_TRUST ||
         role == witan::body::v1::MEMBER_ROLE_PARTNER_PRIMARY ||
         role == witan::body::v1::MEMBER_ROLE_PARTNER_LA;
}

bool NeverVotes(MemberRole role) {
  return role == witan::body::v1::MEMBER_ROLE_PARTICIPANT_NONVOTING ||
         role == witan::body::v1::MEMBER_ROLE_OBSERVER;
}

// what a partner brings to a board is a perspective.
void CheckCapacity(const Record& body, const MemberAppointed& content, Findings& findings) {
  if (BodyTypeOf(body) != witan::body::v1::BODY_TYPE_BOARD) return;
  if (content.capacity() == witan::body::v1::MEMBER_CAPACITY_REPRESENTATIVE) {
    findings.Broken(RuleId::k05,
                    "Nobody sits on a board as a representative; members of joint committees and "
                    "partnerships may.");
    return;
  }
  if (!IsPartner(content.role())) return;
  const bool is_stated = content.capacity() == witan::body::v1::MEMBER_CAPACITY_NOT_DELEGATE &&
                         content.sector() != witan::body::v1::SECTOR_UNSPECIFIED;
  findings.Check(RuleId::k05, is_stated,
                 is_stated ? "The partner member brings the perspective of a sector and is "
                             "nobody's delegate."
                           : "A partner member's record states the sector and the capacity "
                             "NOT_DELEGATE.");
}

// members besides those of the constitution.
void CheckAdditional(const Deciding& deciding, const MemberAppointed& content, Findings& findings) {
  const Record& body = *deciding.record;
  const bool is_additional = content.role() == witan::body::v1::MEMBER_ROLE_ADDITIONAL &&
                             BodyTypeOf(body) == witan::body::v1::BODY_TYPE_BOARD;
  if (!is_additional || SystemAmong(deciding.world, BodyOrganisations(body)).empty()) return;
  const auto from = CivilDate::Parse(content.from()).value_or(deciding.occurred);
  const auto constitution = ConstitutionOn(body, from);
  if (constitution) findings.RestsOn(constitution->approved_event_id);
  const bool is_approved = constitution.has_value() || !content.approval_reference().empty();
  findings.Check(RuleId::k10, is_approved,
                 is_approved
                     ? "The additional member sits by the approved constitution or by an approval "
                       "of its own."
                     : fmt::format("An additional member needs the region's approval: no approved "
                                   "constitution is in force on {}, and no approval is named.",
                                   content.from()));
}

// Whether an earlier appointment, ended or not, runs in the same time as the new one.
bool RunsWith(const Record& body, const FactOf<MemberAppointed>& earlier,
              const MemberAppointed& content) {
  std::string until = earlier->to();
  for (const auto& end : All<MemberTermEnded>(body)) {
    const bool is_of_it = end->person_id() == earlier->person_id() && end->on() > earlier->from();
    if (is_of_it && (until.empty() || end->on() < until)) until = end->on();
  }
  return (until.empty() || content.from() < until) &&
         (content.to().empty() || earlier->from() < content.to());
}

void CheckSeat(const Deciding& deciding, const MemberAppointed& content, Findings& findings) {
  const Record& body = *deciding.record;
  const bool has_one_chair = BodyOrganisations(body).size() == 1;
  for (const auto& earlier : All<MemberAppointed>(body)) {
    if (earlier->role() != content.role() || !RunsWith(body, earlier, content)) continue;
    if (earlier->person_id() == content.person_id()) {
      findings.Refuse(
          ReasonId::kTwiceStated,
          fmt::format("{} holds this role from {} already.",
                      DescribedPerson(deciding.world, content.person_id()), earlier->from()));
      return;
    }
    if (has_one_chair && content.role() == witan::body::v1::MEMBER_ROLE_CHAIR) {
      findings.Refuse(ReasonId::kWrongState,
                      fmt::format("{} is chaired by another member from {}; end that term first.",
                                  BodyName(body), earlier->from()));
      return;
    }
  }
}

void CheckAppointment(const Record& body, const MemberAppointed& content, Findings& findings) {
  if (!content.to().empty() && content.to() <= content.from()) {
    findings.Field("content.to", "is not after content.from");
  }
  if (content.votes() && NeverVotes(content.role())) {
    findings.Field("content.votes", "is true; participants and observers have no vote");
  }
  for (int i = 0; i < content.constituency_ids_size(); ++i) {
    if (!IsBodyOf(body, content.constituency_ids(i))) {
      findings.Field(fmt::format("content.constituency_ids[{}]", i),
                     "is no organisation of this body");
    }
  }
}

}  // namespace

void Decide(const Deciding& deciding, const MemberAppointed& content, Findings& findings) {
  if (!CheckLive(deciding, findings)) return;
  const auto organisations = BodyOrganisations(*deciding.record);
  CheckGoverns(deciding, organisations, findings);
  CheckAppointment(*deciding.record, content, findings);
  CheckSeat(deciding, content, findings);
  CheckCapacity(*deciding.record, content, findings);
  CheckAdditional(deciding, content, findings);
  const bool is_board = BodyTypeOf(*deciding.record) == witan::body::v1::BODY_TYPE_BOARD;
  if (is_board && !content.designate()) {
    CheckEstablished(deciding, organisations, content.from(), "A member in office", findings);
  }
}

void Decide(const Deciding& deciding, const MemberTermEnded& content, Findings& findings) {
  if (!CheckLive(deciding, findings)) return;
  CheckGoverns(deciding, BodyOrganisations(*deciding.record), findings);
  if (content.removed() && content.reason().empty()) {
    findings.Field("content.reason", "is needed where a member was removed");
  }
  const auto on = CivilDate::Parse(content.on()).value_or(deciding.occurred);
  if (!MemberOn(*deciding.record, content.person_id(), on.PlusDays(-1))) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("{} is no member of {} on the day before {}.",
                                DescribedPerson(deciding.world, content.person_id()),
                                BodyName(*deciding.record), content.on()));
  }
}

}  // namespace witan::domain
