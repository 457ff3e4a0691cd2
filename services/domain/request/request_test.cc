// Information requests: asked once, answered once, seen by all who asked.

#include "services/domain/request/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::domain {
namespace {

using ::testing::ElementsAre;
using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::request::v1;  // the schema under test

class RequestTest : public ::testing::Test {
 protected:
  RequestTest() { topic_ = Topic("RTT"); }

  std::string Topic(std::string_view code) {
    witan::topic::v1::TopicRegistered content;
    content.set_code(std::string(code));
    content.set_name("Referral to treatment");
    content.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
    content.set_maintained_by_id(system_.national);
    return system_.world.Must(FakeWorld::Header("", system_.national, "2022-04-01"), content);
  }

  RequestRaised Content(const std::string& requester_id) const {
    RequestRaised content;
    content.set_requester_id(requester_id);
    content.set_basis("Oversight framework");
    content.set_subject_id(system_.trust);
    content.set_topic_id(topic_);
    content.mutable_period()->set_from("2022-07-01");
    content.mutable_period()->set_to("2022-10-01");
    content.set_purpose("Quarterly review");
    content.set_due("2022-10-15");
    return content;
  }

  template <class Content>
  Decided State(const std::string& id, const std::string& actor_id, const Content& content,
                std::string_view date = GovernedSystem::kDay) {
    return system_.world.Do(FakeWorld::Header(id, actor_id, date), content);
  }

  Decided Raise(const RequestRaised& content) { return State("", content.requester_id(), content); }

  std::string Raised(const std::string& requester_id) {
    return system_.world.Must(FakeWorld::Header("", requester_id, GovernedSystem::kDay),
                              Content(requester_id));
  }

  Decided Join(const std::string& id, const std::string& requester_id,
               std::string_view asks_besides = "") {
    RequesterSubscribed content;
    content.set_requester_id(requester_id);
    content.set_basis("Oversight framework");
    content.set_purpose("The same review");
    content.set_asks_besides(std::string(asks_besides));
    return State(id, requester_id, content);
  }

  Decided Return(const std::string& id, const std::string& actor_id) {
    ReturnSubmitted content;
    content.set_summary("412 patients wait over a year");
    return State(id, actor_id, content);
  }

  Decided Accept(const std::string& id, const std::string& requester_id) {
    ReturnAccepted content;
    content.set_requester_id(requester_id);
    return State(id, requester_id, content);
  }

  Decided Query(const std::string& id, const std::string& requester_id,
                std::string_view due = "2022-11-01") {
    ReturnQueried content;
    content.set_requester_id(requester_id);
    content.set_query("Does it count children?");
    content.set_due(std::string(due));
    return State(id, requester_id, content);
  }

  Decided Withdraw(const std::string& id, const std::string& requester_id) {
    RequestWithdrawn content;
    content.set_requester_id(requester_id);
    content.set_reason("No longer needed");
    return State(id, requester_id, content);
  }

  Decided Close(const std::string& id, const std::string& actor_id) {
    RequestClosed content;
    content.set_reason("Complete");
    return State(id, actor_id, content);
  }

  const Record& Find(const std::string& id) { return *system_.world.Find(id); }

  GovernedSystem system_;
  std::string topic_;
};

// ----

TEST_F(RequestTest, R46_HoldsForTheFirstWhoAsks) {
  const Decided decided = Raise(Content(system_.region));
  EXPECT_EQ(RuleResultOf(decided, "R-46")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(RequestTest, R46_RefusesTheSecondAndNamesTheRequestToJoin) {
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

TEST_F(RequestTest, R46_RefusesARepetitionEvenAsAFact) {
  Raised(system_.region);
  auto header = FakeWorld::Header("", system_.icb, GovernedSystem::kDay);
  header.set_record_of_fact("It was sent");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, Content(system_.icb))), "R_46");
}

TEST_F(RequestTest, R46_HoldsForAnotherPeriodSubjectOrTopic) {
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

TEST_F(RequestTest, R46_RefusesAnOverlapOfOneDay) {
  Raised(system_.region);
  RequestRaised content = Content(system_.icb);
  content.mutable_period()->set_from("2022-09-30");
  content.mutable_period()->set_to("2023-01-01");
  EXPECT_EQ(ReasonsOf(Raise(content)), "R_46");
}

TEST_F(RequestTest, R46_RefusesTheSameQuestionUnderANewName) {
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

TEST_F(RequestTest, R46_HoldsForAnOverrideWithItsReason) {
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

TEST_F(RequestTest, R46_HoldsForAStatutoryPower) {
  Raised(system_.region);
  RequestRaised content = Content(system_.cqc);
  content.set_statutory_power(true);
  EXPECT_THAT(RuleResultOf(Raise(content), "R-46")->sentence(), HasSubstr("statutory power"));
}

TEST_F(RequestTest, R46_HoldsAgainOnceTheRequestIsWithdrawnOrClosedUnanswered) {
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

TEST_F(RequestTest, RefusesAnOverrideOfWhatItDoesNotRepeat) {
  const std::string id = Raised(system_.region);
  RequestRaised content = Content(system_.icb);
  content.set_subject_id(system_.authority);
  content.set_overrides_id(id);
  content.set_override_justification("Why not");
  EXPECT_EQ(ReasonsOf(Raise(content)), "content.overrides_id!");
  content.clear_overrides_id();
  EXPECT_EQ(ReasonsOf(Raise(content)), "content.overrides_id!");
}

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
