// what one organisation was asked is not asked again, but joined, overridden or asked by law.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/request/request.h"
#include "services/domain/testing/request_story.h"
#include "witan/request/v1/request.pb.h"

namespace witan::domain {
namespace {

using ::testing::ElementsAre;
using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::request::v1;  // the schema under test

using AskOnceTest = testing::RequestStory;

TEST_F(AskOnceTest, R46_HoldsForTheFirstWhoAsks) {
  const Decided decided = Raise(Content(system_.region));
  EXPECT_EQ(RuleResultOf(decided, "R-46")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(AskOnceTest, R46_RefusesTheSecondAndNamesTheRequestToJoin) {
  const std::string id = Raised(system_.region);
  for (const std::string& requester : {system_.icb, system_.cqc, system_.region}) {
    const Decided decided = Raise(Content(requester));
    EXPECT_EQ(ReasonsOf(decided), "R_46");
    EXPECT_THAT(std::get<Refusal>(decided).message, HasSubstr(id));
  }
  EXPECT_EQ(ReasonsOf(Join(id, system_.icb)), "");
  EXPECT_EQ(ReasonsOf(Join(id, system_.cqc)), "");
  EXPECT_THAT(RequestersOf(Find(id)), ElementsAre(system_.region, system_.icb, system_.cqc));
}

TEST_F(AskOnceTest, R46_RefusesARepetitionEvenAsAFact) {
  Raised(system_.region);
  auto header = FakeWorld::Header("", system_.icb, GovernedSystem::kDay);
  header.set_record_of_fact("It was sent");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, Content(system_.icb))), "R_46");
}

TEST_F(AskOnceTest, R46_HoldsForAnotherPeriodSubjectOrTopic) {
  Raised(system_.region);
  RequestRaised content = Content(system_.icb);
  content.mutable_period()->set_from("2022-10-01");
  content.mutable_period()->set_to("2023-01-01");
  EXPECT_EQ(ReasonsOf(Raise(content)), "");
  content = Content(system_.icb);
  content.set_subject_id(system_.authority);
  EXPECT_EQ(ReasonsOf(Raise(content)), "");
  content = Content(system_.icb);
  content.set_topic_id(Topic("AE"));
  EXPECT_EQ(ReasonsOf(Raise(content)), "");
}

TEST_F(AskOnceTest, R46_RefusesAnOverlapOfOneDay) {
  Raised(system_.region);
  RequestRaised content = Content(system_.icb);
  content.mutable_period()->set_from("2022-09-30");
  content.mutable_period()->set_to("2023-01-01");
  EXPECT_EQ(ReasonsOf(Raise(content)), "R_46");
}

TEST_F(AskOnceTest, R46_RefusesTheSameQuestionUnderANewName) {
  Raised(system_.region);
  const std::string renamed = Topic("RTT2");
  witan::topic::v1::TopicRetired retired;
  retired.set_on("2022-09-01");
  retired.set_reason("Renamed");
  retired.set_successor_id(renamed);
  EXPECT_EQ(ReasonsOf(State(topic_, system_.national, retired)), "");
  EXPECT_EQ(ReasonsOf(Raise(Content(system_.icb))), "content.topic_id!");
  RequestRaised content = Content(system_.icb);
  content.set_topic_id(renamed);
  EXPECT_EQ(ReasonsOf(Raise(content)), "R_46");
}

TEST_F(AskOnceTest, R46_HoldsForAnOverrideWithItsReason) {
  const std::string id = Raised(system_.region);
  RequestRaised content = Content(system_.icb);
  content.set_overrides_id(id);
  for (const char* nothing : {"", " \n"}) {
    content.set_override_justification(nothing);
    EXPECT_EQ(ReasonsOf(Raise(content)), "content.override_justification! R_46");
  }
  content.set_override_justification("The board meets before the return is due");
  const Decided decided = Raise(content);
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_THAT(RuleResultOf(decided, "R-46")->sentence(), HasSubstr("The board meets before"));
}

TEST_F(AskOnceTest, R46_HoldsForAStatutoryPower) {
  Raised(system_.region);
  RequestRaised content = Content(system_.cqc);
  content.set_statutory_power(true);
  EXPECT_THAT(RuleResultOf(Raise(content), "R-46")->sentence(), HasSubstr("statutory power"));
}

TEST_F(AskOnceTest, R46_HoldsAgainOnceTheRequestIsWithdrawnOrClosedUnanswered) {
  const std::string withdrawn = Raised(system_.region);
  Withdraw(withdrawn, system_.region);
  const std::string closed = Raised(system_.icb);
  EXPECT_EQ(ReasonsOf(Close(closed, system_.icb)), "");
  const std::string answered = Raised(system_.cqc);
  Return(answered, system_.trust);
  EXPECT_EQ(ReasonsOf(Close(answered, system_.cqc)), "");
  EXPECT_TRUE(StandsAsAsked(Find(answered)));
  EXPECT_EQ(ReasonsOf(Raise(Content(system_.region))), "R_46");
  EXPECT_EQ(ReasonsOf(Join(answered, system_.region)), "");
}

TEST_F(AskOnceTest, RefusesAnOverrideOfWhatItDoesNotRepeat) {
  const std::string id = Raised(system_.region);
  RequestRaised content = Content(system_.icb);
  content.set_subject_id(system_.authority);
  content.set_overrides_id(id);
  content.set_override_justification("Why not");
  EXPECT_EQ(ReasonsOf(Raise(content)), "content.overrides_id!");
  content.clear_overrides_id();
  EXPECT_EQ(ReasonsOf(Raise(content)), "content.overrides_id!");
}

}  // namespace
}  // namespace witan::domain
