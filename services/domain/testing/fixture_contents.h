#pragma once

// What is stated in the stories F2 to F15, for whoever tells them: the tests of the rules, and
// those that tell them to a running service.

#include <string>
#include <string_view>

#include "services/domain/testing/governed_system.h"
#include "services/domain/testing/meeting_story.h"
#include "witan/dissent/v1/dissent.pb.h"
#include "witan/involvement/v1/involvement.pb.h"
#include "witan/recovery/v1/recovery.pb.h"
#include "witan/regulation/v1/regulation.pb.h"
#include "witan/request/v1/request.pb.h"
#include "witan/segment/v1/segment.pb.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::domain::testing {

// F2: the forum decides on £50,000.
witan::decision::v1::DecisionMade ForumSpends(const GovernedSystem& system);

// F3, F4: two units are to be brought together; a member finds the journeys too long; the chair
// decides on the board's behalf.
witan::decision::v1::DecisionProposed UnitsProposed(const GovernedSystem& system);
witan::decision::v1::DecisionProposed UnitsProposed(const MeetingStory& meeting);
witan::dissent::v1::DissentRecorded LongJourneys(const GovernedSystem& system, Seat seat,
                                                 std::string_view decision_id);
witan::decision::v1::ConsensusNotReached UnitsDisputed();
witan::decision::v1::DecisionMade ChairDecides(const MeetingStory& meeting);
witan::decision::v1::EscalatedForPeerReview UnitsReviewed();

// F5: the trust's chief executive votes for the trust.
witan::decision::v1::DecisionMade TrustVotes(const GovernedSystem& system);

// F6: an organisation is directed to do its duty.
witan::regulation::v1::RegulatoryActionTaken Direction(std::string_view subject_id);

// F7: the trust is asked for its waiting times of a quarter; others ask as well.
witan::topic::v1::TopicRegistered WaitingTimes(const GovernedSystem& system);
witan::request::v1::RequestRaised WaitingTimesAsked(const GovernedSystem& system,
                                                    std::string_view requester_id,
                                                    std::string_view topic_id);
witan::request::v1::RequesterSubscribed AskedAsWell(std::string_view requester_id);

// F8: a place moves to another organisation on kEstablished.
witan::organisation::v1::BoundaryChanged MovedTo(std::string_view organisation_id);

// F9: the trust is in segment 4 and in recovery support, which ends on evidence.
witan::segment::v1::SegmentDecided SegmentFour(const GovernedSystem& system);
witan::recovery::v1::RecoverySupportEntered RecoveryEntered(const GovernedSystem& system);
witan::recovery::v1::ExitCriterionSet SafeStaffing();
witan::recovery::v1::ExitCriterionEvidenced SafeStaffingEvidenced();
witan::recovery::v1::RecoverySupportExited RecoveryExited();

// F10: people are asked, and nothing changes; an empty reason is none.
witan::involvement::v1::ActivityPlanned PeopleAsked(const GovernedSystem& system);
witan::involvement::v1::ThemeRecorded NoBus();
witan::involvement::v1::FeedbackGiven FeedbackByLetter();
witan::involvement::v1::ThemeAnswered NothingChanged(std::string_view reason);

// F11: the public is excluded from item 4; an empty reason is none.
witan::meeting::v1::PublicExcluded ExcludedFromItem4(std::string_view reason);

// F12: the committee buys equipment under a delegation.
witan::decision::v1::DecisionMade CommitteeBuys(const GovernedSystem& system,
                                                std::string_view delegation_id, int64_t pence);

// F13, F14: the board had rejected what was recorded as approved.
witan::decision::v1::DecisionMade RejectedAfterAll(const GovernedSystem& system);
witan::command::v1::CommandHeader CorrectionOf(const GovernedSystem& system,
                                               std::string_view decision_id, const Event& original);

// F15: a third ICB of the region, a joint committee of three ICBs in two regions, and its decision.
std::string ThirdIcb(GovernedSystem& system);
std::string JointCommittee(GovernedSystem& system, std::string_view third_icb);
witan::decision::v1::DecisionMade AmbulancePlan(const GovernedSystem& system,
                                                std::string_view joint_committee);

}  // namespace witan::domain::testing
