// Overviews that follow the log say what overviews counted anew would.

#include "services/oversight/overviews.h"

#include <gtest/gtest.h>

#include <random>

#include "services/domain/testing/fixture_contents.h"
#include "services/oversight/answers.h"
#include "services/runtime/query/testing/node_story.h"
#include "witan/action/v1/action.pb.h"
#include "witan/body/v1/body.pb.h"
#include "witan/correction/v1/correction.pb.h"

namespace witan::oversight {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;

class OverviewsTest : public query::testing::NodeStory {
 protected:
  pb::GetOverviewResponse Get(Overviews& overviews, const std::string& code) {
    CatchUp();
    pb::GetOverviewRequest request;
    request.set_ods_code(code);
    pb::GetOverviewResponse answer;
    const auto question = node.Ask(public_reader, query::Resolved()).value();
    const absl::Status got = overviews.Get(*question, request, answer);
    EXPECT_TRUE(got.ok()) << got;
    return answer;
  }

  // The kept overviews say the same as new ones, for every scope.
  void ExpectEqualToCountedAnew() {
    for (const char* code : {"QF7", "QOP", "Y63", "Y62", ""}) {
      Overviews anew(node);
      EXPECT_EQ(Get(overviews, code).DebugString(), Get(anew, code).DebugString()) << code;
    }
  }

  std::string Assign() {
    witan::action::v1::ActionAssigned action;
    action.set_title("Look at it again");
    action.set_owner_organisation_id(system.icb);
    action.set_due("2022-12-01");
    auto header = FakeWorld::Header("", system.icb, GovernedSystem::kDay);
    header.set_classification(witan::options::v1::CLASSIFICATION_PUBLIC);
    return system.world.Must(header, action);
  }

  void Close(const std::string& action) {
    witan::action::v1::ActionClosed closed;
    closed.set_summary("Done.");
    auto header = FakeWorld::Header(action, system.icb, GovernedSystem::kDay);
    header.add_evidence()->set_title("Minutes of the finance committee");
    system.world.Must(header, closed);
  }

  void Dissent(const std::string& decision) {
    system.world.Must(
        system.MemberHeader(system.world.NextId(), domain::testing::kTrustPartner),
        domain::testing::LongJourneys(system, domain::testing::kTrustPartner, decision));
  }

  void Retract(const std::string& record) {
    auto header = system.MemberHeader(record, domain::testing::kChair);
    header.mutable_corrects()->set_event_id(system.world.Find(record)->facts[0]->event_id());
    header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_RETRACTS);
    header.mutable_corrects()->set_reason("It never happened.");
    system.world.Must(header, witan::correction::v1::EventRetracted());
  }

  void CloseToThePublic(const std::string& record) {
    Classify(record, witan::options::v1::CLASSIFICATION_OVERSIGHT,
             witan::common::v1::GROUND_PERSONAL);
  }

  Overviews overviews{node};
};

TEST_F(OverviewsTest, FollowWhatStandsByItself) {
  Get(overviews, "QF7");
  const std::string decision = system.Approve("Buy a scanner");
  Dissent(decision);
  const std::string action = Assign();
  auto answer = Get(overviews, "QF7");
  EXPECT_EQ(overviews.followed(), 1U);
  EXPECT_EQ(answer.counts().decisions(), 1U);
  EXPECT_EQ(answer.counts().actions_open(), 1U);
  EXPECT_EQ(answer.latest_decisions(0).head().title(), "Buy a scanner");
  Close(action);
  answer = Get(overviews, "QF7");
  EXPECT_EQ(overviews.followed(), 2U);
  EXPECT_EQ(answer.counts().actions_open(), 0U);
  ExpectEqualToCountedAnew();
}

TEST_F(OverviewsTest, CountAnewWhatAltersOtherRecords) {
  const std::string decision = system.Approve("Buy a scanner");
  Dissent(decision);
  EXPECT_EQ(Get(overviews, "QF7").counts().dissents(), 1U);
  CloseToThePublic(decision);
  EXPECT_EQ(Get(overviews, "QF7").counts().dissents(), 0U) << "a closed decision's dissents are";
  witan::organisation::v1::BoundaryChanged moved;
  moved.set_from("2023-01-01");
  moved.add_placements()->set_within_id(system.other_icb);
  system.world.Must(FakeWorld::Header(system.trust, system.national, "2023-03-01"), moved);
  Get(overviews, "QF7");
  EXPECT_EQ(overviews.followed(), 0U);
  ExpectEqualToCountedAnew();
}

TEST_F(OverviewsTest, FindTheDecisionThatMovesUpWhenANewerOneIsRetracted) {
  for (int i = 0; i < 7; ++i) system.Approve("Decision " + std::to_string(i));
  const std::string last = system.Approve("A mistake");
  EXPECT_EQ(Get(overviews, "QF7").latest_decisions(0).head().title(), "A mistake");
  Retract(last);
  const auto answer = Get(overviews, "QF7");
  ASSERT_EQ(answer.latest_decisions_size(), 5);
  EXPECT_EQ(answer.latest_decisions(0).head().title(), "Decision 6");
  EXPECT_EQ(answer.latest_decisions(4).head().title(), "Decision 2");
  ExpectEqualToCountedAnew();
}

TEST_F(OverviewsTest, EqualThoseCountedAnewWhateverIsRecorded) {
  const auto seed =
      static_cast<std::mt19937::result_type>(::testing::UnitTest::GetInstance()->random_seed());
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<std::string> undisputed = {system.Approve("The first")};
  std::vector<std::string> actions;
  for (int step = 0; step < 40; ++step) {
    switch (random() % 6) {
      case 0:
      case 1:
        undisputed.push_back(system.Approve("Decision " + std::to_string(step)));
        break;
      case 2:
        if (!undisputed.empty()) {
          const auto chosen = undisputed.begin() + static_cast<long>(random() % undisputed.size());
          Dissent(*chosen);
          undisputed.erase(chosen);
        }
        break;
      case 3:
        actions.push_back(Assign());
        break;
      case 4:
        if (!actions.empty()) {
          Close(actions.back());
          actions.pop_back();
        }
        break;
      case 5:
        if (step % 2 == 0) CloseToThePublic(Assign());
        break;
    }
    if (step % 4 == 0) ExpectEqualToCountedAnew();
  }
  EXPECT_GT(overviews.followed(), 10U);
}

TEST_F(OverviewsTest, OfAnotherMomentAreNotThoseOfNow) {
  CatchUp();
  query::Resolved then;
  then.position = node.store().head();
  system.Approve("Buy a scanner");
  EXPECT_EQ(Get(overviews, "QF7").counts().decisions(), 1U);
  const auto question = node.Ask(public_reader, then).value();
  pb::GetOverviewRequest request;
  request.set_ods_code("QF7");
  pb::GetOverviewResponse answer;
  ASSERT_TRUE(overviews.Get(*question, request, answer).ok());
  EXPECT_EQ(answer.counts().decisions(), 0U);
}

}  // namespace
}  // namespace witan::oversight
