#pragma once

// Powers given: to whom, over which functions, up to which limit, for how long, and who stays
// accountable. What holds on a date is derived from the dated facts; expiry is never recorded.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/delegation/v1/delegation.pb.h"

namespace witan::domain {

// accountability does not move, there is an end or a review, no circle, and nothing
// is handed on without permission.
void Decide(const Deciding& deciding, const witan::delegation::v1::DelegationProposed& content,
            Findings& findings);
// by a decision of the delegator that stands, never of the delegate.
void Decide(const Deciding& deciding, const witan::delegation::v1::DelegationApproved& content,
            Findings& findings);
// only once approved. R-09: not before the delegator is established.
void Decide(const Deciding& deciding, const witan::delegation::v1::DelegationActivated& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::delegation::v1::DelegationVaried& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::delegation::v1::DelegationSuspended& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::delegation::v1::DelegationRevoked& content,
            Findings& findings);

// In the order of a delegation's life.
enum class DelegationState {
  kProposed,
  kApproved,
  kLive,
  kSuspended,
  kExpired,
  kRevoked,
};
// By its own facts; LIVE says nothing of the delegation that it hands on.
DelegationState DelegationStateOn(const Record& delegation, CivilDate date);
// "expired on 2022-03-31": for sentences.
std::string DescribedState(const Record& delegation, CivilDate date);

// The terms in force on a date: those of the newest variation by then, else of the proposal.
// nullptr when the proposal was retracted.
const witan::delegation::v1::Terms* DelegationTermsOn(const Record& delegation, CivilDate date);

// The delegation and those that it hands on, itself first; ends before a record comes twice.
std::vector<const Record*> DelegationChain(const World& world, const Record& delegation);

// What a delegation gives on a date for one function: live itself and up to the first of its chain,
// the function given by each, and every limit of each.
struct DelegatedPower {
  // Why it gives nothing: "Delegation 12 expired on 2022-04-01." Empty: it gives the power.
  std::string fault;
  std::vector<const witan::scheme::v1::Limit*> limits;
  // The events that gave it.
  std::vector<std::string> rests_on;
};
DelegatedPower DelegatedPowerOn(const World& world, const Record& delegation,
                                std::string_view function, CivilDate date);

// Whether the power was given to this body, or to this person; either may be empty. A board also
// holds what its organisation as such was given.
bool IsDelegate(const World& world, const Record& delegation, std::string_view body_id,
                std::string_view person_id);
// The delegations whose delegate is the body, person or organisation, whatever their state.
std::vector<const Record*> DelegationsTo(const World& world, std::string_view delegate_id);
// The delegations of a body or organisation as delegator, whatever their state.
std::vector<const Record*> DelegationsBy(const World& world, std::string_view delegator_id);

}  // namespace witan::domain
