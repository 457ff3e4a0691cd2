// The views of records, their trails and the facts behind them, as the service gives them.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "services/oversight/testing/served_oversight.h"

namespace witan::oversight {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using query::testing::Reader;
using query::testing::ReasonOf;
using witan::auth::v1::Principal;

namespace pb = witan::oversight::v1;

using OversightTest = testing::ServedOversight;

TEST_F(OversightTest, ADecisionShowsWhoHadThePowerUnderWhichInstrumentAndWhoWasThere) {
  const std::string decision = system.Approve("Buy a scanner");
  CatchUp();
  const auto answer = Decision(decision);
  ASSERT_TRUE(last.ok()) << last.error_message();
  EXPECT_EQ(answer.item().head().title(), "Buy a scanner");
  EXPECT_EQ(answer.item().head().kind(), witan::options::v1::AGGREGATE_DECISION);
  EXPECT_EQ(answer.item().head().systems(0), "QF7");
  EXPECT_EQ(answer.item().head().regions(0), "Y63");
  EXPECT_FALSE(answer.item().instrument().empty());
  EXPECT_EQ(answer.item().body().id(), system.board);
  EXPECT_EQ(answer.members_size(), 10);
  EXPECT_FALSE(answer.members(0).office().empty());
  EXPECT_EQ(answer.members(0).name(), "");  // names are for partners
  ASSERT_EQ(answer.trail_size(), 1);
  EXPECT_EQ(answer.as_of().position(), log.end());

  pb::GetRecordRequest by_number;
  by_number.set_number(answer.item().head().number());
  const auto same = Ask<pb::GetDecisionResponse>("GetDecision", by_number);
  EXPECT_EQ(same.item().head().id(), decision);
  by_number.set_number(by_number.number() - 1);
  Ask<pb::GetDecisionResponse>("GetDecision", by_number);
  EXPECT_EQ(last.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OversightTest, ADissentCountsForAllAndItsTextIsItsAuthorsToPublish) {
  const std::string decision = system.Approve("Buy a scanner");
  const std::string quiet = Dissent(decision, false);
  CatchUp();
  const auto seen = Decision(decision);
  EXPECT_EQ(seen.item().dissent_count(), 1U);
  ASSERT_EQ(seen.dissents_size(), 1);
  EXPECT_TRUE(seen.dissents(0).text_withheld());
  EXPECT_EQ(seen.dissents(0).reasons(), "");
  pb::GetRecordRequest request;
  request.set_id(quiet);
  const auto dissent = Ask<pb::GetDissentResponse>("GetDissent", request);
  ASSERT_EQ(dissent.trail_size(), 1);
  EXPECT_EQ(dissent.trail(0).payload().dissent_recorded().reasons(), "");
  const auto partner = Decision(decision, Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb));
  EXPECT_EQ(partner.dissents(0).reasons(), "The trust cannot staff it.");
}

TEST_F(OversightTest, F14_AsKnownBeforeACorrectionAndAfterIt) {
  const std::string decision = system.Approve("Wrongly typed");
  CatchUp();
  pb::AsAt before;
  before.set_token(Decision(decision).as_of().token());
  const domain::Record* record = system.world.Find(decision);
  const domain::Event& made = *record->facts[0];
  auto content = made.payload().decision_made();
  content.set_title("Rightly typed");
  auto header = FakeWorld::Header(decision, system.icb, GovernedSystem::kDay);
  *header.mutable_acted_by() = made.acted_by();
  header.mutable_corrects()->set_event_id(made.event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("A slip of the pen.");
  system.world.Must(header, content);
  CatchUp();
  EXPECT_EQ(Decision(decision, Reader(witan::auth::v1::ROLE_PUBLIC), before).item().head().title(),
            "Wrongly typed");
  const auto after = Decision(decision);
  EXPECT_EQ(after.item().head().title(), "Rightly typed");
  EXPECT_TRUE(after.item().head().corrected());
  ASSERT_EQ(after.trail_size(), 2);
  EXPECT_EQ(after.trail(0).corrected_by(), after.trail(1).event_id());
}

TEST_F(OversightTest, EffectiveAtShowsWhatHeldThen) {
  const std::string decision = system.Approve("Buy a scanner", "2022-09-08");
  CatchUp();
  pb::AsAt as_at;
  as_at.set_effective_at("2022-09-07");
  Decision(decision, Reader(witan::auth::v1::ROLE_PUBLIC), as_at);
  EXPECT_EQ(last.error_code(), grpc::StatusCode::NOT_FOUND);
  pb::GetRecordRequest request;
  request.set_id(system.board);
  request.mutable_as_at()->set_effective_at("2022-06-30");
  const auto early = Ask<pb::GetBodyResponse>("GetBody", request);
  EXPECT_EQ(early.item().members_size(), 0);
  request.mutable_as_at()->set_effective_at("2022-07-01");
  const auto board = Ask<pb::GetBodyResponse>("GetBody", request);
  EXPECT_EQ(board.item().members_size(), 10);
  EXPECT_FALSE(board.item().instrument().empty());

  pb::GetRecordRequest by_code;
  by_code.set_ods_code("QF7");
  by_code.mutable_as_at()->set_effective_at("2022-06-30");
  EXPECT_EQ(Ask<pb::GetOrganisationResponse>("GetOrganisation", by_code).item().head().id(),
            system.ics);
  by_code.mutable_as_at()->set_effective_at("2022-07-01");
  EXPECT_EQ(Ask<pb::GetOrganisationResponse>("GetOrganisation", by_code).item().head().id(),
            system.icb);
}

TEST_F(OversightTest, F8_ABoundaryThatMovesShowsOnItsDay) {
  witan::organisation::v1::BoundaryChanged moved;
  moved.set_from("2023-07-01");
  moved.add_placements()->set_within_id(system.other_icb);
  system.world.Must(FakeWorld::Header(system.trust, system.national, "2023-06-01"), moved);
  CatchUp();
  pb::GetRecordRequest request;
  request.set_id(system.trust);
  request.mutable_as_at()->set_effective_at("2023-06-30");
  const auto before = Ask<pb::GetOrganisationResponse>("GetOrganisation", request);
  request.mutable_as_at()->set_effective_at("2023-07-01");
  const auto after = Ask<pb::GetOrganisationResponse>("GetOrganisation", request);
  ASSERT_EQ(before.regions_size(), 1);
  ASSERT_EQ(after.regions_size(), 1);
  EXPECT_EQ(before.regions(0).ods_code(), "Y63");
  EXPECT_EQ(after.regions(0).ods_code(), "Y62");
}

TEST_F(OversightTest, PowersAreASchemeAndATreeOfLiveDelegations) {
  const std::string delegation = system.Delegate(system.ToCommittee());
  CatchUp();
  pb::GetPowersRequest request;
  request.set_organisation_id(system.icb);
  const Principal reader = Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
  const auto powers = Ask<pb::GetPowersResponse>("GetPowers", request, reader);
  ASSERT_TRUE(last.ok()) << last.error_message();
  EXPECT_EQ(powers.schemes_size(), 1);
  ASSERT_EQ(powers.delegations_size(), 1);
  EXPECT_EQ(powers.delegations(0).delegation().head().id(), delegation);
  request.mutable_as_at()->set_effective_at("2022-06-30");
  EXPECT_EQ(Ask<pb::GetPowersResponse>("GetPowers", request, reader).delegations_size(), 0);
  request.set_organisation_id("nobody");
  Ask<pb::GetPowersResponse>("GetPowers", request, reader);
  EXPECT_EQ(last.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OversightTest, EventsAreTheFactsBehindEverything) {
  const std::string decision = system.Approve("Buy a scanner");
  CatchUp();
  pb::ListEventsRequest request;
  request.set_page_size(7);
  const Principal national = Reader(witan::auth::v1::ROLE_NATIONAL, system.national);
  size_t seen = 0;
  do {
    const auto page = Ask<pb::ListEventsResponse>("ListEvents", request, national);
    ASSERT_TRUE(last.ok()) << last.error_message();
    seen += static_cast<size_t>(page.items_size());
    EXPECT_EQ(page.withheld_size(), 0);
    request.set_after_position(page.next_after_position());
  } while (request.after_position() != 0);
  EXPECT_EQ(seen, system.world.events().size());

  request.Clear();
  request.set_page_size(500);
  const auto open = Ask<pb::ListEventsResponse>("ListEvents", request);
  EXPECT_LT(static_cast<size_t>(open.items_size()), seen);  // people are for partners
  EXPECT_GT(open.withheld_size(), 0);

  pb::GetEventRequest one;
  one.set_event_id(system.world.Find(decision)->facts[0]->event_id());
  const auto event = Ask<pb::GetEventResponse>("GetEvent", one);
  EXPECT_EQ(event.record().id(), decision);
  one.set_position(1);
  Ask<pb::GetEventResponse>("GetEvent", one);
  EXPECT_EQ(last.error_code(), grpc::StatusCode::NOT_FOUND);
  const domain::Event& person = *system.world.Find(system.members[0])->facts[0];
  one.set_event_id(person.event_id());
  Ask<pb::GetEventResponse>("GetEvent", one);
  EXPECT_EQ(ReasonOf(last), "NOT_FOR_ROLE");
}

TEST_F(OversightTest, AtLeastWaitsForTheCallersOwnWriteAndGivesUpAtTheDeadline) {
  CatchUp();
  oversight.Start();
  pb::ListRecordsRequest request;
  request.set_at_least(oversight.node().TokenOf(Position(log.end() + 1)));
  patience = std::chrono::milliseconds(200);
  Ask<pb::ListDecisionsResponse>("ListDecisions", request);
  EXPECT_TRUE(last.error_code() == grpc::StatusCode::UNAVAILABLE ||
              last.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  patience = std::chrono::seconds(20);
  const std::string decision = system.Approve("Just written");
  log.Append(system.world);
  request.mutable_filter()->set_words("just written");
  const auto found = Ask<pb::ListDecisionsResponse>("ListDecisions", request);
  ASSERT_TRUE(last.ok()) << last.error_message();
  ASSERT_EQ(found.items_size(), 1);
  EXPECT_EQ(found.items(0).head().id(), decision);
}

TEST_F(OversightTest, DigestsAreForOperatorsAndEqualOnTwoReplicas) {
  CatchUp();
  const Principal reader = Reader(witan::auth::v1::ROLE_OPERATOR);
  const auto one = Ask<pb::GetDigestResponse>("GetDigest", pb::GetDigestRequest(), reader);
  ASSERT_TRUE(last.ok()) << last.error_message();
  ASSERT_GT(one.digests_size(), 0);
  EXPECT_GT(one.digests(0).rows(), 0U);
  oversight.projector().Rebuild();
  CatchUp();
  const auto again = Ask<pb::GetDigestResponse>("GetDigest", pb::GetDigestRequest(), reader);
  EXPECT_EQ(again.total(), one.total());
  pb::GetDigestRequest odd;
  odd.set_position(5);
  Ask<pb::GetDigestResponse>("GetDigest", odd, reader);
  EXPECT_EQ(ReasonOf(last), "INVALID_FIELD");
  odd.set_position(4'096);
  Ask<pb::GetDigestResponse>("GetDigest", odd, reader);
  EXPECT_EQ(ReasonOf(last), "BEHIND");
  Ask<pb::GetDigestResponse>("GetDigest", pb::GetDigestRequest());
  EXPECT_EQ(ReasonOf(last), "NOT_FOR_ROLE");
}

TEST_F(OversightTest, RulesAreServedAsTheyStand) {
  const auto rules = Ask<pb::ListRulesResponse>("ListRules", pb::ListRulesRequest());
  ASSERT_GT(rules.items_size(), 20);
  EXPECT_EQ(rules.items(0).id(), "R-05");
  EXPECT_FALSE(rules.items(0).source().empty());
}

}  // namespace
}  // namespace witan::oversight
