// Information requests: who may ask, and a request's life from its asking to its end.

#include "services/domain/request/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/request_story.h"
#include "witan/request/v1/request.pb.h"

namespace witan::domain {
namespace {

using ::testing::IsEmpty;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::request::v1;  // the schema under test

using RequestTest = testing::RequestStory;

// ----

TEST_F(RequestTest, R40_HoldsForTheRegionInWhichTheSubjectLies) {
  const Decided decided = Raise(Content(system_.region));
  EXPECT_EQ(RuleResultOf(decided, "R-40")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_EQ(RuleResultOf(Raise(Content(system_.icb)), "R-40"), nullptr);
}

TEST_F(RequestTest, R40_RefusesAnotherRegion) {
  EXPECT_EQ(ReasonsOf(Raise(Content(system_.other_region))), "R_40");
  EXPECT_EQ(ReasonsOf(Join(Raised(system_.region), system_.other_region)), "R_40");
}

// ---- its fields

TEST_F(RequestTest, RefusesARequestThatMakesNoSense) {
  RequestRaised content = Content(system_.trust);
  content.mutable_period()->set_to("2022-07-01");
  content.set_due("2022-09-07");
  EXPECT_EQ(ReasonsOf(Raise(content)), "content.subject_id! content.period.to! content.due!");
  content = Content(system_.region);
  content.mutable_period()->clear_to();
  EXPECT_EQ(ReasonsOf(Raise(content)), "content.period.to!");
}

TEST_F(RequestTest, LetsNobodyAskInAnothersName) {
  EXPECT_EQ(ReasonsOf(State("", system_.icb, Content(system_.region))), "content.requester_id!");
  const std::string id = Raised(system_.region);
  RequestWithdrawn content;
  content.set_requester_id(system_.region);
  content.set_reason("No longer needed");
  EXPECT_EQ(ReasonsOf(State(id, system_.icb, content)), "content.requester_id!");
}

// ---- its life

TEST_F(RequestTest, IsJoinedOnceByOthersThanItsSubject) {
  const std::string id = Raised(system_.region);
  EXPECT_EQ(ReasonsOf(Join(id, system_.region)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Join(id, system_.trust)), "content.requester_id!");
  Withdraw(id, system_.region);
  EXPECT_EQ(ReasonsOf(Join(id, system_.icb)), "WRONG_STATE");
}

TEST_F(RequestTest, IsAnsweredByItsSubjectAndAcceptedByEachWhoAsked) {
  const std::string id = Raised(system_.region);
  Join(id, system_.icb);
  EXPECT_EQ(ReasonsOf(Accept(id, system_.region)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Return(id, system_.authority)), "NOT_YOUR_VOICE");
  EXPECT_EQ(ReasonsOf(Return(id, system_.trust)), "");
  EXPECT_EQ(RequestStateOf(Find(id)), RequestState::kAnswered);
  EXPECT_EQ(ReasonsOf(Accept(id, system_.region)), "");
  EXPECT_EQ(ReasonsOf(Accept(id, system_.region)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Accept(id, system_.icb)), "");
  EXPECT_EQ(ReasonsOf(Accept(id, system_.cqc)), "WRONG_STATE");
}

TEST_F(RequestTest, OpensAgainWhenQueriedOrAskedBesides) {
  const std::string id = Raised(system_.region);
  EXPECT_EQ(ReasonsOf(Query(id, system_.region)), "WRONG_STATE");
  Return(id, system_.trust);
  EXPECT_EQ(ReasonsOf(Query(id, system_.region, "2022-09-07")), "content.due!");
  EXPECT_EQ(ReasonsOf(Query(id, system_.region)), "");
  EXPECT_EQ(RequestStateOf(Find(id)), RequestState::kOpen);
  Return(id, system_.trust);
  EXPECT_EQ(ReasonsOf(Accept(id, system_.region)), "");
  EXPECT_EQ(ReasonsOf(Join(id, system_.icb)), "");
  EXPECT_EQ(RequestStateOf(Find(id)), RequestState::kAnswered);
  EXPECT_EQ(ReasonsOf(Join(id, system_.cqc, "And the children?")), "");
  EXPECT_EQ(RequestStateOf(Find(id)), RequestState::kOpen);
}

TEST_F(RequestTest, IsWithdrawnWhenEveryRequesterIs) {
  const std::string id = Raised(system_.region);
  Join(id, system_.icb);
  EXPECT_EQ(ReasonsOf(Withdraw(id, system_.region)), "");
  EXPECT_EQ(ReasonsOf(Withdraw(id, system_.region)), "WRONG_STATE");
  EXPECT_EQ(RequestStateOf(Find(id)), RequestState::kOpen);
  EXPECT_EQ(ReasonsOf(Withdraw(id, system_.icb)), "");
  EXPECT_EQ(RequestStateOf(Find(id)), RequestState::kWithdrawn);
  EXPECT_THAT(RequestersOf(Find(id)), IsEmpty());
  EXPECT_EQ(ReasonsOf(Return(id, system_.trust)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Close(id, system_.region)), "WRONG_STATE");
}

TEST_F(RequestTest, IsClosedOnceByOneWhoAsked) {
  const std::string id = Raised(system_.region);
  Return(id, system_.trust);
  EXPECT_EQ(ReasonsOf(Close(id, system_.trust)), "NOT_YOUR_VOICE");
  EXPECT_EQ(ReasonsOf(Close(id, system_.region)), "");
  EXPECT_EQ(ReasonsOf(Close(id, system_.region)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Return(id, system_.trust)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Query(id, system_.region)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Withdraw(id, system_.region)), "WRONG_STATE");
}

}  // namespace
}  // namespace witan::domain
