#include "services/domain/dispatch.h"

#include "services/domain/action/action.h"
#include "services/domain/body/body.h"
#include "services/domain/concern/concern.h"
#include "services/domain/correction/correction.h"
#include "services/domain/cqc/cqc.h"
#include "services/domain/decision/decision.h"
#include "services/domain/delegation/delegation.h"
#include "services/domain/dissent/dissent.h"
#include "services/domain/interest/interest.h"
#include "services/domain/involvement/involvement.h"
#include "services/domain/mandate/mandate.h"
#include "services/domain/meeting/meeting.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/person/person.h"
#include "services/domain/recovery/recovery.h"
#include "services/domain/regulation/regulation.h"
#include "services/domain/request/request.h"
#include "services/domain/scheme/scheme.h"
#include "services/domain/segment/segment.h"
#include "services/domain/topic/topic.h"

namespace witan::domain {

// NOLINTNEXTLINE(readability-function-size): one case an event, and no default
void Dispatch(const Deciding& deciding, const Payload& payload, Findings& findings) {
  switch (payload.kind_case()) {
    case Payload::kOrganisationRegistered:
      return Decide(deciding, payload.organisation_registered(), findings);
    case Payload::kOrganisationRenamed:
      return Decide(deciding, payload.organisation_renamed(), findings);
    case Payload::kBoundaryChanged:
      return Decide(deciding, payload.boundary_changed(), findings);
    case Payload::kOrganisationSucceeded:
      return Decide(deciding, payload.organisation_succeeded(), findings);
    case Payload::kPersonRegistered:
      return Decide(deciding, payload.person_registered(), findings);
    case Payload::kPersonDetailsChanged:
      return Decide(deciding, payload.person_details_changed(), findings);
    case Payload::kKeyDestroyed:
      return Decide(deciding, payload.key_destroyed(), findings);
    case Payload::kMandateGiven:
      return Decide(deciding, payload.mandate_given(), findings);
    case Payload::kMandateEnded:
      return Decide(deciding, payload.mandate_ended(), findings);
    case Payload::kBodyEstablished:
      return Decide(deciding, payload.body_established(), findings);
    case Payload::kConstitutionSubmitted:
      return Decide(deciding, payload.constitution_submitted(), findings);
    case Payload::kConstitutionApproved:
      return Decide(deciding, payload.constitution_approved(), findings);
    case Payload::kTermsOfReferenceApproved:
      return Decide(deciding, payload.terms_of_reference_approved(), findings);
    case Payload::kQuorumSet:
      return Decide(deciding, payload.quorum_set(), findings);
    case Payload::kMemberAppointed:
      return Decide(deciding, payload.member_appointed(), findings);
    case Payload::kMemberTermEnded:
      return Decide(deciding, payload.member_term_ended(), findings);
    case Payload::kBodyDissolved:
      return Decide(deciding, payload.body_dissolved(), findings);
    case Payload::kSchemeDrafted:
      return Decide(deciding, payload.scheme_drafted(), findings);
    case Payload::kSchemeEntryAdded:
      return Decide(deciding, payload.scheme_entry_added(), findings);
    case Payload::kSchemeEntryWithdrawn:
      return Decide(deciding, payload.scheme_entry_withdrawn(), findings);
    case Payload::kSchemeAdopted:
      return Decide(deciding, payload.scheme_adopted(), findings);
    case Payload::kDelegationProposed:
      return Decide(deciding, payload.delegation_proposed(), findings);
    case Payload::kDelegationApproved:
      return Decide(deciding, payload.delegation_approved(), findings);
    case Payload::kDelegationActivated:
      return Decide(deciding, payload.delegation_activated(), findings);
    case Payload::kDelegationVaried:
      return Decide(deciding, payload.delegation_varied(), findings);
    case Payload::kDelegationSuspended:
      return Decide(deciding, payload.delegation_suspended(), findings);
    case Payload::kDelegationRevoked:
      return Decide(deciding, payload.delegation_revoked(), findings);
    case Payload::kInterestDeclared:
      return Decide(deciding, payload.interest_declared(), findings);
    case Payload::kInterestUpdated:
      return Decide(deciding, payload.interest_updated(), findings);
    case Payload::kInterestCeased:
      return Decide(deciding, payload.interest_ceased(), findings);
    case Payload::kConflictIdentified:
      return Decide(deciding, payload.conflict_identified(), findings);
    case Payload::kConflictManaged:
      return Decide(deciding, payload.conflict_managed(), findings);
    case Payload::kMeetingScheduled:
      return Decide(deciding, payload.meeting_scheduled(), findings);
    case Payload::kAgendaChanged:
      return Decide(deciding, payload.agenda_changed(), findings);
    case Payload::kPapersPublished:
      return Decide(deciding, payload.papers_published(), findings);
    case Payload::kMeetingOpened:
      return Decide(deciding, payload.meeting_opened(), findings);
    case Payload::kAttendanceRecorded:
      return Decide(deciding, payload.attendance_recorded(), findings);
    case Payload::kQuorumStated:
      return Decide(deciding, payload.quorum_stated(), findings);
    case Payload::kPublicExcluded:
      return Decide(deciding, payload.public_excluded(), findings);
    case Payload::kMeetingClosed:
      return Decide(deciding, payload.meeting_closed(), findings);
    case Payload::kMinutesDrafted:
      return Decide(deciding, payload.minutes_drafted(), findings);
    case Payload::kMinutesApproved:
      return Decide(deciding, payload.minutes_approved(), findings);
    case Payload::kMinutesPublished:
      return Decide(deciding, payload.minutes_published(), findings);
    case Payload::kMeetingCancelled:
      return Decide(deciding, payload.meeting_cancelled(), findings);
    case Payload::kDecisionProposed:
      return Decide(deciding, payload.decision_proposed(), findings);
    case Payload::kViewRecorded:
      return Decide(deciding, payload.view_recorded(), findings);
    case Payload::kConsensusReached:
      return Decide(deciding, payload.consensus_reached(), findings);
    case Payload::kConsensusNotReached:
      return Decide(deciding, payload.consensus_not_reached(), findings);
    case Payload::kChairDecided:
      return Decide(deciding, payload.chair_decided(), findings);
    case Payload::kDecisionDeferred:
      return Decide(deciding, payload.decision_deferred(), findings);
    case Payload::kEscalatedForPeerReview:
      return Decide(deciding, payload.escalated_for_peer_review(), findings);
    case Payload::kEscalatedToNhse:
      return Decide(deciding, payload.escalated_to_nhse(), findings);
    case Payload::kDecisionMade:
      return Decide(deciding, payload.decision_made(), findings);
    case Payload::kDecisionPublished:
      return Decide(deciding, payload.decision_published(), findings);
    case Payload::kDecisionImplemented:
      return Decide(deciding, payload.decision_implemented(), findings);
    case Payload::kDecisionSuperseded:
      return Decide(deciding, payload.decision_superseded(), findings);
    case Payload::kDecisionRevoked:
      return Decide(deciding, payload.decision_revoked(), findings);
    case Payload::kAdviceRecorded:
      return Decide(deciding, payload.advice_recorded(), findings);
    case Payload::kDissentRecorded:
      return Decide(deciding, payload.dissent_recorded(), findings);
    case Payload::kDissentAnswered:
      return Decide(deciding, payload.dissent_answered(), findings);
    case Payload::kDissentResolved:
      return Decide(deciding, payload.dissent_resolved(), findings);
    case Payload::kDissentMaintained:
      return Decide(deciding, payload.dissent_maintained(), findings);
    case Payload::kDissentWithdrawn:
      return Decide(deciding, payload.dissent_withdrawn(), findings);
    case Payload::kActionAssigned:
      return Decide(deciding, payload.action_assigned(), findings);
    case Payload::kActionProgressed:
      return Decide(deciding, payload.action_progressed(), findings);
    case Payload::kActionReassigned:
      return Decide(deciding, payload.action_reassigned(), findings);
    case Payload::kActionDueDateChanged:
      return Decide(deciding, payload.action_due_date_changed(), findings);
    case Payload::kActionClosed:
      return Decide(deciding, payload.action_closed(), findings);
    case Payload::kActionCancelled:
      return Decide(deciding, payload.action_cancelled(), findings);
    case Payload::kTopicRegistered:
      return Decide(deciding, payload.topic_registered(), findings);
    case Payload::kTopicRetired:
      return Decide(deciding, payload.topic_retired(), findings);
    case Payload::kRequestRaised:
      return Decide(deciding, payload.request_raised(), findings);
    case Payload::kRequesterSubscribed:
      return Decide(deciding, payload.requester_subscribed(), findings);
    case Payload::kReturnSubmitted:
      return Decide(deciding, payload.return_submitted(), findings);
    case Payload::kReturnAccepted:
      return Decide(deciding, payload.return_accepted(), findings);
    case Payload::kReturnQueried:
      return Decide(deciding, payload.return_queried(), findings);
    case Payload::kRequestWithdrawn:
      return Decide(deciding, payload.request_withdrawn(), findings);
    case Payload::kRequestClosed:
      return Decide(deciding, payload.request_closed(), findings);
    case Payload::kConcernRaised:
      return Decide(deciding, payload.concern_raised(), findings);
    case Payload::kSupportOffered:
      return Decide(deciding, payload.support_offered(), findings);
    case Payload::kSupportAccepted:
      return Decide(deciding, payload.support_accepted(), findings);
    case Payload::kConcernReviewed:
      return Decide(deciding, payload.concern_reviewed(), findings);
    case Payload::kConcernEscalated:
      return Decide(deciding, payload.concern_escalated(), findings);
    case Payload::kConcernClosed:
      return Decide(deciding, payload.concern_closed(), findings);
    case Payload::kSegmentDecided:
      return Decide(deciding, payload.segment_decided(), findings);
    case Payload::kSegmentReviewed:
      return Decide(deciding, payload.segment_reviewed(), findings);
    case Payload::kStocktakeStarted:
      return Decide(deciding, payload.stocktake_started(), findings);
    case Payload::kStocktakeCompleted:
      return Decide(deciding, payload.stocktake_completed(), findings);
    case Payload::kRecoverySupportEntered:
      return Decide(deciding, payload.recovery_support_entered(), findings);
    case Payload::kImprovementDirectorAppointed:
      return Decide(deciding, payload.improvement_director_appointed(), findings);
    case Payload::kImprovementPlanAgreed:
      return Decide(deciding, payload.improvement_plan_agreed(), findings);
    case Payload::kExitCriterionSet:
      return Decide(deciding, payload.exit_criterion_set(), findings);
    case Payload::kExitCriterionEvidenced:
      return Decide(deciding, payload.exit_criterion_evidenced(), findings);
    case Payload::kRecoveryProgressReviewed:
      return Decide(deciding, payload.recovery_progress_reviewed(), findings);
    case Payload::kRecoverySupportExited:
      return Decide(deciding, payload.recovery_support_exited(), findings);
    case Payload::kRegulatoryActionTaken:
      return Decide(deciding, payload.regulatory_action_taken(), findings);
    case Payload::kComplianceCertified:
      return Decide(deciding, payload.compliance_certified(), findings);
    case Payload::kRegulatoryActionLifted:
      return Decide(deciding, payload.regulatory_action_lifted(), findings);
    case Payload::kCqcRecordPublished:
      return Decide(deciding, payload.cqc_record_published(), findings);
    case Payload::kCqcRecordWithdrawn:
      return Decide(deciding, payload.cqc_record_withdrawn(), findings);
    case Payload::kActivityPlanned:
      return Decide(deciding, payload.activity_planned(), findings);
    case Payload::kActivityOpened:
      return Decide(deciding, payload.activity_opened(), findings);
    case Payload::kPartnerJoined:
      return Decide(deciding, payload.partner_joined(), findings);
    case Payload::kInputRecorded:
      return Decide(deciding, payload.input_recorded(), findings);
    case Payload::kThemeRecorded:
      return Decide(deciding, payload.theme_recorded(), findings);
    case Payload::kThemeAnswered:
      return Decide(deciding, payload.theme_answered(), findings);
    case Payload::kReportPublished:
      return Decide(deciding, payload.report_published(), findings);
    case Payload::kLinkedToDecision:
      return Decide(deciding, payload.linked_to_decision(), findings);
    case Payload::kFeedbackGiven:
      return Decide(deciding, payload.feedback_given(), findings);
    case Payload::kActivityCompleted:
      return Decide(deciding, payload.activity_completed(), findings);
    case Payload::kActivityCancelled:
      return Decide(deciding, payload.activity_cancelled(), findings);
    case Payload::kEventRetracted:
      return Decide(deciding, payload.event_retracted(), findings);
    case Payload::kClassificationChanged:
      return Decide(deciding, payload.classification_changed(), findings);
    case Payload::kReportConfirmed:
      return Decide(deciding, payload.report_confirmed(), findings);
    case Payload::kLogCreated:
    case Payload::kWriterStarted:
      return findings.Field("content", "records of the log itself are made by its writer alone");
    case Payload::KIND_NOT_SET:
      return findings.Field("content", "is missing");
  }
}

}  // namespace witan::domain
