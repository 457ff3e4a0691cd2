// Dissent: its author's alone, and counted when the decision is published.

#include "services/domain/dissent/dissent.h"

#include <gtest/gtest.h>

#include "services/domain/testing/meeting_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::ReasonsOf;
using testing::RuleResultOf;
using testing::Seat;
using witan::decision::v1::DecisionPublished;
using witan::dissent::v1::DissentAnswered;
using witan::dissent::v1::DissentMaintained;
using witan::dissent::v1::DissentRecorded;
using witan::dissent::v1::DissentResolved;
using witan::dissent::v1::DissentWithdrawn;
using witan::event::v1::OUTCOME_HELD;

constexpr Seat kAuthor = testing::kPrimaryCarePartner;

CivilDate Day(std::string_view text) { return *CivilDate::Parse(text); }

class DissentTest : public ::testing::Test {
 protected:
  DissentTest() {
    decision_ = system_.Approve("Community beds");
    dissent_ = std::get<Draft>(Dissent(kAuthor)).event.stream();
  }

  DissentRecorded Content(Seat seat) const {
    DissentRecorded content;
    content.set_decision_id(decision_);
    content.set_person_id(system_.members[seat]);
    content.set_perspective("primary care");
    content.set_reasons("Journeys are too long");
    content.set_answer_due("2022-10-06");
    return content;
  }

  Decided Dissent(Seat seat) {
    return system_.world.Do(system_.MemberHeader("", seat), Content(seat));
  }

  template <class Content>
  Decided As(Seat seat, const Content& content, std::string_view date = GovernedSystem::kDay) {
    return system_.world.Do(system_.MemberHeader(dissent_, seat, date), content);
  }

  Decided Publish(uint32_t count) {
    DecisionPublished content;
    content.set_dissent_count(count);
    return system_.world.Do(FakeWorld::Header(decision_, system_.icb, GovernedSystem::kDay),
                            content);
  }

  DissentState State() const { return DissentStateOf(*system_.world.Find(dissent_)); }

  GovernedSystem system_;
  std::string decision_;
  std::string dissent_;
};

TEST_F(DissentTest, R14_ItsAuthorMaintainsAndWithdrawsIt) {
  const Decided maintained = As(kAuthor, DissentMaintained());
  EXPECT_EQ(ReasonsOf(maintained), "");
  EXPECT_EQ(RuleResultOf(maintained, "R-14")->outcome(), OUTCOME_HELD);
  EXPECT_EQ(State().stage, DissentStage::kMaintained);
  EXPECT_EQ(ReasonsOf(As(kAuthor, DissentWithdrawn())), "");
  EXPECT_EQ(State().stage, DissentStage::kWithdrawn);
  EXPECT_EQ(ReasonsOf(As(kAuthor, DissentMaintained())), "WRONG_STATE");
}

TEST_F(DissentTest, R14_RefusesAnotherPersonEvenAsAFact) {
  EXPECT_EQ(ReasonsOf(As(testing::kChair, DissentWithdrawn())), "R_14");
  EXPECT_EQ(ReasonsOf(As(testing::kChair, DissentMaintained())), "R_14");
  auto header = system_.MemberHeader(dissent_, testing::kChair);
  header.set_record_of_fact("Said in the corridor");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, DissentWithdrawn())), "R_14");
  EXPECT_EQ(State().stage, DissentStage::kRecorded);
}

TEST_F(DissentTest, R14_RefusesAClerkAndAReport) {
  auto header = system_.MemberHeader(dissent_, kAuthor);
  header.set_attestation(witan::common::v1::ATTESTATION_CLERK);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, DissentWithdrawn())), "OWN_ACT_ONLY");
  header.set_attestation(witan::common::v1::ATTESTATION_REPORTED);
  header.add_evidence()->set_title("Minutes");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, DissentWithdrawn())), "OWN_ACT_ONLY");
}

TEST_F(DissentTest, R14_IsNeverPutInOtherWords) {
  auto header = system_.MemberHeader(dissent_, kAuthor);
  auto* corrects = header.mutable_corrects();
  corrects->set_event_id(system_.world.Find(dissent_)->facts.front()->event_id());
  corrects->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  corrects->set_reason("Milder");
  DissentRecorded content = Content(kAuthor);
  content.set_reasons("A small doubt");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)).substr(0, 4), "R_14");
}

TEST_F(DissentTest, R14_ThePublicationStatesHowManyStand) {
  Dissent(testing::kAuthorityPartner);
  EXPECT_EQ(ReasonsOf(Publish(0)), "R_14");
  EXPECT_EQ(ReasonsOf(Publish(1)), "R_14");
  const Decided decided = Publish(2);
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-14")->outcome(), OUTCOME_HELD);
}

TEST_F(DissentTest, R14_AWithdrawnDissentDoesNotCountAndAResolvedOneDoes) {
  DissentResolved resolved;
  resolved.set_resolution("A transport plan is funded");
  EXPECT_EQ(ReasonsOf(As(testing::kChair, resolved)), "");
  EXPECT_EQ(StandingDissents(system_.world, decision_, Day("2022-09-08")).size(), 1u);
  As(kAuthor, DissentWithdrawn(), "2022-10-01");
  EXPECT_EQ(StandingDissents(system_.world, decision_, Day("2022-09-30")).size(), 1u);
  EXPECT_EQ(StandingDissents(system_.world, decision_, Day("2022-10-01")).size(), 0u);
}

TEST_F(DissentTest, IsRecordedByItsAuthorOnce) {
  EXPECT_EQ(ReasonsOf(Dissent(kAuthor)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(system_.world.Do(system_.MemberHeader("", testing::kChair),
                                       Content(testing::kTrustPartner))),
            "content.person_id!");
  DissentRecorded content = Content(kAuthor);
  content.set_reasons(" ");
  EXPECT_EQ(ReasonsOf(system_.world.Do(system_.MemberHeader("", kAuthor), content)),
            "content.reasons!");
}

TEST_F(DissentTest, IsOfAMemberOfTheBody) {
  const std::string stranger = system_.world.Person("Councillor");
  DissentRecorded content = Content(kAuthor);
  content.set_person_id(stranger);
  const auto header =
      FakeWorld::PersonHeader("", system_.icb, system_.board, stranger, GovernedSystem::kDay);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "content.person_id!");
}

TEST_F(DissentTest, IsAnsweredByTheBodyInTime) {
  EXPECT_FALSE(IsAnswerOverdue(State(), Day("2022-10-06")));
  EXPECT_TRUE(IsAnswerOverdue(State(), Day("2022-10-07")));
  DissentAnswered content;
  content.set_answer("A transport plan comes first");
  const auto other = FakeWorld::Header(dissent_, system_.other_icb, GovernedSystem::kDay);
  EXPECT_EQ(ReasonsOf(system_.world.Do(other, content)), "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(As(testing::kChair, content)), "");
  EXPECT_EQ(State().stage, DissentStage::kAnswered);
  EXPECT_FALSE(IsAnswerOverdue(State(), Day("2022-10-07")));
}

}  // namespace
}  // namespace witan::domain
