#include "services/domain/testing/fixture_contents.h"

namespace witan::domain::testing {

using witan::decision::v1::DecisionMade;
using witan::decision::v1::DecisionProposed;

DecisionMade ForumSpends(const GovernedSystem& system) {
  DecisionMade content = system.BoardDecision("Spend on befriending");
  content.set_body_id(system.forum);
  content.clear_positions();
  content.mutable_value()->mutable_revenue()->set_pence(5'000'000);
  return content;
}

DecisionProposed UnitsProposed(const GovernedSystem& system) {
  DecisionProposed content;
  content.set_title("Community beds");
  content.set_question("Shall the two units be brought together?");
  content.set_body_id(system.board);
  return content;
}

DecisionProposed UnitsProposed(const MeetingStory& meeting) {
  DecisionProposed content = UnitsProposed(meeting.system);
  content.set_meeting_id(meeting.id);
  content.set_agenda_item("3");
  return content;
}

witan::dissent::v1::DissentRecorded LongJourneys(const GovernedSystem& system, Seat seat,
                                                 std::string_view decision_id) {
  witan::dissent::v1::DissentRecorded content;
  content.set_decision_id(std::string(decision_id));
  content.set_person_id(system.members[seat]);
  content.set_reasons("The journeys are too long");
  return content;
}

witan::decision::v1::ConsensusNotReached UnitsDisputed() {
  witan::decision::v1::ConsensusNotReached content;
  content.set_issue("Safe staffing against travel for families");
  return content;
}

DecisionMade ChairDecides(const MeetingStory& meeting) {
  DecisionMade content = meeting.Decision();
  content.set_method(witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF);
  return content;
}

witan::decision::v1::EscalatedForPeerReview UnitsReviewed() {
  witan::decision::v1::EscalatedForPeerReview content;
  content.set_issue("Can one unit serve the coast?");
  return content;
}

DecisionMade TrustVotes(const GovernedSystem& system) {
  DecisionMade content = system.BoardDecision("Community beds");
  content.mutable_positions(kTrustPartner)->set_on_behalf_of_id(system.trust);
  return content;
}

witan::regulation::v1::RegulatoryActionTaken Direction(std::string_view subject_id) {
  witan::regulation::v1::RegulatoryActionTaken content;
  content.set_subject_id(std::string(subject_id));
  content.set_kind(witan::regulation::v1::ACTION_KIND_DIRECTION);
  content.set_legal_power("NHS Act 2006, section 14Z61");
  content.set_basis(witan::regulation::v1::BASIS_SATISFIED);
  content.set_grounds("Failing to discharge its functions");
  return content;
}

witan::topic::v1::TopicRegistered WaitingTimes(const GovernedSystem& system) {
  witan::topic::v1::TopicRegistered content;
  content.set_code("RTT");
  content.set_name("Referral to treatment");
  content.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
  content.set_is_metric(true);
  content.set_maintained_by_id(system.national);
  return content;
}

witan::request::v1::RequestRaised WaitingTimesAsked(const GovernedSystem& system,
                                                    std::string_view requester_id,
                                                    std::string_view topic_id) {
  witan::request::v1::RequestRaised content;
  content.set_requester_id(std::string(requester_id));
  content.set_basis("Oversight framework");
  content.set_subject_id(system.trust);
  content.set_topic_id(std::string(topic_id));
  content.mutable_period()->set_from("2022-07-01");
  content.mutable_period()->set_to("2022-10-01");
  content.set_purpose("Quarterly review");
  content.set_due("2022-10-31");
  return content;
}

witan::request::v1::RequesterSubscribed AskedAsWell(std::string_view requester_id) {
  witan::request::v1::RequesterSubscribed content;
  content.set_requester_id(std::string(requester_id));
  content.set_basis("Oversight agreement");
  content.set_purpose("Recovery plan");
  return content;
}

witan::organisation::v1::BoundaryChanged MovedTo(std::string_view organisation_id) {
  witan::organisation::v1::BoundaryChanged content;
  content.set_from(std::string(GovernedSystem::kEstablished));
  content.add_placements()->set_within_id(std::string(organisation_id));
  return content;
}

witan::segment::v1::SegmentDecided SegmentFour(const GovernedSystem& system) {
  witan::segment::v1::SegmentDecided content;
  content.set_subject_id(system.trust);
  content.set_segment(4);
  content.set_reasons("Quality of maternity care");
  content.set_system_view("Agrees");
  return content;
}

witan::recovery::v1::RecoverySupportEntered RecoveryEntered(const GovernedSystem& system) {
  witan::recovery::v1::RecoverySupportEntered content;
  content.set_subject_id(system.trust);
  content.set_reasons("Segment 4");
  return content;
}

witan::recovery::v1::ExitCriterionSet SafeStaffing() {
  witan::recovery::v1::ExitCriterionSet content;
  content.set_criterion("C1");
  content.set_text("Safe staffing for two quarters");
  return content;
}

witan::recovery::v1::ExitCriterionEvidenced SafeStaffingEvidenced() {
  witan::recovery::v1::ExitCriterionEvidenced content;
  content.set_criterion("C1");
  content.set_summary("Staffed");
  return content;
}

witan::recovery::v1::RecoverySupportExited RecoveryExited() {
  witan::recovery::v1::RecoverySupportExited content;
  content.set_reasons("Better");
  return content;
}

witan::involvement::v1::ActivityPlanned PeopleAsked(const GovernedSystem& system) {
  witan::involvement::v1::ActivityPlanned content;
  content.set_title("Community beds");
  content.set_organisation_id(system.icb);
  content.set_purpose("How should rehabilitation be offered?");
  content.set_method(witan::involvement::v1::INVOLVEMENT_METHOD_CONSULT);
  content.set_starts_on("2022-07-18");
  return content;
}

witan::involvement::v1::ThemeRecorded NoBus() {
  witan::involvement::v1::ThemeRecorded content;
  content.set_theme("T1");
  content.set_you_said("Without a bus nobody can visit");
  return content;
}

witan::involvement::v1::FeedbackGiven FeedbackByLetter() {
  witan::involvement::v1::FeedbackGiven content;
  content.set_how("A letter");
  content.set_on("2022-10-03");
  return content;
}

witan::involvement::v1::ThemeAnswered NothingChanged(std::string_view reason) {
  witan::involvement::v1::ThemeAnswered content;
  content.set_theme("T1");
  content.set_answer(witan::involvement::v1::ANSWER_NOT_CHANGED);
  content.set_we_did("Nothing");
  content.set_reason_not_changed(std::string(reason));
  return content;
}

witan::meeting::v1::PublicExcluded ExcludedFromItem4(std::string_view reason) {
  witan::meeting::v1::PublicExcluded content;
  content.add_items("4");
  content.set_reason(std::string(reason));
  return content;
}

DecisionMade CommitteeBuys(const GovernedSystem& system, std::string_view delegation_id,
                           int64_t pence) {
  DecisionMade content = system.BoardDecision("Equipment");
  content.set_body_id(system.committee);
  content.clear_positions();
  for (const Seat seat : {kAuditChair, kNonExecutive}) {
    auto* position = content.add_positions();
    position->set_person_id(system.members[seat]);
    position->set_position(witan::decision::v1::POSITION_FOR);
  }
  auto& authority = *content.mutable_authority();
  authority.Clear();
  authority.set_kind(witan::decision::v1::AUTHORITY_KIND_DELEGATION);
  authority.set_delegation_id(std::string(delegation_id));
  authority.set_function(std::string(GovernedSystem::kFinance));
  content.mutable_value()->mutable_revenue()->set_pence(pence);
  return content;
}

DecisionMade RejectedAfterAll(const GovernedSystem& system) {
  DecisionMade content = system.BoardDecision("Community beds");
  content.set_result(witan::decision::v1::RESULT_REJECTED);
  content.set_outcome("The board rejected it.");
  return content;
}

witan::command::v1::CommandHeader CorrectionOf(const GovernedSystem& system,
                                               std::string_view decision_id,
                                               const Event& original) {
  auto header = system.MemberHeader(decision_id, kChair);
  header.mutable_corrects()->set_event_id(original.event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("The minutes say rejected");
  return header;
}

std::string ThirdIcb(GovernedSystem& system) {
  return system.world.Organisation(witan::organisation::v1::ORGANISATION_KIND_ICB, "QWO",
                                   "NHS West Yorkshire", {system.region});
}

std::string JointCommittee(GovernedSystem& system, std::string_view third_icb) {
  witan::body::v1::BodyEstablished body;
  body.set_name("Joint ambulance committee");
  body.set_type(witan::body::v1::BODY_TYPE_JOINT);
  for (const std::string& owner : {system.icb, system.other_icb, std::string(third_icb)}) {
    body.add_organisation_ids(owner);
  }
  body.set_decision_rights(witan::body::v1::DECISION_RIGHTS_DELEGATED);
  const auto header = [&](std::string_view record_id) {
    return FakeWorld::Header(record_id, system.icb, GovernedSystem::kEstablished);
  };
  const std::string joint = system.world.Must(header(""), body);
  witan::body::v1::TermsOfReferenceApproved terms;
  terms.set_version("1");
  terms.set_decision_rights(witan::body::v1::DECISION_RIGHTS_DELEGATED);
  terms.add_functions("AMBULANCE");
  terms.add_methods(witan::body::v1::DECISION_METHOD_CONSENSUS);
  terms.set_holds_from(std::string(GovernedSystem::kEstablished));
  system.world.Must(header(joint), terms);
  return joint;
}

DecisionMade AmbulancePlan(const GovernedSystem& system, std::string_view joint_committee) {
  DecisionMade content = system.BoardDecision("Ambulance plan");
  content.set_body_id(std::string(joint_committee));
  content.clear_positions();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_TERMS_OF_REFERENCE);
  content.mutable_authority()->set_function("AMBULANCE");
  return content;
}

}  // namespace witan::domain::testing
