#include "services/domain/decision/steps.h"

#include <fmt/format.h>

#include "services/domain/decision/decision.h"
#include "services/domain/dissent/dissent.h"
#include "services/domain/meeting/meeting.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/person/person.h"

namespace witan::domain {
namespace {

using witan::decision::v1::AdviceRecorded;
using witan::decision::v1::ChairDecided;
using witan::decision::v1::ConsensusNotReached;
using witan::decision::v1::ConsensusReached;
using witan::decision::v1::DecisionDeferred;
using witan::decision::v1::DecisionImplemented;
using witan::decision::v1::DecisionMade;
using witan::decision::v1::DecisionProposed;
using witan::decision::v1::DecisionPublished;
using witan::decision::v1::DecisionRevoked;
using witan::decision::v1::DecisionSuperseded;
using witan::decision::v1::EscalatedForPeerReview;
using witan::decision::v1::EscalatedToNhse;
using witan::decision::v1::ViewRecorded;
using witan::interest::v1::MANAGEMENT_UNSPECIFIED;

// The body of the record; nullptr where its opening was retracted.
const Record* BodyOf(const Deciding& deciding) {
  return deciding.world.Find(DecisionStateOf(*deciding.record).body_id);
}

void CheckBodySpeaks(const Deciding& deciding, Findings& findings) {
  if (const Record* body = BodyOf(deciding)) CheckSpeaker(deciding, *body, {}, findings);
}

// A step on the way to the decision.
void CheckIsPending(const Deciding& deciding, Findings& findings) {
  CheckBodySpeaks(deciding, findings);
  const DecisionState state = DecisionStateOf(*deciding.record);
  const bool is_pending =
      state.stage == DecisionStage::kProposed || state.stage == DecisionStage::kDeferred;
  if (!is_pending && !deciding.is_replacement) {
    findings.Refuse(ReasonId::kWrongState, state.made
                                               ? "The decision was made; this comes before it."
                                               : "The record holds advice and no open question.");
  }
}

// A step after the decision.
void CheckWasMade(const Deciding& deciding, Findings& findings) {
  CheckBodySpeaks(deciding, findings);
  if (deciding.is_replacement) return;
  const DecisionState state = DecisionStateOf(*deciding.record);
  if (!state.made) {
    findings.Refuse(ReasonId::kWrongState, "The decision was not made yet.");
  } else if (state.stage == DecisionStage::kRevoked) {
    findings.Refuse(ReasonId::kWrongState, "The decision was revoked.");
  } else if (state.stage == DecisionStage::kSuperseded) {
    findings.Refuse(ReasonId::kWrongState, "The decision was superseded by another.");
  }
}

// Meeting and item of a question, where they are named.
template <class Content>
void CheckPlace(const Deciding& deciding, const Content& content, Findings& findings) {
  if (content.meeting_id().empty()) {
    if (!content.agenda_item().empty()) {
      findings.Field("content.agenda_item", "goes with a meeting");
    }
    return;
  }
  const Record* meeting = deciding.world.Find(content.meeting_id());
  if (MeetingBody(*meeting) != content.body_id()) {
    findings.Field("content.meeting_id", "is no meeting of this body");
  }
  if (!content.agenda_item().empty() && ItemOf(*meeting, content.agenda_item()) == nullptr) {
    findings.Field("content.agenda_item", "is no item of the meeting's agenda");
  }
}

//
void CheckEscalation(const Deciding& deciding, Findings& findings) {
  CheckBodySpeaks(deciding, findings);
  const Record by_then = OccurredBy(*deciding.record, deciding.occurred.Text());
  const auto not_reached = Last<ConsensusNotReached>(by_then);
  const auto chair_decided = Last<ChairDecided>(by_then);
  if (not_reached) findings.RestsOn(not_reached.event->event_id());
  if (chair_decided) findings.RestsOn(chair_decided.event->event_id());
  const bool may_escalate = not_reached || chair_decided;
  findings.Check(RuleId::k15, may_escalate,
                 may_escalate ? "Consensus was not reached, and the issue is named."
                              : "Neither that consensus was not reached nor that the chair decided "
                                "is recorded by then.");
}

// of each conflict it is known how it was managed.
void CheckConflictsManaged(const Deciding& deciding, const DecisionMade& made, Findings& findings) {
  const auto conflicts = ConflictsOfDecision(deciding.world, deciding.record_id, made);
  if (conflicts.empty()) return;
  std::string open;
  for (const DecisionConflict& conflict : conflicts) {
    if (!conflict.event_id.empty()) findings.RestsOn(conflict.event_id);
    if (conflict.management != MANAGEMENT_UNSPECIFIED) continue;
    open += (open.empty() ? "" : ", ") + DescribedPerson(deciding.world, conflict.person_id);
  }
  findings.Check(RuleId::k53, open.empty(),
                 open.empty()
                     ? fmt::format("All {} conflicts were managed.", conflicts.size())
                     : fmt::format("How the conflict of {} was managed is not recorded.", open));
}

// Another decision that stands in this one's place.
void CheckFollower(const Deciding& deciding, const std::string& id, Findings& findings) {
  if (id.empty()) return;
  const Record* follower = deciding.world.Find(id);
  if (id == deciding.record_id) {
    findings.Field("content.by_decision_id", "is this decision itself");
  } else if (!DecisionStandsOn(*follower, deciding.occurred)) {
    findings.Field("content.by_decision_id",
                   fmt::format("is no decision that stands on {}", deciding.occurred.Text()));
  } else {
    findings.RestsOn(Last<DecisionMade>(*follower).event->event_id());
  }
}

}  // namespace

void CheckSpeaker(const Deciding& deciding, const Record& body, std::vector<Voice> voices,
                  Findings& findings) {
  const auto& actor = deciding.header.acted_by();
  const bool is_other_body = !actor.body_id().empty() && actor.body_id() != body.id;
  if (actor.person_id().empty() || is_other_body) {
    CheckActsForBody(deciding, body.id, findings);
  } else {
    voices.push_back({actor.person_id(), actor.organisation_id()});
  }
  CheckVoices(deciding, body, voices, findings);
}

void Decide(const Deciding& deciding, const DecisionProposed& content, Findings& findings) {
  const Record* body = deciding.world.Find(content.body_id());
  CheckSpeaker(deciding, *body, {}, findings);
  CheckPlace(deciding, content, findings);
  if (!BodyIsLiveOn(*body, deciding.occurred)) {
    findings.Refuse(ReasonId::kWrongState, fmt::format("{} does not exist on {}.", BodyName(*body),
                                                       deciding.occurred.Text()));
  }
}

void Decide(const Deciding& deciding, const ViewRecorded& content, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().person_id();
  if (!actor.empty() && actor != content.person_id()) {
    findings.Field("content.person_id", "is not the person whose act this is");
  }
  const DecisionState state = DecisionStateOf(*deciding.record);
  if (state.made && !deciding.is_replacement) {
    findings.Refuse(ReasonId::kWrongState, "The decision was made; views come before it.");
  }
  const Record* body = BodyOf(deciding);
  if (body == nullptr) return;
  CheckSpeaker(deciding, *body, {{content.person_id(), content.on_behalf_of_id()}}, findings);
  if (!MemberOn(*body, content.person_id(), deciding.occurred)) {
    findings.Field("content.person_id", fmt::format("does not sit on {} on {}", BodyName(*body),
                                                    deciding.occurred.Text()));
  }
}

void Decide(const Deciding& deciding, const ConsensusReached&, Findings& findings) {
  CheckIsPending(deciding, findings);
}

void Decide(const Deciding& deciding, const ConsensusNotReached&, Findings& findings) {
  CheckIsPending(deciding, findings);
  CheckReasonsWereHeard(deciding, findings);
}

void Decide(const Deciding& deciding, const ChairDecided&, Findings& findings) {
  CheckIsPending(deciding, findings);
  if (const Record* body = BodyOf(deciding)) CheckChairDecides(deciding, *body, findings);
}

void Decide(const Deciding& deciding, const DecisionDeferred& content, Findings& findings) {
  CheckIsPending(deciding, findings);
  const auto until = CivilDate::Parse(content.until());
  if (until && *until <= deciding.occurred) {
    findings.Field("content.until", "is not after the deferral");
  }
}

void Decide(const Deciding& deciding, const EscalatedForPeerReview&, Findings& findings) {
  CheckEscalation(deciding, findings);
}

void Decide(const Deciding& deciding, const EscalatedToNhse& content, Findings& findings) {
  CheckEscalation(deciding, findings);
  if (!IsNhsEngland(deciding.world, content.addressed_to_id())) {
    findings.Field("content.addressed_to_id", "is neither NHS England nor one of its regions");
  }
}

void Decide(const Deciding& deciding, const DecisionPublished& content, Findings& findings) {
  CheckWasMade(deciding, findings);
  const DecisionState state = DecisionStateOf(*deciding.record);
  if (state.is_published && !deciding.is_replacement) {
    findings.Refuse(ReasonId::kTwiceStated, "The decision was published before.");
  }
  const auto standing =
      StandingDissents(deciding.world, deciding.record_id, deciding.occurred).size();
  findings.Check(
      RuleId::k14, content.dissent_count() == standing,
      fmt::format("{} dissents stand; {} are stated.", standing, content.dissent_count()));
  if (state.made) CheckConflictsManaged(deciding, *state.made, findings);
}

void Decide(const Deciding& deciding, const DecisionImplemented& content, Findings& findings) {
  CheckWasMade(deciding, findings);
  const auto made = Last<DecisionMade>(*deciding.record);
  if (made && content.on() < made.event->occurred().date()) {
    findings.Field("content.on", "is before the decision was made");
  }
}

void Decide(const Deciding& deciding, const DecisionSuperseded& content, Findings& findings) {
  CheckWasMade(deciding, findings);
  CheckFollower(deciding, content.by_decision_id(), findings);
}

void Decide(const Deciding& deciding, const DecisionRevoked& content, Findings& findings) {
  CheckWasMade(deciding, findings);
  CheckFollower(deciding, content.by_decision_id(), findings);
}

void Decide(const Deciding& deciding, const AdviceRecorded& content, Findings& findings) {
  const Record* body = deciding.world.Find(content.body_id());
  CheckSpeaker(deciding, *body, {}, findings);
  CheckPlace(deciding, content, findings);
  if (deciding.record == nullptr || deciding.is_replacement) return;
  const DecisionState state = DecisionStateOf(*deciding.record);
  if (state.made) {
    findings.Refuse(ReasonId::kWrongState, "The record holds a decision that was made.");
  } else if (!state.body_id.empty() && state.body_id != content.body_id()) {
    findings.Field("content.body_id", "is not the body before which the question was put");
  }
}

}  // namespace witan::domain
