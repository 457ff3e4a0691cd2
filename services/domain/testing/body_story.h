#pragma once

// What the tests of bodies share: the governed system's board and committee, and the commands that
// establish a body, submit and approve its constitution and appoint its members.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "services/domain/testing/governed_system.h"
#include "witan/body/v1/body.pb.h"

namespace witan::domain::testing {

class BodyStory : public ::testing::Test {
 protected:
  using BodyEstablished = witan::body::v1::BodyEstablished;
  using ConstitutionApproved = witan::body::v1::ConstitutionApproved;
  using ConstitutionSubmitted = witan::body::v1::ConstitutionSubmitted;
  using MemberAppointed = witan::body::v1::MemberAppointed;

  FakeWorld& world() { return system_.world; }
  const Record& Board() { return *world().Find(system_.board); }
  const Record& Committee() { return *world().Find(system_.committee); }

  template <class Content>
  Decided State(const std::string& body_id, const Content& content,
                std::string_view date = GovernedSystem::kDay, std::string_view actor_id = "") {
    return world().Do(FakeWorld::Header(body_id, actor_id.empty() ? system_.icb : actor_id, date),
                      content);
  }

  BodyEstablished Place(std::string_view name) const {
    BodyEstablished content;
    content.set_name(std::string(name));
    content.set_type(witan::body::v1::BODY_TYPE_PLACE);
    content.add_organisation_ids(system_.icb);
    content.set_decision_rights(witan::body::v1::DECISION_RIGHTS_DELEGATED);
    return content;
  }

  ConstitutionSubmitted Submission(std::string_view version) const {
    ConstitutionSubmitted content;
    content.set_version(std::string(version));
    content.add_methods(witan::body::v1::DECISION_METHOD_VOTE);
    content.set_holds_from("2023-01-01");
    content.mutable_quorum()->set_minimum_permille(500);
    content.set_deputy_chair_acts(true);
    return content;
  }

  ConstitutionApproved Approval(std::string_view version, const std::string& by) const {
    ConstitutionApproved content;
    content.set_version(std::string(version));
    content.set_approved_by_id(by);
    content.set_holds_from("2023-01-01");
    return content;
  }

  MemberAppointed Appointment(witan::body::v1::MemberRole role) {
    MemberAppointed content;
    content.set_person_id(world().Person("New member", system_.trust));
    content.set_role(role);
    content.set_sector(witan::body::v1::SECTOR_MENTAL_HEALTH);
    content.set_capacity(witan::body::v1::MEMBER_CAPACITY_NOT_DELEGATE);
    content.set_votes(true);
    content.set_appointing_authority("The chair");
    content.set_from(std::string(GovernedSystem::kDay));
    return content;
  }

  GovernedSystem system_;
};

}  // namespace witan::domain::testing
