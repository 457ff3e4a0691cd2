// One fact, many views: what an ICS, its region, the CQC, another system and the public see of the
// same records of the domain's stories.

#include <gtest/gtest.h>

#include "services/domain/testing/fixture_contents.h"
#include "tests/integration/told.h"
#include "witan/involvement/v1/query.grpc.pb.h"

namespace witan::testing {
namespace {

using namespace domain::testing;  // the stories, and what is stated in them
using witan::auth::v1::Principal;
using witan::oversight::v1::ListRecordsRequest;

using Sight = Told;

TEST_F(Sight, F2_NobodySeesADecisionThatNobodyHadThePowerToTake) {
  ASSERT_EQ(mirror_.Do(Act(), ForumSpends(system_)), "R_16");
  for (const Principal& reader : Everybody()) {
    const auto seen = Decisions("befriending", reader);
    EXPECT_EQ(seen.items_size(), 0) << reader.ShortDebugString();
    EXPECT_EQ(seen.page().total(), 0U);
    EXPECT_EQ(seen.page().withheld_size(), 0);
  }
}

TEST_F(Sight, F3_ADraftIsForItsSystemAndAStubForItsOverseers) {
  ASSERT_EQ(mirror_.Do(Act(), UnitsProposed(system_)), "");
  const std::string id = mirror_.last().record_id();
  EXPECT_EQ(Decision(id, Member()).item().head().title(), "Community beds");
  for (const Principal& overseer : {Region(), Cqc()}) {
    const auto seen = Decision(id, overseer);
    EXPECT_TRUE(seen.item().head().stub());
    EXPECT_EQ(seen.item().head().title(), "");
    EXPECT_EQ(seen.trail_size(), 0);
  }
}

TEST_F(Sight, F3_DissentCountsForEverybodyAndItsWordsAreForThoseWhoOversee) {
  const std::string id = system_.Approve("Community beds");
  ASSERT_EQ(
      mirror_.Do(system_.MemberHeader("", kTrustPartner), LongJourneys(system_, kTrustPartner, id)),
      "");
  const uint64_t number = Decision(id, Member()).item().head().number();
  for (const Principal& reader : Everybody()) {
    const auto seen = Decision(id, reader);
    EXPECT_EQ(seen.item().head().number(), number);
    EXPECT_EQ(seen.item().dissent_count(), 1U);
    ASSERT_EQ(seen.dissents_size(), 1);
  }
  for (const Principal& reader : {Member(), Region()}) {
    EXPECT_EQ(Decision(id, reader).dissents(0).reasons(), "The journeys are too long");
  }
  EXPECT_TRUE(Decision(id, Public()).dissents(0).text_withheld());
}

TEST_F(Sight, F5_EverybodySeesAMemberDecideForTheBoardAndNotForTheTrust) {
  const auto header = system_.MemberHeader("", kChair);
  auto content = TrustVotes(system_);
  ASSERT_EQ(mirror_.Do(header, content), "R_05 R_06");
  content.mutable_positions(kTrustPartner)->clear_on_behalf_of_id();
  ASSERT_EQ(mirror_.Do(header, content), "");
  const std::string id = mirror_.last().record_id();
  for (const Principal& reader : Everybody()) {
    // The refused one left nothing.
    const auto list = Decisions("Community beds", reader);
    ASSERT_EQ(list.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(list.items(0).head().id(), id);
    const auto seen = Decision(id, reader);
    ASSERT_GT(seen.item().made().positions_size(), kTrustPartner) << reader.ShortDebugString();
    for (const auto& position : seen.item().made().positions()) {
      EXPECT_EQ(position.on_behalf_of_id(), "");
    }
    EXPECT_EQ(seen.trail(0).verdict().broken_rules_size(), 0);
  }
}

TEST_F(Sight, F6_EverybodySeesTheSameRegulatoryAction) {
  ASSERT_EQ(mirror_.Do(Act("", system_.region, std::string(GovernedSystem::kDay)),
                       Direction(system_.icb)),
            "");
  for (const Principal& reader : Everybody()) {
    const auto seen = Ask(&Queries::ListRegulatoryActions, reader, ListRecordsRequest());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).head().number(), mirror_.last().position());
    EXPECT_EQ(seen.items(0).subject().id(), system_.icb);
  }
}

TEST_F(Sight, F9_EverybodySeesTheSegmentAndWhatItOwes) {
  ASSERT_EQ(mirror_.Do(Act("", system_.national, "2022-07-29"), SegmentFour(system_)), "");
  for (const Principal& reader : Everybody()) {
    const auto seen = Ask(&Queries::ListSegments, reader, ListRecordsRequest());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).segment(), 4U);
    EXPECT_GT(seen.items(0).owed_size(), 0);
  }
}

TEST_F(Sight, F10_EverybodyReadsWhatWasSaidAndWhyNothingChanged) {
  using witan::involvement::v1::InvolvementQueryService;
  ASSERT_EQ(mirror_.Do(Act("", system_.icb, "2022-07-11"), PeopleAsked(system_)), "");
  const auto header = Act(mirror_.last().record_id(), system_.icb, "2022-10-03");
  ASSERT_EQ(mirror_.Do(header, NoBus()), "");
  ASSERT_EQ(mirror_.Do(header, NothingChanged("The county runs the buses")), "");
  const auto stub = InvolvementQueryService::NewStub(process_.Channel("gateway"));
  for (const Principal& reader : Everybody()) {
    grpc::ClientContext context;
    AddPrincipal(context, reader);
    ListRecordsRequest request;
    request.set_at_least(mirror_.last().token());
    witan::involvement::v1::ListThemesResponse seen;
    ASSERT_TRUE(stub->ListThemes(&context, request, &seen).ok());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).theme().you_said(), "Without a bus nobody can visit");
    EXPECT_EQ(seen.items(0).theme().reason_not_changed(), "The county runs the buses");
  }
}

TEST_F(Sight, F11_EverybodySeesWhyThePublicWasExcludedAndItsOverseersWhatWasDecided) {
  MeetingStory meeting{.system = system_, .body_id = system_.board, .id = ""};
  meeting.Hold();
  ASSERT_EQ(mirror_.Do(meeting.Header(), ExcludedFromItem4("The prices are confidential")), "");
  auto header = Act();
  header.set_classification(witan::options::v1::CLASSIFICATION_OVERSIGHT);
  header.set_ground(witan::common::v1::GROUND_COMMERCIAL);
  ASSERT_EQ(mirror_.Do(header, meeting.Decision("4")), "");
  const std::string id = mirror_.last().record_id();
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(meeting.id);
  for (const Principal& reader : Everybody()) {
    const auto seen = Ask(&Queries::GetMeeting, reader, request);
    ASSERT_EQ(seen.item().exclusions_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.item().exclusions(0).reason(), "The prices are confidential");
  }
  for (const Principal& reader : {Member(), Region()}) {
    EXPECT_EQ(Decision(id, reader).item().made().agenda_item(), "4") << reader.ShortDebugString();
  }
  // That something was decided is told to everybody, what it was is not; the CQC reads it on
  // request.
  for (const Principal& reader : {Cqc(), OtherMember(), Public()}) {
    const auto seen = Decision(id, reader);
    EXPECT_TRUE(seen.item().head().stub()) << reader.ShortDebugString();
    EXPECT_EQ(seen.item().head().title(), "");
    EXPECT_FALSE(seen.item().has_made());
    EXPECT_EQ(seen.trail_size(), 0);
  }
}

TEST_F(Sight, F12_ADecisionShowsItsAuthorityAndLimitToEverybody) {
  const std::string delegation = system_.Delegate(system_.ToCommittee());
  ASSERT_EQ(mirror_.Do(Act(), CommitteeBuys(system_, delegation, 25'000'000)), "");
  const std::string id = mirror_.last().record_id();
  for (const Principal& reader : Everybody()) {
    const auto seen = Decision(id, reader);
    EXPECT_EQ(seen.item().instrument_id(), delegation) << reader.ShortDebugString();
    EXPECT_EQ(seen.item().made().value().revenue().pence(), 25'000'000);
    ASSERT_EQ(seen.trail_size(), 1);
    EXPECT_EQ(seen.trail(0).verdict().broken_rules_size(), 0);
  }
}

TEST_F(Sight, F13_ACorrectionIsSeenByEverybodyAndTheOriginalByThoseWhoAudit) {
  const std::string id = system_.Approve("Community beds");
  const auto original = world_.events().back();
  mirror_.CatchUp();
  ASSERT_EQ(mirror_.Do(CorrectionOf(system_, id, *original), RejectedAfterAll(system_)), "");
  for (const Principal& reader : Everybody()) {
    const auto seen = Decision(id, reader);
    EXPECT_EQ(seen.item().made().result(), witan::decision::v1::RESULT_REJECTED);
    EXPECT_TRUE(seen.item().head().corrected()) << reader.ShortDebugString();
  }
  for (const Principal& auditor : {Member(), Region(), Cqc()}) {
    const auto seen = Decision(id, auditor);
    ASSERT_EQ(seen.trail_size(), 2);
    EXPECT_EQ(seen.trail(0).payload().decision_made().result(),
              witan::decision::v1::RESULT_APPROVED);
  }
}

}  // namespace
}  // namespace witan::testing
