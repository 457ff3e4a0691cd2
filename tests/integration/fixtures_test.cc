// The domain's stories F2 to F15, decided by the running service as by the rules.

#include <gtest/gtest.h>

#include "services/domain/testing/fixture_contents.h"
#include "tests/integration/told.h"

namespace witan::testing {
namespace {

using namespace domain::testing;  // the stories, and what is stated in them
using witan::auth::v1::Principal;
using witan::auth::v1::ROLE_ICS_MEMBER;
using witan::auth::v1::ROLE_REGION;
using witan::oversight::v1::ListRecordsRequest;

class Fixtures : public Told {
 protected:
  std::string Regulate(const std::string& actor, const std::string& subject) {
    return mirror_.Do(Act("", actor, std::string(GovernedSystem::kDay)), Direction(subject));
  }
};

TEST_F(Fixtures, F2_AForumDecidesOnNoMoney) {
  EXPECT_EQ(mirror_.Do(Act(), ForumSpends(system_)), "R_16");
}

TEST_F(Fixtures, F3_F4_TheChairDecidesOnlyAfterConsensusFailedAndAllOfItIsSeen) {
  MeetingStory meeting{.system = system_, .body_id = system_.board, .id = ""};
  meeting.Hold();
  const std::string id = world_.Must(meeting.Header(world_.NextId()), UnitsProposed(meeting));
  const auto chair = [&] { return system_.MemberHeader(id, kChair); };
  EXPECT_EQ(mirror_.Do(chair(), ChairDecides(meeting)), "R_11");
  for (const auto seat : {kPrimaryCarePartner, kAuthorityPartner}) {
    EXPECT_EQ(mirror_.Do(system_.MemberHeader("", seat), LongJourneys(system_, seat, id)), "");
  }
  EXPECT_EQ(mirror_.Do(meeting.Header(id), UnitsDisputed()), "");
  EXPECT_EQ(mirror_.Do(chair(), ChairDecides(meeting)), "");
  EXPECT_EQ(mirror_.Do(meeting.Header(id), UnitsReviewed()), "");
  witan::decision::v1::DecisionPublished published;
  published.set_dissent_count(2);
  EXPECT_EQ(mirror_.Do(meeting.Header(id), published), "");

  const auto seen = Decision(id, Region());
  EXPECT_EQ(seen.trail_size(), 5);
  EXPECT_EQ(seen.dissents_size(), 2);
  EXPECT_EQ(seen.item().dissent_count(), 2u);
  EXPECT_TRUE(seen.item().published());
  EXPECT_EQ(seen.meeting().head().id(), meeting.id);
}

TEST_F(Fixtures, F5_ATrustsChiefExecutiveDoesNotVoteForTheTrust) {
  EXPECT_EQ(mirror_.Do(system_.MemberHeader("", kChair), TrustVotes(system_)), "R_05 R_06");
}

TEST_F(Fixtures, F6_OnlyTheSystemsOwnRegionRegulates) {
  EXPECT_EQ(Regulate(system_.icb, system_.trust), "R_38");
  EXPECT_EQ(Regulate(system_.region, system_.icb), "");
  EXPECT_EQ(Regulate(system_.other_region, system_.icb), "R_40");
}

TEST_F(Fixtures, F7_OneRequestServesThreeWhoAsk) {
  const std::string topic =
      world_.Must(Act("", system_.national, "2022-07-01"), WaitingTimes(system_));
  const auto raise = [&](const std::string& actor) {
    return mirror_.Do(Act("", actor, "2022-10-10"), WaitingTimesAsked(system_, actor, topic));
  };
  EXPECT_EQ(raise(system_.region), "");
  const std::string request = mirror_.last().record_id();
  EXPECT_EQ(raise(system_.icb), "R_46");
  EXPECT_EQ(raise(system_.cqc), "R_46");
  for (const std::string& actor : {system_.icb, system_.cqc}) {
    EXPECT_EQ(mirror_.Do(Act(request, actor, "2022-10-12"), AskedAsWell(actor)), "");
  }
  // Each of the three, and the trust, sees the same one request.
  for (const Principal& reader :
       {Region(), Member(), Cqc(), PrincipalOf(witan::auth::v1::ROLE_PROVIDER, system_.trust)}) {
    const auto seen = Ask(&Queries::ListRequests, reader, ListRecordsRequest());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).head().id(), request);
    EXPECT_EQ(seen.items(0).also_used_by_size(), 2);
  }
  EXPECT_EQ(Ask(&Queries::ListRequests, Public(), ListRecordsRequest()).items_size(), 0);
}

TEST_F(Fixtures, F8_BassetlawMovesToAnotherRegionWithTheBoundary) {
  using namespace witan::organisation::v1;  // kinds of organisations
  const std::string midlands =
      world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
  const std::string nottingham = world_.Organisation(
      ORGANISATION_KIND_ICB, "QT1", "NHS Nottingham and Nottinghamshire", {midlands}, "2022-07-01");
  const std::string bassetlaw =
      world_.Organisation(ORGANISATION_KIND_CCG, "02Q", "Bassetlaw", {system_.ics});
  EXPECT_EQ(mirror_.Do(Act(bassetlaw, bassetlaw, "2022-07-01"), MovedTo(nottingham)), "");
  EXPECT_EQ(Regulate(system_.region, bassetlaw), "R_40");
  EXPECT_EQ(Regulate(midlands, bassetlaw), "");
  const auto region_on = [&](const char* date) {
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(bassetlaw);
    request.mutable_as_at()->set_effective_at(date);
    const auto seen = Ask(&Queries::GetOrganisation, Public(), request);
    return seen.regions_size() == 1 ? seen.regions(0).ods_code() : "not one region";
  };
  EXPECT_EQ(region_on("2022-06-30"), "Y63");
  EXPECT_EQ(region_on("2022-07-01"), "Y60");
}

TEST_F(Fixtures, F9_RecoverySupportEndsOnlyOnEvidence) {
  const std::string& national = system_.national;
  EXPECT_EQ(mirror_.Do(Act("", national, "2022-07-29"), SegmentFour(system_)), "");
  const auto segments = Ask(&Queries::ListSegments, Region(), ListRecordsRequest());
  ASSERT_EQ(segments.items_size(), 1);
  EXPECT_GT(segments.items(0).owed_size(), 0);
  EXPECT_TRUE(segments.items(0).owed_overdue());
  EXPECT_EQ(mirror_.Do(Act("", national, "2022-08-08"), RecoveryEntered(system_)), "");
  const std::string recovery = mirror_.last().record_id();
  EXPECT_EQ(mirror_.Do(Act(recovery, national, "2022-08-22"), SafeStaffing()), "");
  const auto exit = Act(recovery, national, "2023-06-30");
  EXPECT_EQ(mirror_.Do(exit, RecoveryExited()), "R_44");
  auto shown = Act(recovery, system_.trust, "2023-05-01");
  shown.add_evidence()->set_title("Staffing return");
  EXPECT_EQ(mirror_.Do(shown, SafeStaffingEvidenced()), "");
  EXPECT_EQ(mirror_.Do(exit, RecoveryExited()), "");
}

TEST_F(Fixtures, F10_InvolvementDoesNotCloseWithoutSayingWhyNothingChanged) {
  const witan::involvement::v1::ActivityCompleted completed;
  EXPECT_EQ(mirror_.Do(Act("", system_.icb, "2022-07-11"), PeopleAsked(system_)), "");
  const auto header = Act(mirror_.last().record_id(), system_.icb, "2022-10-03");
  EXPECT_EQ(mirror_.Do(header, NoBus()), "");
  EXPECT_EQ(mirror_.Do(header, FeedbackByLetter()), "");
  EXPECT_EQ(mirror_.Do(header, NothingChanged("")), "R_58");
  EXPECT_EQ(mirror_.Do(header, completed), "R_58");
  EXPECT_EQ(mirror_.Do(header, NothingChanged("The county runs the buses")), "");
  EXPECT_EQ(mirror_.Do(header, completed), "");
}

TEST_F(Fixtures, F11_APrivateItemNeedsAResolutionWithItsReason) {
  MeetingStory meeting{.system = system_, .body_id = system_.board, .id = ""};
  meeting.Hold();
  EXPECT_EQ(mirror_.Do(meeting.Header(), ExcludedFromItem4("")), "R_56");
  EXPECT_EQ(mirror_.Do(Act(), meeting.Decision("4")), "R_56");
  EXPECT_EQ(mirror_.Do(meeting.Header(), ExcludedFromItem4("The prices are confidential")), "");
  EXPECT_EQ(mirror_.Do(Act(), meeting.Decision("4")), "");
}

TEST_F(Fixtures, F12_ADelegationOfAQuarterMillionDoesNotCarryThreeHundredThousand) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  EXPECT_EQ(mirror_.Do(Act(), CommitteeBuys(system_, id, 30'000'000)), "R_18");
  EXPECT_EQ(mirror_.Do(Act(), CommitteeBuys(system_, id, 25'000'000)), "");
}

TEST_F(Fixtures, F13_F14_ACorrectedOutcomeKeepsBothAndIsKnownFromThenOn) {
  const std::string id = system_.Approve("Community beds");
  const auto original = world_.events().back();
  mirror_.CatchUp();
  const std::string token_before = mirror_.last().token();
  ASSERT_EQ(mirror_.Do(CorrectionOf(system_, id, *original), RejectedAfterAll(system_)), "");

  const auto now = Decision(id, Member());
  EXPECT_EQ(now.item().made().result(), witan::decision::v1::RESULT_REJECTED);
  EXPECT_TRUE(now.item().head().corrected());
  ASSERT_EQ(now.trail_size(), 2);
  EXPECT_EQ(now.trail(0).corrected_by(), now.trail(1).event_id());
  const auto before = Decision(id, Member(), token_before);
  EXPECT_EQ(before.item().made().result(), witan::decision::v1::RESULT_APPROVED);
  EXPECT_FALSE(before.item().head().corrected());
  EXPECT_EQ(before.trail_size(), 1);
}

TEST_F(Fixtures, F15_ADecisionOfThreeSystemsInTwoRegionsIsSeenByEachOnce) {
  const std::string third = ThirdIcb(system_);
  const std::string joint = JointCommittee(system_, third);
  const auto header = Act("", system_.other_icb, std::string(GovernedSystem::kDay));
  ASSERT_EQ(mirror_.Do(header, AmbulancePlan(system_, joint)), "");
  const uint64_t number = mirror_.last().position();

  for (const Principal& reader :
       {Member(), OtherMember(), PrincipalOf(ROLE_ICS_MEMBER, third), Region(),
        PrincipalOf(ROLE_REGION, system_.other_region), Cqc()}) {
    const auto seen = Decisions("Ambulance", reader);
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).head().number(), number);
    EXPECT_EQ(seen.items(0).head().regions_size(), 2);
  }
}

}  // namespace
}  // namespace witan::testing
