// One fact, many views: what an ICS, its region, the CQC, another system and the public see of the
// same records of the domain's stories.

#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "tests/support/asker.h"
#include "tests/support/mirror.h"
#include "tests/support/standalone_process.h"
#include "witan/dissent/v1/dissent.pb.h"
#include "witan/involvement/v1/involvement.pb.h"
#include "witan/involvement/v1/query.grpc.pb.h"
#include "witan/regulation/v1/regulation.pb.h"
#include "witan/segment/v1/segment.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using witan::auth::v1::Principal;
using witan::decision::v1::DecisionMade;
using witan::oversight::v1::GetDecisionResponse;
using witan::oversight::v1::GetRecordRequest;
using witan::oversight::v1::ListRecordsRequest;
using witan::oversight::v1::OversightService;

class Sight : public ::testing::Test {
 protected:
  Sight()
      : caller_((process_.Start(), process_.Channel("gateway"))),
        asker_(process_.Channel("gateway")),
        mirror_(world_, caller_) {}

  template <class Request, class Response>
  Response Ask(grpc::Status (OversightService::Stub::*call)(grpc::ClientContext*, const Request&,
                                                            Response*),
               const Principal& principal, const Request& request) {
    return asker_.Ask(call, principal, request, mirror_.last().token());
  }

  GetDecisionResponse Decision(const std::string& id, const Principal& principal) {
    GetRecordRequest request;
    request.set_id(id);
    return Ask(&OversightService::Stub::GetDecision, principal, request);
  }

  Principal Member() const { return PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, system_.icb); }
  Principal OtherMember() const {
    return PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, system_.other_icb);
  }
  Principal Region() const { return PrincipalOf(witan::auth::v1::ROLE_REGION, system_.region); }
  Principal Cqc() const { return PrincipalOf(witan::auth::v1::ROLE_CQC, system_.cqc); }
  static Principal Public() { return PrincipalOf(witan::auth::v1::ROLE_PUBLIC); }
  std::vector<Principal> Everybody() const {
    return {Member(), OtherMember(), Region(), Cqc(), Public()};
  }

  StandaloneProcess process_;
  GovernedSystem system_;
  FakeWorld& world_ = system_.world;
  CommandCaller caller_;
  Asker asker_;
  Mirror mirror_;
};

TEST_F(Sight, F3_ADraftIsForItsSystemAndAStubForItsOverseers) {
  witan::decision::v1::DecisionProposed proposed;
  proposed.set_title("Community beds");
  proposed.set_question("Shall the two units be brought together?");
  proposed.set_body_id(system_.board);
  ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.icb, GovernedSystem::kDay), proposed), "");
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
  witan::dissent::v1::DissentRecorded dissent;
  dissent.set_decision_id(id);
  dissent.set_person_id(system_.members[domain::testing::kTrustPartner]);
  dissent.set_reasons("The journeys are too long");
  ASSERT_EQ(mirror_.Do(system_.MemberHeader("", domain::testing::kTrustPartner), dissent), "");
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

TEST_F(Sight, F6_EverybodySeesTheSameRegulatoryAction) {
  witan::regulation::v1::RegulatoryActionTaken content;
  content.set_subject_id(system_.icb);
  content.set_kind(witan::regulation::v1::ACTION_KIND_DIRECTION);
  content.set_legal_power("NHS Act 2006, section 14Z61");
  content.set_basis(witan::regulation::v1::BASIS_SATISFIED);
  content.set_grounds("Failing to discharge its functions");
  ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.region, GovernedSystem::kDay), content), "");
  for (const Principal& reader : Everybody()) {
    const auto seen =
        Ask(&OversightService::Stub::ListRegulatoryActions, reader, ListRecordsRequest());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).head().number(), mirror_.last().position());
    EXPECT_EQ(seen.items(0).subject().id(), system_.icb);
  }
}

TEST_F(Sight, F9_EverybodySeesTheSegmentAndWhatItOwes) {
  witan::segment::v1::SegmentDecided decided;
  decided.set_subject_id(system_.trust);
  decided.set_segment(4);
  decided.set_reasons("Quality of maternity care");
  decided.set_system_view("Agrees");
  ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.national, "2022-07-29"), decided), "");
  for (const Principal& reader : Everybody()) {
    const auto seen = Ask(&OversightService::Stub::ListSegments, reader, ListRecordsRequest());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).segment(), 4U);
    EXPECT_GT(seen.items(0).owed_size(), 0);
  }
}

TEST_F(Sight, F10_EverybodyReadsWhatWasSaidAndWhyNothingChanged) {
  using namespace witan::involvement::v1;  // a whole story of one schema
  ActivityPlanned planned;
  planned.set_title("Community beds");
  planned.set_organisation_id(system_.icb);
  planned.set_purpose("How should rehabilitation be offered?");
  planned.set_method(INVOLVEMENT_METHOD_CONSULT);
  planned.set_starts_on("2022-07-18");
  ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.icb, "2022-07-11"), planned), "");
  const auto header = FakeWorld::Header(mirror_.last().record_id(), system_.icb, "2022-10-03");
  ThemeRecorded theme;
  theme.set_theme("T1");
  theme.set_you_said("Without a bus nobody can visit");
  ASSERT_EQ(mirror_.Do(header, theme), "");
  ThemeAnswered answer;
  answer.set_theme("T1");
  answer.set_answer(ANSWER_NOT_CHANGED);
  answer.set_we_did("Nothing");
  answer.set_reason_not_changed("The county runs the buses");
  ASSERT_EQ(mirror_.Do(header, answer), "");
  const auto stub = InvolvementQueryService::NewStub(process_.Channel("gateway"));
  for (const Principal& reader : Everybody()) {
    grpc::ClientContext context;
    AddPrincipal(context, reader);
    ListRecordsRequest request;
    request.set_at_least(mirror_.last().token());
    ListThemesResponse seen;
    ASSERT_TRUE(stub->ListThemes(&context, request, &seen).ok());
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).theme().you_said(), "Without a bus nobody can visit");
    EXPECT_EQ(seen.items(0).theme().reason_not_changed(), "The county runs the buses");
  }
}

TEST_F(Sight, F12_ADecisionShowsItsAuthorityAndLimitToEverybody) {
  const std::string delegation = system_.Delegate(system_.ToCommittee());
  DecisionMade content = system_.BoardDecision("Equipment");
  content.set_body_id(system_.committee);
  content.clear_positions();
  for (const auto seat : {domain::testing::kAuditChair, domain::testing::kNonExecutive}) {
    auto* position = content.add_positions();
    position->set_person_id(system_.members[seat]);
    position->set_position(witan::decision::v1::POSITION_FOR);
  }
  content.mutable_authority()->Clear();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_DELEGATION);
  content.mutable_authority()->set_delegation_id(delegation);
  content.mutable_authority()->set_function(std::string(GovernedSystem::kFinance));
  content.mutable_value()->mutable_revenue()->set_pence(25'000'000);
  ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.icb, GovernedSystem::kDay), content), "");
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
  DecisionMade right = system_.BoardDecision("Community beds");
  right.set_result(witan::decision::v1::RESULT_REJECTED);
  right.set_outcome("The board rejected it.");
  auto header = system_.MemberHeader(id, domain::testing::kChair);
  header.mutable_corrects()->set_event_id(original->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("The minutes say rejected");
  ASSERT_EQ(mirror_.Do(header, right), "");
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
