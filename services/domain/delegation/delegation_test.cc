#include "services/domain/delegation/delegation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::delegation::v1;  // the schema under test

class DelegationTest : public ::testing::Test {
 protected:
  GovernedSystem system_;
};

TEST_F(DelegationTest, IsBuilt) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  EXPECT_EQ(DelegationStateOn(*system_.world.Find(id), *CivilDate::Parse("2022-08-01")),
            DelegationState::kLive);
}

}  // namespace
}  // namespace witan::domain
