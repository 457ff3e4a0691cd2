// Input that only the record itself shows to be wrong: circles, money out of range, reasons that
// say nothing, records that are not there. Each is refused by its name and changes nothing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "services/domain/testing/governed_system.h"
#include "storage/base/uuid.h"
#include "tests/support/mirror.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using ::testing::HasSubstr;
using witan::command::v1::CommandHeader;
using witan::decision::v1::DecisionMade;

constexpr int64_t kMostPence = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeastPence = std::numeric_limits<int64_t>::min();

class Refusals : public ::testing::Test {
 protected:
  Refusals() : caller_((process_.Start(), process_.Channel("gateway"))), mirror_(world_, caller_) {
    mirror_.CatchUp();
  }

  CommandHeader Header(const std::string& record_id = "") const {
    return FakeWorld::Header(record_id, system_.icb, GovernedSystem::kDay);
  }

  StandaloneProcess process_;
  GovernedSystem system_;
  FakeWorld& world_ = system_.world;
  CommandCaller caller_;
  Mirror mirror_;
};

TEST_F(Refusals, ADelegationThatRunsInACircle) {
  auto given = system_.ToCommittee();
  given.mutable_terms()->set_sub_delegation_allowed(true);
  const std::string id = system_.Delegate(given);
  auto back = system_.ToCommittee();
  back.set_delegator_body_id(system_.committee);
  back.set_delegate_body_id(system_.board);
  back.set_parent_delegation_id(id);
  EXPECT_EQ(mirror_.Do(Header(), back), "R_31");
  back.set_delegate_body_id(system_.committee);
  EXPECT_EQ(mirror_.Do(Header(), back), "R_31");
}

TEST_F(Refusals, MoneyThatIsNegativeOrOverflows) {
  for (const int64_t pence : {int64_t{-1}, kLeastPence, kMostPence}) {
    DecisionMade content = system_.BoardDecision("Buy");
    content.mutable_value()->mutable_capital()->set_pence(pence);
    EXPECT_THAT(mirror_.Do(Header(), content), HasSubstr("content.value.capital")) << pence;
    auto delegation = system_.ToCommittee();
    *delegation.mutable_terms()->mutable_limits(0) = GovernedSystem::PerDecision(pence);
    EXPECT_THAT(mirror_.Do(Header(), delegation), HasSubstr("content.terms.limits[0]")) << pence;
  }
}

TEST_F(Refusals, ReasonsThatSayNothing) {
  const std::string id = system_.Approve("Buy a scanner");
  for (const char* reason : {"", " ", "\n \n"}) {
    witan::decision::v1::DecisionRevoked content;
    content.set_reason(reason);
    EXPECT_EQ(mirror_.Do(Header(id), content), "content.reason!");
  }
}

TEST_F(Refusals, RecordsThatAreNotThereOrOfAnotherKind) {
  witan::decision::v1::DecisionRevoked content;
  content.set_reason("Circumstances changed");
  EXPECT_EQ(mirror_.Do(Header(Uuid::Random().ToString()), content), "NO_SUCH_RECORD");
  EXPECT_EQ(mirror_.Do(Header(system_.board), content), "WRONG_KIND");
  const std::string id = system_.Approve("Buy a scanner");
  content.set_by_decision_id(Uuid::Random().ToString());
  EXPECT_EQ(mirror_.Do(Header(id), content), "content.by_decision_id!");
  content.set_by_decision_id(system_.board);
  EXPECT_EQ(mirror_.Do(Header(id), content), "content.by_decision_id!");
}

}  // namespace
}  // namespace witan::testing
