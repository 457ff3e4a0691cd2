// The domain's stories F2 to F15, decided by the running service as by the rules, and what an ICS,
// its region, the CQC and the public then see.

#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "services/domain/testing/meeting_story.h"
#include "storage/base/uuid.h"
#include "tests/support/mirror.h"
#include "tests/support/standalone_process.h"
#include "witan/dissent/v1/dissent.pb.h"
#include "witan/involvement/v1/involvement.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"
#include "witan/recovery/v1/recovery.pb.h"
#include "witan/regulation/v1/regulation.pb.h"
#include "witan/request/v1/request.pb.h"
#include "witan/segment/v1/segment.pb.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using domain::testing::MeetingStory;
using witan::auth::v1::Principal;
using witan::auth::v1::ROLE_CQC;
using witan::auth::v1::ROLE_ICS_MEMBER;
using witan::auth::v1::ROLE_PUBLIC;
using witan::auth::v1::ROLE_REGION;
using witan::decision::v1::DecisionMade;
using witan::oversight::v1::OversightService;

class Fixtures : public ::testing::Test {
 protected:
  Fixtures()
      : caller_((process_.Start(), process_.Channel("gateway"))),
        queries_(OversightService::NewStub(process_.Channel("gateway"))),
        mirror_(world_, caller_) {}

  // Asks as somebody, at or after the newest event. `call` is a method of the stub.
  template <class Request, class Response>
  Response Ask(grpc::Status (OversightService::Stub::*call)(grpc::ClientContext*, const Request&,
                                                            Response*),
               const Principal& principal, Request request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    AddPrincipal(context, principal);
    request.set_at_least(mirror_.last().token());
    Response response;
    const grpc::Status status = (queries_.get()->*call)(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  witan::oversight::v1::GetDecisionResponse Decision(const std::string& id,
                                                     const Principal& principal,
                                                     const std::string& known_token = "") {
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(id);
    if (!known_token.empty()) request.mutable_as_at()->set_token(known_token);
    return Ask(&OversightService::Stub::GetDecision, principal, request);
  }

  std::string Regulate(const std::string& actor, const std::string& subject) {
    witan::regulation::v1::RegulatoryActionTaken content;
    content.set_subject_id(subject);
    content.set_kind(witan::regulation::v1::ACTION_KIND_DIRECTION);
    content.set_legal_power("NHS Act 2006, section 14Z61");
    content.set_basis(witan::regulation::v1::BASIS_SATISFIED);
    content.set_grounds("Failing to discharge its functions");
    return mirror_.Do(FakeWorld::Header("", actor, GovernedSystem::kDay), content);
  }

  StandaloneProcess process_;
  GovernedSystem system_;
  FakeWorld& world_ = system_.world;
  CommandCaller caller_;
  std::unique_ptr<OversightService::Stub> queries_;
  Mirror mirror_;
};

TEST_F(Fixtures, F2_AForumDecidesOnNoMoney) {
  DecisionMade content = system_.BoardDecision("Spend on befriending");
  content.set_body_id(system_.forum);
  content.clear_positions();
  content.mutable_value()->mutable_revenue()->set_pence(5'000'000);
  EXPECT_EQ(mirror_.Do(FakeWorld::Header("", system_.icb, GovernedSystem::kDay), content), "R_16");
}

TEST_F(Fixtures, F3_F4_TheChairDecidesOnlyAfterConsensusFailedAndAllOfItIsSeen) {
  MeetingStory meeting{.system = system_, .body_id = system_.board, .id = ""};
  meeting.Hold();
  witan::decision::v1::DecisionProposed proposed;
  proposed.set_title("Community beds");
  proposed.set_question("Shall the two units be brought together?");
  proposed.set_body_id(system_.board);
  proposed.set_meeting_id(meeting.id);
  proposed.set_agenda_item("3");
  const std::string id = world_.Must(FakeWorld::Header("", system_.icb, meeting.date), proposed);
  DecisionMade made = meeting.Decision();
  made.set_method(witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF);
  const auto chair = [&] { return system_.MemberHeader(id, domain::testing::kChair); };
  EXPECT_EQ(mirror_.Do(chair(), made), "R_11");
  for (const auto seat :
       {domain::testing::kPrimaryCarePartner, domain::testing::kAuthorityPartner}) {
    witan::dissent::v1::DissentRecorded dissent;
    dissent.set_decision_id(id);
    dissent.set_person_id(system_.members[seat]);
    dissent.set_reasons("The journeys are too long");
    EXPECT_EQ(mirror_.Do(system_.MemberHeader("", seat), dissent), "");
  }
  witan::decision::v1::ConsensusNotReached not_reached;
  not_reached.set_issue("Safe staffing against travel for families");
  EXPECT_EQ(mirror_.Do(meeting.Header(id), not_reached), "");
  EXPECT_EQ(mirror_.Do(chair(), made), "");
  witan::decision::v1::EscalatedForPeerReview review;
  review.set_issue("Can one unit serve the coast?");
  EXPECT_EQ(mirror_.Do(meeting.Header(id), review), "");
  witan::decision::v1::DecisionPublished published;
  published.set_dissent_count(2);
  EXPECT_EQ(mirror_.Do(meeting.Header(id), published), "");

  const auto seen = Decision(id, PrincipalOf(ROLE_REGION, system_.region));
  EXPECT_EQ(seen.trail_size(), 5);
  EXPECT_EQ(seen.dissents_size(), 2);
  EXPECT_EQ(seen.item().dissent_count(), 2u);
  EXPECT_TRUE(seen.item().published());
  EXPECT_EQ(seen.meeting().head().id(), meeting.id);
}

TEST_F(Fixtures, F5_ATrustsChiefExecutiveDoesNotVoteForTheTrust) {
  DecisionMade content = system_.BoardDecision("Community beds");
  content.mutable_positions(domain::testing::kTrustPartner)->set_on_behalf_of_id(system_.trust);
  EXPECT_EQ(mirror_.Do(system_.MemberHeader("", domain::testing::kChair), content), "R_05 R_06");
}

TEST_F(Fixtures, F6_OnlyTheSystemsOwnRegionRegulates) {
  EXPECT_EQ(Regulate(system_.icb, system_.trust), "R_38");
  EXPECT_EQ(Regulate(system_.region, system_.icb), "");
  EXPECT_EQ(Regulate(system_.other_region, system_.icb), "R_40");
}

TEST_F(Fixtures, F7_OneRequestServesThreeWhoAsk) {
  witan::topic::v1::TopicRegistered topic;
  topic.set_code("RTT");
  topic.set_name("Referral to treatment");
  topic.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
  topic.set_is_metric(true);
  topic.set_maintained_by_id(system_.national);
  const std::string topic_id =
      world_.Must(FakeWorld::Header("", system_.national, "2022-07-01"), topic);
  const auto raise = [&](const std::string& actor) {
    witan::request::v1::RequestRaised content;
    content.set_requester_id(actor);
    content.set_basis("Oversight framework");
    content.set_subject_id(system_.trust);
    content.set_topic_id(topic_id);
    content.mutable_period()->set_from("2022-07-01");
    content.mutable_period()->set_to("2022-10-01");
    content.set_purpose("Quarterly review");
    content.set_due("2022-10-31");
    return mirror_.Do(FakeWorld::Header("", actor, "2022-10-10"), content);
  };
  EXPECT_EQ(raise(system_.region), "");
  const std::string request = mirror_.last().record_id();
  EXPECT_EQ(raise(system_.icb), "R_46");
  EXPECT_EQ(raise(system_.cqc), "R_46");
  for (const std::string& actor : {system_.icb, system_.cqc}) {
    witan::request::v1::RequesterSubscribed content;
    content.set_requester_id(actor);
    content.set_basis("Oversight agreement");
    content.set_purpose("Recovery plan");
    EXPECT_EQ(mirror_.Do(FakeWorld::Header(request, actor, "2022-10-12"), content), "");
  }
  // Each of the three, and the trust, sees the same one request.
  witan::oversight::v1::ListRecordsRequest all;
  for (const Principal& reader :
       {PrincipalOf(ROLE_REGION, system_.region), PrincipalOf(ROLE_ICS_MEMBER, system_.icb),
        PrincipalOf(ROLE_CQC, system_.cqc),
        PrincipalOf(witan::auth::v1::ROLE_PROVIDER, system_.trust)}) {
    const auto seen = Ask(&OversightService::Stub::ListRequests, reader, all);
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).head().id(), request);
    EXPECT_EQ(seen.items(0).also_used_by_size(), 2);
  }
  EXPECT_EQ(Ask(&OversightService::Stub::ListRequests, PrincipalOf(ROLE_PUBLIC), all).items_size(),
            0);
}

TEST_F(Fixtures, F8_BassetlawMovesToAnotherRegionWithTheBoundary) {
  using namespace witan::organisation::v1;  // kinds of organisations
  const std::string midlands =
      world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
  const std::string nottingham = world_.Organisation(
      ORGANISATION_KIND_ICB, "QT1", "NHS Nottingham and Nottinghamshire", {midlands}, "2022-07-01");
  const std::string bassetlaw =
      world_.Organisation(ORGANISATION_KIND_CCG, "02Q", "Bassetlaw", {system_.ics});
  BoundaryChanged moved;
  moved.set_from("2022-07-01");
  moved.add_placements()->set_within_id(nottingham);
  EXPECT_EQ(mirror_.Do(FakeWorld::Header(bassetlaw, bassetlaw, "2022-07-01"), moved), "");
  EXPECT_EQ(Regulate(system_.region, bassetlaw), "R_40");
  EXPECT_EQ(Regulate(midlands, bassetlaw), "");
  const auto region_on = [&](const char* date) {
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(bassetlaw);
    request.mutable_as_at()->set_effective_at(date);
    const auto seen =
        Ask(&OversightService::Stub::GetOrganisation, PrincipalOf(ROLE_PUBLIC), request);
    return seen.regions_size() == 1 ? seen.regions(0).ods_code() : "not one region";
  };
  EXPECT_EQ(region_on("2022-06-30"), "Y63");
  EXPECT_EQ(region_on("2022-07-01"), "Y60");
}

TEST_F(Fixtures, F9_RecoverySupportEndsOnlyOnEvidence) {
  witan::segment::v1::SegmentDecided decided;
  decided.set_subject_id(system_.trust);
  decided.set_segment(4);
  decided.set_reasons("Quality of maternity care");
  decided.set_system_view("Agrees");
  EXPECT_EQ(mirror_.Do(FakeWorld::Header("", system_.national, "2022-07-29"), decided), "");
  witan::oversight::v1::ListRecordsRequest all;
  const auto segments =
      Ask(&OversightService::Stub::ListSegments, PrincipalOf(ROLE_REGION, system_.region), all);
  ASSERT_EQ(segments.items_size(), 1);
  EXPECT_GT(segments.items(0).owed_size(), 0);
  EXPECT_TRUE(segments.items(0).owed_overdue());
  witan::recovery::v1::RecoverySupportEntered entered;
  entered.set_subject_id(system_.trust);
  entered.set_reasons("Segment 4");
  EXPECT_EQ(mirror_.Do(FakeWorld::Header("", system_.national, "2022-08-08"), entered), "");
  const std::string recovery = mirror_.last().record_id();
  witan::recovery::v1::ExitCriterionSet criterion;
  criterion.set_criterion("C1");
  criterion.set_text("Safe staffing for two quarters");
  EXPECT_EQ(mirror_.Do(FakeWorld::Header(recovery, system_.national, "2022-08-22"), criterion), "");
  witan::recovery::v1::RecoverySupportExited exited;
  exited.set_reasons("Better");
  const auto exit = FakeWorld::Header(recovery, system_.national, "2023-06-30");
  EXPECT_EQ(mirror_.Do(exit, exited), "R_44");
  witan::recovery::v1::ExitCriterionEvidenced evidenced;
  evidenced.set_criterion("C1");
  evidenced.set_summary("Staffed");
  auto shown = FakeWorld::Header(recovery, system_.trust, "2023-05-01");
  shown.add_evidence()->set_title("Staffing return");
  EXPECT_EQ(mirror_.Do(shown, evidenced), "");
  EXPECT_EQ(mirror_.Do(exit, exited), "");
}

TEST_F(Fixtures, F10_InvolvementDoesNotCloseWithoutSayingWhyNothingChanged) {
  using namespace witan::involvement::v1;  // a whole story of one schema
  ActivityPlanned planned;
  planned.set_title("Community beds");
  planned.set_organisation_id(system_.icb);
  planned.set_purpose("How should rehabilitation be offered?");
  planned.set_method(INVOLVEMENT_METHOD_CONSULT);
  planned.set_starts_on("2022-07-18");
  EXPECT_EQ(mirror_.Do(FakeWorld::Header("", system_.icb, "2022-07-11"), planned), "");
  const auto header = FakeWorld::Header(mirror_.last().record_id(), system_.icb, "2022-10-03");
  ThemeRecorded theme;
  theme.set_theme("T1");
  theme.set_you_said("Without a bus nobody can visit");
  EXPECT_EQ(mirror_.Do(header, theme), "");
  FeedbackGiven feedback;
  feedback.set_how("A letter");
  feedback.set_on("2022-10-03");
  EXPECT_EQ(mirror_.Do(header, feedback), "");
  ThemeAnswered answer;
  answer.set_theme("T1");
  answer.set_answer(ANSWER_NOT_CHANGED);
  answer.set_we_did("Nothing");
  EXPECT_EQ(mirror_.Do(header, answer), "R_58");
  EXPECT_EQ(mirror_.Do(header, ActivityCompleted()), "R_58");
  answer.set_reason_not_changed("The county runs the buses");
  EXPECT_EQ(mirror_.Do(header, answer), "");
  EXPECT_EQ(mirror_.Do(header, ActivityCompleted()), "");
}

TEST_F(Fixtures, F11_APrivateItemNeedsAResolutionWithItsReason) {
  MeetingStory meeting{.system = system_, .body_id = system_.board, .id = ""};
  meeting.Hold();
  witan::meeting::v1::PublicExcluded excluded;
  excluded.add_items("4");
  EXPECT_EQ(mirror_.Do(meeting.Header(), excluded), "R_56");
  const auto header = FakeWorld::Header("", system_.icb, meeting.date);
  EXPECT_EQ(mirror_.Do(header, meeting.Decision("4")), "R_56");
  excluded.set_reason("The contractor's prices are confidential");
  EXPECT_EQ(mirror_.Do(meeting.Header(), excluded), "");
  EXPECT_EQ(mirror_.Do(header, meeting.Decision("4")), "");
}

TEST_F(Fixtures, F12_ADelegationOfAQuarterMillionDoesNotCarryThreeHundredThousand) {
  const std::string id = system_.Delegate(system_.ToCommittee());
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
  content.mutable_authority()->set_delegation_id(id);
  content.mutable_authority()->set_function(std::string(GovernedSystem::kFinance));
  content.mutable_value()->mutable_revenue()->set_pence(30'000'000);
  const auto header = FakeWorld::Header("", system_.icb, GovernedSystem::kDay);
  EXPECT_EQ(mirror_.Do(header, content), "R_18");
  content.mutable_value()->mutable_revenue()->set_pence(25'000'000);
  EXPECT_EQ(mirror_.Do(header, content), "");
}

TEST_F(Fixtures, F13_F14_ACorrectedOutcomeKeepsBothAndIsKnownFromThenOn) {
  const std::string id = system_.Approve("Community beds");
  const auto original = world_.events().back();
  mirror_.CatchUp();
  const std::string token_before = mirror_.last().token();
  DecisionMade right = system_.BoardDecision("Community beds");
  right.set_result(witan::decision::v1::RESULT_REJECTED);
  right.set_outcome("The board rejected it.");
  auto header = system_.MemberHeader(id, domain::testing::kChair);
  header.mutable_corrects()->set_event_id(original->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("The minutes say rejected");
  ASSERT_EQ(mirror_.Do(header, right), "");

  const Principal member = PrincipalOf(ROLE_ICS_MEMBER, system_.icb);
  const auto now = Decision(id, member);
  EXPECT_EQ(now.item().made().result(), witan::decision::v1::RESULT_REJECTED);
  EXPECT_TRUE(now.item().head().corrected());
  ASSERT_EQ(now.trail_size(), 2);
  EXPECT_EQ(now.trail(0).corrected_by(), now.trail(1).event_id());
  const auto before = Decision(id, member, token_before);
  EXPECT_EQ(before.item().made().result(), witan::decision::v1::RESULT_APPROVED);
  EXPECT_FALSE(before.item().head().corrected());
  EXPECT_EQ(before.trail_size(), 1);
}

TEST_F(Fixtures, F15_ADecisionOfThreeSystemsInTwoRegionsIsSeenByEachOnce) {
  using witan::organisation::v1::ORGANISATION_KIND_ICB;
  const std::string third =
      world_.Organisation(ORGANISATION_KIND_ICB, "QWO", "NHS West Yorkshire", {system_.region});
  witan::body::v1::BodyEstablished body;
  body.set_name("Joint ambulance committee");
  body.set_type(witan::body::v1::BODY_TYPE_JOINT);
  for (const std::string& owner : {system_.icb, system_.other_icb, third}) {
    body.add_organisation_ids(owner);
  }
  body.set_decision_rights(witan::body::v1::DECISION_RIGHTS_DELEGATED);
  const std::string joint = world_.Must(FakeWorld::Header("", system_.icb, "2022-07-01"), body);
  witan::body::v1::TermsOfReferenceApproved terms;
  terms.set_version("1");
  terms.set_decision_rights(witan::body::v1::DECISION_RIGHTS_DELEGATED);
  terms.add_functions("AMBULANCE");
  terms.add_methods(witan::body::v1::DECISION_METHOD_CONSENSUS);
  terms.set_holds_from("2022-07-01");
  world_.Must(FakeWorld::Header(joint, system_.icb, "2022-07-01"), terms);
  DecisionMade content = system_.BoardDecision("Ambulance plan");
  content.set_body_id(joint);
  content.clear_positions();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_TERMS_OF_REFERENCE);
  content.mutable_authority()->set_function("AMBULANCE");
  ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.other_icb, GovernedSystem::kDay), content),
            "");
  const uint64_t number = mirror_.last().position();

  for (const Principal& reader :
       {PrincipalOf(ROLE_ICS_MEMBER, system_.icb), PrincipalOf(ROLE_ICS_MEMBER, system_.other_icb),
        PrincipalOf(ROLE_ICS_MEMBER, third), PrincipalOf(ROLE_REGION, system_.region),
        PrincipalOf(ROLE_REGION, system_.other_region), PrincipalOf(ROLE_CQC, system_.cqc)}) {
    witan::oversight::v1::ListRecordsRequest request;
    request.mutable_filter()->set_words("Ambulance");
    const auto seen = Ask(&OversightService::Stub::ListDecisions, reader, request);
    ASSERT_EQ(seen.items_size(), 1) << reader.ShortDebugString();
    EXPECT_EQ(seen.items(0).head().number(), number);
    EXPECT_EQ(seen.items(0).head().regions_size(), 2);
  }
}

}  // namespace
}  // namespace witan::testing
