#pragma once

// What the tests of decisions share: a question put to the governed system's board, views on it,
// and the decisions that board, chair and committee may take.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "services/domain/testing/meeting_story.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::domain::testing {

class DecisionStory : public ::testing::Test {
 protected:
  using ConsensusNotReached = witan::decision::v1::ConsensusNotReached;
  using DecisionMade = witan::decision::v1::DecisionMade;
  using DecisionProposed = witan::decision::v1::DecisionProposed;
  using DecisionPublished = witan::decision::v1::DecisionPublished;
  using ViewRecorded = witan::decision::v1::ViewRecorded;

  DecisionStory() : meeting_{.system = system_, .body_id = system_.board, .id = ""} {}

  witan::command::v1::CommandHeader Header(std::string_view date = GovernedSystem::kDay) const {
    return FakeWorld::Header(decision_, system_.icb, date);
  }

  Decided Make(const DecisionMade& content, std::string_view date = GovernedSystem::kDay) {
    return system_.world.Do(Header(date), content);
  }

  Decided MakeAs(Seat seat, const DecisionMade& content) {
    return system_.world.Do(system_.MemberHeader(decision_, seat), content);
  }

  static void ExpectHeld(const Decided& decided, std::string_view rule) {
    ASSERT_EQ(ReasonsOf(decided), "");
    ASSERT_NE(RuleResultOf(decided, rule), nullptr) << rule;
    EXPECT_EQ(RuleResultOf(decided, rule)->outcome(), witan::event::v1::OUTCOME_HELD) << rule;
  }

  static void ExpectFlagged(const Decided& decided, std::string_view rule) {
    ASSERT_EQ(ReasonsOf(decided), "");
    ASSERT_NE(RuleResultOf(decided, rule), nullptr) << rule;
    EXPECT_EQ(RuleResultOf(decided, rule)->outcome(), witan::event::v1::OUTCOME_FLAGGED) << rule;
  }

  void Propose() {
    DecisionProposed content;
    content.set_title("Community beds");
    content.set_question("Shall the units be brought together?");
    content.set_body_id(system_.board);
    decision_ = system_.world.Must(Header(), content);
  }

  Decided View(Seat seat, std::string_view on_behalf_of = "") {
    ViewRecorded content;
    content.set_person_id(system_.members[seat]);
    content.set_leaning(witan::decision::v1::POSITION_AGAINST);
    content.set_reasons("Journeys are too long");
    content.set_on_behalf_of_id(std::string(on_behalf_of));
    return system_.world.Do(system_.MemberHeader(decision_, seat), content);
  }

  Decided NoConsensus(std::string_view date = GovernedSystem::kDay) {
    ConsensusNotReached content;
    content.set_issue("Safe staffing against travel");
    return system_.world.Do(Header(date), content);
  }

  DecisionMade ChairsDecision() const {
    DecisionMade content = system_.BoardDecision("Community beds");
    content.set_method(witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF);
    return content;
  }

  // Spending under the scheme's entry for the finance committee, up to £1m a decision.
  DecisionMade CommitteeSpends(int64_t pence) const {
    DecisionMade content = system_.BoardDecision("Equipment");
    content.set_body_id(system_.committee);
    content.clear_positions();
    for (const Seat seat : {kAuditChair, kNonExecutive}) {
      auto* position = content.add_positions();
      position->set_person_id(system_.members[seat]);
      position->set_position(witan::decision::v1::POSITION_FOR);
    }
    auto& authority = *content.mutable_authority();
    authority.set_kind(witan::decision::v1::AUTHORITY_KIND_SCHEME_ENTRY);
    authority.set_scheme_id(system_.scheme);
    authority.set_scheme_entry("2.2");
    content.mutable_value()->mutable_revenue()->set_pence(pence);
    return content;
  }

  DecisionMade UnderDelegation(const std::string& id, int64_t pence) const {
    DecisionMade content = CommitteeSpends(pence);
    content.mutable_authority()->Clear();
    content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_DELEGATION);
    content.mutable_authority()->set_delegation_id(id);
    content.mutable_authority()->set_function(std::string(GovernedSystem::kFinance));
    return content;
  }

  std::string Made() { return std::get<Draft>(Make(system_.BoardDecision("Beds"))).event.stream(); }

  Decided Publish(uint32_t dissents = 0) {
    DecisionPublished content;
    content.set_dissent_count(dissents);
    return system_.world.Do(Header(), content);
  }

  GovernedSystem system_;
  MeetingStory meeting_;
  std::string decision_;
};

}  // namespace witan::domain::testing
