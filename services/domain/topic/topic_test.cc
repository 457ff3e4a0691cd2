// The catalogue of topics: one name for one question.

#include "services/domain/topic/topic.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"
#include "witan/correction/v1/correction.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using witan::topic::v1::TopicRegistered;
using witan::topic::v1::TopicRetired;

class TopicTest : public ::testing::Test {
 protected:
  TopicTest() {
    region_ = world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION, "Y63",
                                  "North East and Yorkshire");
    other_ = world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION, "Y62",
                                 "North West");
  }

  TopicRegistered Topic(std::string_view code) const {
    TopicRegistered content;
    content.set_code(std::string(code));
    content.set_name("Referral to treatment");
    content.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
    content.set_maintained_by_id(region_);
    return content;
  }

  std::string Register(std::string_view code) {
    return world_.Must(FakeWorld::Header("", region_, "2022-04-01"), Topic(code));
  }

  Decided Retire(const std::string& id, std::string_view successor_id = "",
                 std::string_view actor_id = "") {
    TopicRetired content;
    content.set_on("2022-10-01");
    content.set_reason("Replaced");
    content.set_successor_id(std::string(successor_id));
    return world_.Do(FakeWorld::Header(id, actor_id.empty() ? region_ : actor_id, "2022-09-01"),
                     content);
  }

  FakeWorld world_;
  std::string region_;
  std::string other_;
};

TEST_F(TopicTest, HasOneNameForOneQuestion) {
  Register("RTT");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header("", region_, "2022-05-01"), Topic("RTT"))),
            "TWICE_STATED");
}

TEST_F(TopicTest, GivesACodeAnewOnceItsTopicIsRetired) {
  EXPECT_EQ(ReasonsOf(Retire(Register("RTT"))), "");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header("", region_, "2022-10-01"), Topic("RTT"))), "");
}

TEST_F(TopicTest, IsRegisteredByWhoMaintainsIt) {
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header("", other_, "2022-05-01"), Topic("RTT"))),
            "NOT_YOUR_VOICE");
}

TEST_F(TopicTest, IsRetiredOnceAndByWhoMaintainsIt) {
  const std::string id = Register("RTT");
  EXPECT_EQ(ReasonsOf(Retire(id, "", other_)), "NOT_YOUR_VOICE");
  EXPECT_EQ(ReasonsOf(Retire(id)), "");
  EXPECT_EQ(ReasonsOf(Retire(id)), "TWICE_STATED");
  EXPECT_TRUE(TopicIsLiveOn(*world_.Find(id), *CivilDate::Parse("2022-09-30")));
  EXPECT_FALSE(TopicIsLiveOn(*world_.Find(id), *CivilDate::Parse("2022-10-01")));
}

TEST_F(TopicTest, FollowsTheSuccessorsToTheLast) {
  const std::string first = Register("RTT1");
  const std::string second = Register("RTT2");
  const std::string third = Register("RTT3");
  EXPECT_EQ(ReasonsOf(Retire(first, second)), "");
  EXPECT_EQ(ReasonsOf(Retire(second, third)), "");
  EXPECT_EQ(CurrentTopic(world_, first), third);
  EXPECT_EQ(CurrentTopic(world_, third), third);
  EXPECT_EQ(DescribedTopic(world_, third), "RTT3 (Referral to treatment)");
}

TEST_F(TopicTest, RefusesSuccessorsInACircle) {
  const std::string first = Register("RTT1");
  const std::string second = Register("RTT2");
  EXPECT_EQ(ReasonsOf(Retire(first, first)), "content.successor_id!");
  EXPECT_EQ(ReasonsOf(Retire(first, second)), "");
  EXPECT_EQ(ReasonsOf(Retire(second, first)), "content.successor_id!");
}

TEST_F(TopicTest, RefusesToRetireWhatWasTakenBack) {
  const std::string id = Register("RTT");
  auto header = FakeWorld::Header(id, region_, "2022-05-01");
  header.mutable_corrects()->set_event_id(world_.events().back()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_RETRACTS);
  header.mutable_corrects()->set_reason("It was registered by mistake");
  EXPECT_EQ(ReasonsOf(world_.Do(header, witan::correction::v1::EventRetracted())), "");
  EXPECT_EQ(ReasonsOf(Retire(id)), "WRONG_STATE");
}

}  // namespace
}  // namespace witan::domain
