#include "services/domain/delegation/delegation.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/approval.h"
#include "services/domain/body/body.h"
#include "services/domain/body/checks.h"
#include "services/domain/delegation/checks.h"
#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::domain {
namespace {

using witan::delegation::v1::DelegationActivated;
using witan::delegation::v1::DelegationApproved;
using witan::delegation::v1::DelegationProposed;
using witan::delegation::v1::DelegationRevoked;
using witan::delegation::v1::DelegationSuspended;
using witan::delegation::v1::DelegationVaried;

// The proposal that the command continues, and whether its actor may; false where something is
// amiss, which is then stated.
FactOf<DelegationProposed> ProposalOf(const Deciding& deciding, Findings& findings) {
  const auto proposed = First<DelegationProposed>(*deciding.record);
  if (!proposed) {
    findings.Refuse(ReasonId::kWrongState, "The proposal of this delegation was taken back.");
    return {};
  }
  CheckGoverns(deciding, {proposed->delegator_organisation_id()}, findings);
  const auto revoked = Last<DelegationRevoked>(*deciding.record);
  if (revoked && revoked->on() <= deciding.occurred.Text()) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("The delegation was revoked on {}.", revoked->on()));
    return {};
  }
  return proposed;
}

Approver ApproverOf(const DelegationProposed& proposed) {
  return {proposed.delegator_body_id(), proposed.delegator_organisation_id()};
}

// nobody gives himself a power.
std::string SelfApproval(const Deciding& deciding, const DelegationProposed& proposed,
                         const Record& decision) {
  const auto made = Last<witan::decision::v1::DecisionMade>(decision);
  const std::string& body_id = proposed.delegate_body_id();
  const std::string& person_id = proposed.delegate_person_id();
  if (!body_id.empty() && made && made->body_id() == body_id) {
    return "It was decided by the body that receives the power.";
  }
  if (!body_id.empty() && deciding.header.acted_by().body_id() == body_id) {
    return "It is approved by the body that receives the power.";
  }
  if (person_id.empty()) return "";
  const bool decided_alone =
      made && made.event->acted_by().person_id() == person_id &&
      (made->method() == witan::body::v1::DECISION_METHOD_DELEGATED_INDIVIDUAL ||
       made->method() == witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF);
  if (decided_alone || deciding.header.acted_by().person_id() == person_id) {
    return "It is approved by the person who receives the power.";
  }
  return "";
}

// by a decision of the delegator, never of the delegate.
void CheckApproval(const Deciding& deciding, const DelegationProposed& proposed,
                   const std::string& decision_id, Findings& findings) {
  const Record& decision = *deciding.world.Find(decision_id);
  std::string fault = SelfApproval(deciding, proposed, decision);
  if (fault.empty()) {
    fault = ApprovalFault(deciding.world, decision_id, ApproverOf(proposed), deciding.occurred);
  }
  if (!fault.empty()) return findings.Broken(RuleId::k31, fault);
  findings.RestsOn(Last<witan::decision::v1::DecisionMade>(decision).event->event_id());
  findings.Held(RuleId::k31,
                fmt::format("Decision {} of the delegator approved it.", decision.number));
}

// what a system gives away it must have.
void CheckSystemExists(const Deciding& deciding, const DelegationProposed& proposed, CivilDate on,
                       Findings& findings) {
  const std::string& id = proposed.delegator_organisation_id();
  if (SystemAmong(deciding.world, {id}).empty()) return;
  const bool is_early = IsBeforeEstablishment(deciding.world, id, on);
  findings.Check(RuleId::k09, !is_early,
                 fmt::format("{} is {} on {}{}.", Described(deciding.world, id, on),
                             is_early ? "not established" : "established", on.Text(),
                             is_early ? "; it has no powers yet to give" : ""));
}

}  // namespace

void Decide(const Deciding& deciding, const DelegationProposed& content, Findings& findings) {
  CheckGoverns(deciding, ProposersOf(deciding.world, content), findings);
  CheckParties(deciding.world, content, findings);
  CheckInstrument(deciding.world, content, findings);
  CheckTerms(content.terms(), "content.terms", findings);
  if (findings.HasFieldFindings()) return;
  CheckAccountable(deciding, content, content.accountable_organisation_id(), findings);
  CheckPower(deciding, content, content.terms(), findings);
}

void Decide(const Deciding& deciding, const DelegationApproved& content, Findings& findings) {
  const auto proposed = ProposalOf(deciding, findings);
  if (!proposed) return;
  if (Last<DelegationApproved>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The delegation was approved before.");
  }
  CheckApproval(deciding, *proposed, content.approving_decision_id(), findings);
}

void Decide(const Deciding& deciding, const DelegationActivated& content, Findings& findings) {
  const auto proposed = ProposalOf(deciding, findings);
  if (!proposed) return;
  const Record& delegation = *deciding.record;
  const auto on = CivilDate::Parse(content.on()).value_or(deciding.occurred);
  const auto* terms = DelegationTermsOn(delegation, on);
  if (content.on() < terms->start()) {
    findings.Field("content.on",
                   fmt::format("is before the first day of its terms, {}", terms->start()));
  }
  const DelegationState state = DelegationStateOn(delegation, on);
  if (state == DelegationState::kLive) {
    findings.Refuse(ReasonId::kTwiceStated, "The delegation is active on that day already.");
  } else if (state == DelegationState::kExpired || state == DelegationState::kRevoked) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("The delegation {}.", DescribedState(delegation, on)));
  }
  const auto approved = Last<DelegationApproved>(delegation);
  const bool is_approved = approved && approved.event->occurred().date() <= content.on();
  if (is_approved) findings.RestsOn(approved.event->event_id());
  findings.Check(RuleId::k31, is_approved,
                 is_approved ? "The delegation was approved before it became active."
                             : fmt::format("The delegation was not approved by {}.", content.on()));
  CheckSystemExists(deciding, *proposed, on, findings);
}

void Decide(const Deciding& deciding, const DelegationVaried& content, Findings& findings) {
  const auto proposed = ProposalOf(deciding, findings);
  if (!proposed) return;
  CheckTerms(content.terms(), "content.terms", findings);
  const auto& terms = content.terms();
  if (!terms.end().empty() && terms.end() <= content.from()) {
    findings.Field("content.terms.end", "is not after content.from");
  }
  for (const auto& earlier : All<DelegationVaried>(*deciding.record)) {
    if (earlier->from() != content.from()) continue;
    findings.Refuse(
        ReasonId::kTwiceStated,
        fmt::format("Its terms from {} were stated before; correct that event.", content.from()));
  }
  if (!content.accountable_organisation_id().empty()) {
    CheckAccountable(deciding, *proposed, content.accountable_organisation_id(), findings);
  }
  CheckPower(deciding, *proposed, terms, findings);
  CheckApproval(deciding, *proposed, content.approving_decision_id(), findings);
}

void Decide(const Deciding& deciding, const DelegationSuspended& content, Findings& findings) {
  if (!ProposalOf(deciding, findings)) return;
  if (!content.to().empty() && content.to() <= content.from()) {
    findings.Field("content.to", "is not after content.from");
  }
  const auto from = CivilDate::Parse(content.from()).value_or(deciding.occurred);
  const DelegationState state = DelegationStateOn(*deciding.record, from);
  if (state == DelegationState::kSuspended) {
    findings.Refuse(ReasonId::kTwiceStated, "The delegation is suspended on that day already.");
  } else if (state != DelegationState::kLive) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("The delegation {}; there is nothing to suspend.",
                                DescribedState(*deciding.record, from)));
  }
}

void Decide(const Deciding& deciding, const DelegationRevoked& content, Findings& findings) {
  const auto proposed = First<DelegationProposed>(*deciding.record);
  if (proposed && Last<DelegationRevoked>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The delegation was revoked before.");
    return;
  }
  if (!ProposalOf(deciding, findings)) return;
  const auto on = CivilDate::Parse(content.on()).value_or(deciding.occurred);
  if (DelegationStateOn(*deciding.record, on) == DelegationState::kExpired) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("The delegation {}; there is nothing to revoke.",
                                DescribedState(*deciding.record, on)));
  }
  if (content.deciding_decision_id().empty()) return;
  const std::string fault = ApprovalFault(deciding.world, content.deciding_decision_id(),
                                          ApproverOf(*proposed), deciding.occurred);
  if (!fault.empty()) {
    findings.Field("content.deciding_decision_id",
                   fmt::format("does not revoke this delegation. {}", fault));
  }
}

}  // namespace witan::domain
