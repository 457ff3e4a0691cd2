#include "services/oversight/oversight.h"

#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/testing/caller.h"
#include "storage/memory/memory_projection_store.h"
#include "witan/dissent/v1/dissent.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::oversight {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using projector::testing::FakeKeys;
using projector::testing::RecordedLog;
using query::testing::Believing;
using query::testing::Caller;
using query::testing::ReasonOf;
using storage::MemoryProjectionStore;
using witan::auth::v1::Principal;

namespace pb = witan::oversight::v1;

Principal As(witan::auth::v1::Role role, const std::string& organisation_id = "") {
  Principal principal;
  principal.set_subject("reader");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

class OversightTest : public ::testing::Test {
 protected:
  OversightTest()
      : oversight(std::make_unique<MemoryProjectionStore>(), log.log(), keys, Believing(),
                  log.clock(), {}),
        caller([this](grpc::ServerBuilder& builder) { oversight.Register(builder); }) {}
  ~OversightTest() override { oversight.Stop(); }

  void CatchUp() {
    log.Append(system.world);
    ASSERT_TRUE(oversight.projector().CatchUp().ok());
  }

  template <class Response, class Request>
  Response Ask(const std::string& method, const Request& request,
               const Principal& principal = As(witan::auth::v1::ROLE_PUBLIC)) {
    Response answer;
    last = caller.Call("/witan.oversight.v1.OversightService/" + method, &principal, request,
                       answer, patience);
    return answer;
  }

  pb::GetDecisionResponse Decision(const std::string& id,
                                   const Principal& principal = As(witan::auth::v1::ROLE_PUBLIC),
                                   const pb::AsAt& as_at = {}) {
    pb::GetRecordRequest request;
    request.set_id(id);
    *request.mutable_as_at() = as_at;
    return Ask<pb::GetDecisionResponse>("GetDecision", request, principal);
  }

  std::string Dissent(const std::string& decision, bool publish_text) {
    witan::dissent::v1::DissentRecorded dissent;
    dissent.set_decision_id(decision);
    dissent.set_person_id(system.members[domain::testing::kTrustPartner]);
    dissent.set_reasons("The trust cannot staff it.");
    dissent.set_publish_text(publish_text);
    const std::string id = system.world.NextId();
    return system.world.Must(system.MemberHeader(id, domain::testing::kTrustPartner), dissent);
  }

  GovernedSystem system;
  RecordedLog log;
  FakeKeys keys;
  Oversight oversight;
  Caller caller;
  grpc::Status last;
  std::chrono::milliseconds patience = std::chrono::seconds(20);
};

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
  const auto partner = Decision(decision, As(witan::auth::v1::ROLE_ICS_MEMBER, system.icb));
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
  EXPECT_EQ(Decision(decision, As(witan::auth::v1::ROLE_PUBLIC), before).item().head().title(),
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
  Decision(decision, As(witan::auth::v1::ROLE_PUBLIC), as_at);
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

TEST_F(OversightTest, AnOverviewCountsASystemARegionAndTheCountry) {
  system.Approve("Buy a scanner");
  Dissent(system.Approve("Close a ward"), false);
  CatchUp();
  pb::GetOverviewRequest request;
  request.set_ods_code("QF7");
  const auto of_system = Ask<pb::GetOverviewResponse>("GetOverview", request);
  ASSERT_TRUE(last.ok()) << last.error_message();
  EXPECT_GE(of_system.counts().decisions(), 2U);
  EXPECT_EQ(of_system.counts().dissents(), 1U);
  EXPECT_EQ(of_system.systems_size(), 1);
  EXPECT_EQ(of_system.latest_decisions(0).head().title(), "Close a ward");
  request.set_ods_code("Y62");
  EXPECT_EQ(Ask<pb::GetOverviewResponse>("GetOverview", request).counts().decisions(), 0U);
  request.set_ods_code("Y63");
  const auto region = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(region.counts().decisions(), of_system.counts().decisions());
  EXPECT_EQ(region.systems(0).system().ods_code(), "QF7");
  request.clear_ods_code();
  const auto country = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(country.regions_size(), 2);
  EXPECT_EQ(country.systems_size(), 2);
  request.set_ods_code("XX9");
  Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(last.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OversightTest, AnOverviewGivenAgainIsThatOfTheReaderAndTheMoment) {
  system.Approve("Buy a scanner");
  CatchUp();
  pb::GetOverviewRequest request;
  request.set_ods_code("QF7");
  const auto first = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(Ask<pb::GetOverviewResponse>("GetOverview", request).SerializeAsString(),
            first.SerializeAsString());
  const std::string dissent = Dissent(system.Approve("Close a ward"), false);
  witan::correction::v1::ClassificationChanged changed;
  changed.set_classification(witan::options::v1::CLASSIFICATION_OVERSIGHT);
  changed.set_ground(witan::common::v1::GROUND_PERSONAL);
  changed.set_reason("As a test.");
  system.world.Must(FakeWorld::Header(dissent, system.icb, GovernedSystem::kDay), changed);
  CatchUp();
  const auto open = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(open.counts().decisions(), first.counts().decisions() + 1);
  EXPECT_EQ(open.counts().dissents(), 0U);
  const auto partner = Ask<pb::GetOverviewResponse>(
      "GetOverview", request, As(witan::auth::v1::ROLE_ICS_MEMBER, system.icb));
  EXPECT_EQ(partner.counts().dissents(), 1U);
}

TEST_F(OversightTest, PowersAreASchemeAndATreeOfLiveDelegations) {
  const std::string delegation = system.Delegate(system.ToCommittee());
  CatchUp();
  pb::GetPowersRequest request;
  request.set_organisation_id(system.icb);
  const Principal reader = As(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
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
  const Principal national = As(witan::auth::v1::ROLE_NATIONAL, system.national);
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

TEST_F(OversightTest, AStreamSendsWhatTheCallerMaySeeFromATokenOn) {
  CatchUp();
  oversight.Start();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(As(witan::auth::v1::ROLE_PUBLIC), context);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  pb::WatchEventsRequest request;
  request.set_after(oversight.node().TokenOf(Position(log.end())));
  const auto stream = stub->WatchEvents(&context, request);
  system.world.Person("Unseen by the public");
  const std::string decision = system.Approve("Just decided");
  log.Append(system.world);
  pb::WatchEventsResponse event;
  ASSERT_TRUE(stream->Read(&event));
  EXPECT_EQ(event.event().record_id(), decision);
  EXPECT_EQ(event.token(), oversight.node().TokenOf(Position(event.event().position())));
  const std::string next = system.Approve("And another");
  log.Append(system.world);
  ASSERT_TRUE(stream->Read(&event));
  EXPECT_EQ(event.event().record_id(), next);
}

TEST_F(OversightTest, AServiceThatStopsEndsAnIdleStreamWithTheTokenToGoOnFrom) {
  CatchUp();
  oversight.Start();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(As(witan::auth::v1::ROLE_PUBLIC), context);
  const auto stream = stub->WatchEvents(&context, {});
  stream->WaitForInitialMetadata();
  oversight.Drain(std::chrono::hours(1));
  pb::WatchEventsResponse event;
  EXPECT_FALSE(stream->Read(&event));
  EXPECT_EQ(ReasonOf(stream->Finish()), "SHUTTING_DOWN");
  const auto token = context.GetServerTrailingMetadata().find("witan-token");
  ASSERT_NE(token, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(token->second.data(), token->second.size()),
            oversight.node().TokenOf(Position(log.end())));
}

TEST_F(OversightTest, AServiceThatStopsLeavesTheRestOfALongStreamToTheNext) {
  for (int i = 0; i < 300; ++i) system.Approve("Decision " + std::to_string(i));
  CatchUp();
  oversight.Start();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(As(witan::auth::v1::ROLE_PUBLIC), context);
  pb::WatchEventsRequest request;
  request.set_after(oversight.node().TokenOf(Position(1)));
  const auto stream = stub->WatchEvents(&context, request);
  pb::WatchEventsResponse event;
  ASSERT_TRUE(stream->Read(&event));
  oversight.Drain(std::chrono::hours(1));
  while (stream->Read(&event)) continue;
  EXPECT_EQ(ReasonOf(stream->Finish()), "SHUTTING_DOWN");
  EXPECT_LT(event.event().position(), log.end() - 1);
  const auto token = context.GetServerTrailingMetadata().find("witan-token");
  ASSERT_NE(token, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(token->second.data(), token->second.size()), event.token());
}

TEST_F(OversightTest, AServiceThatStopsOpensNoStream) {
  CatchUp();
  oversight.Drain(std::chrono::hours(1));
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(As(witan::auth::v1::ROLE_PUBLIC), context);
  const auto stream = stub->WatchEvents(&context, {});
  EXPECT_EQ(ReasonOf(stream->Finish()), "SHUTTING_DOWN");
}

TEST_F(OversightTest, AStreamFromNowhereIsRefused) {
  CatchUp();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(As(witan::auth::v1::ROLE_PUBLIC), context);
  pb::WatchEventsRequest request;
  request.set_after("nonsense");
  const auto stream = stub->WatchEvents(&context, request);
  pb::WatchEventsResponse event;
  EXPECT_FALSE(stream->Read(&event));
  EXPECT_EQ(ReasonOf(stream->Finish()), "TOKEN_INVALID");
}

TEST_F(OversightTest, DigestsAreForOperatorsAndEqualOnTwoReplicas) {
  CatchUp();
  const Principal reader = As(witan::auth::v1::ROLE_OPERATOR);
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
