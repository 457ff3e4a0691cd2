#pragma once

// What the tests of delegations share: the steps of a delegation's life by the governed system's
// board, and a power that the committee hands on.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "services/domain/delegation/delegation.h"
#include "services/domain/testing/governed_system.h"

namespace witan::domain::testing {

class DelegationStory : public ::testing::Test {
 protected:
  using DelegationActivated = witan::delegation::v1::DelegationActivated;
  using DelegationApproved = witan::delegation::v1::DelegationApproved;
  using DelegationProposed = witan::delegation::v1::DelegationProposed;
  using DelegationRevoked = witan::delegation::v1::DelegationRevoked;
  using DelegationSuspended = witan::delegation::v1::DelegationSuspended;
  using DelegationVaried = witan::delegation::v1::DelegationVaried;

  FakeWorld& world() { return system_.world; }
  const Record& Find(const std::string& id) { return *world().Find(id); }

  template <class Content>
  Decided State(const std::string& id, const Content& content,
                std::string_view date = GovernedSystem::kDay) {
    return world().Do(FakeWorld::Header(id, system_.icb, date), content);
  }

  std::string Propose(const DelegationProposed& content) {
    return world().Must(FakeWorld::Header("", system_.icb, GovernedSystem::kDay), content);
  }

  Decided Approve(const std::string& id, const std::string& decision_id,
                  std::string_view date = GovernedSystem::kDay) {
    DelegationApproved content;
    content.set_approving_decision_id(decision_id);
    return State(id, content, date);
  }

  Decided Activate(const std::string& id, std::string_view on) {
    DelegationActivated content;
    content.set_on(std::string(on));
    return State(id, content);
  }

  Decided Suspend(const std::string& id, std::string_view from, std::string_view to) {
    DelegationSuspended content;
    content.set_from(std::string(from));
    content.set_to(std::string(to));
    content.set_reason("An inquiry");
    return State(id, content);
  }

  Decided Revoke(const std::string& id, std::string_view on) {
    DelegationRevoked content;
    content.set_on(std::string(on));
    content.set_reason("Taken back");
    return State(id, content);
  }

  DelegationVaried Variation(const witan::delegation::v1::Terms& terms, std::string_view from) {
    DelegationVaried content;
    *content.mutable_terms() = terms;
    content.set_from(std::string(from));
    content.set_approving_decision_id(system_.Approve("New terms"));
    return content;
  }

  // What the committee hands on to the finance director.
  DelegationProposed HandedOn(const std::string& parent_id) const {
    DelegationProposed content = system_.ToCommittee();
    content.set_title("Spending to the finance director");
    content.set_instrument(witan::delegation::v1::INSTRUMENT_INDIVIDUAL_DIRECTOR);
    content.set_delegator_body_id(system_.committee);
    content.clear_delegate_body_id();
    content.set_delegate_person_id(system_.members[kFinanceDirector]);
    content.set_parent_delegation_id(parent_id);
    *content.mutable_terms()->mutable_limits(0) = GovernedSystem::PerDecision(5'000'000);
    return content;
  }

  std::string DelegatedWithPermission() {
    DelegationProposed content = system_.ToCommittee();
    content.mutable_terms()->set_sub_delegation_allowed(true);
    return system_.Delegate(content);
  }

  DelegationState StateOn(const std::string& id, std::string_view day) {
    return DelegationStateOn(Find(id), CivilDate::Parse(day).value());
  }

  GovernedSystem system_;
};

}  // namespace witan::domain::testing
