#include <algorithm>

#include "services/domain/decision/decision.h"
#include "services/domain/interest/interest.h"

namespace witan::domain {
namespace {

using witan::decision::v1::AdviceRecorded;
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
using witan::interest::v1::MANAGEMENT_UNSPECIFIED;

// What was proposed, then as it was decided: the meeting may be another one after a deferral.
template <class Content>
void TakeQuestion(const Content& content, DecisionState& state) {
  state.title = content.title();
  state.body_id = content.body_id();
  state.meeting_id = content.meeting_id();
  state.agenda_item = content.agenda_item();
}

DecisionStage StageOf(const Record& decision, const DecisionState& state) {
  if (Last<DecisionRevoked>(decision)) return DecisionStage::kRevoked;
  if (Last<DecisionSuperseded>(decision)) return DecisionStage::kSuperseded;
  if (state.made) return DecisionStage::kMade;
  if (Last<AdviceRecorded>(decision)) return DecisionStage::kAdvice;
  return Last<DecisionDeferred>(decision) ? DecisionStage::kDeferred : DecisionStage::kProposed;
}

void TakeConsensus(const Record& decision, DecisionState& state) {
  for (const EventPtr& event : decision.facts) {
    if (As<ConsensusReached>(event->payload()) != nullptr) {
      state.consensus = DecisionState::Consensus::kReached;
    } else if (As<ConsensusNotReached>(event->payload()) != nullptr) {
      state.consensus = DecisionState::Consensus::kNotReached;
    }
  }
}

// Whether a fact of this kind occurred by the date.
template <class Content>
bool OccurredOn(const Record& decision, const std::string& date) {
  const auto facts = All<Content>(decision);
  return std::any_of(facts.begin(), facts.end(),
                     [&](const auto& fact) { return fact.event->occurred().date() <= date; });
}

void AddConflict(DecisionConflict conflict, std::vector<DecisionConflict>& conflicts) {
  const auto it = std::find_if(conflicts.begin(), conflicts.end(), [&](const auto& other) {
    return other.person_id == conflict.person_id;
  });
  if (it == conflicts.end()) {
    conflicts.push_back(std::move(conflict));
  } else if (it->management == MANAGEMENT_UNSPECIFIED) {
    *it = std::move(conflict);
  }
}

}  // namespace

DecisionState DecisionStateOf(const Record& decision) {
  DecisionState state;
  if (const auto proposed = Last<DecisionProposed>(decision)) TakeQuestion(*proposed, state);
  if (const auto advice = Last<AdviceRecorded>(decision)) TakeQuestion(*advice, state);
  state.made = Last<DecisionMade>(decision);
  if (state.made) TakeQuestion(*state.made, state);
  state.stage = StageOf(decision, state);
  TakeConsensus(decision, state);
  state.is_published = bool{Last<DecisionPublished>(decision)};
  state.is_implemented = bool{Last<DecisionImplemented>(decision)};
  state.is_escalated =
      Last<EscalatedForPeerReview>(decision) || bool{Last<EscalatedToNhse>(decision)};
  return state;
}

bool DecisionStandsOn(const Record& decision, CivilDate date) {
  const std::string on = date.Text();
  return OccurredOn<DecisionMade>(decision, on) && !OccurredOn<DecisionRevoked>(decision, on) &&
         !OccurredOn<DecisionSuperseded>(decision, on);
}

Tally TallyOf(const DecisionMade& made) {
  Tally tally;
  for (const auto& position : made.positions()) {
    switch (position.position()) {
      case witan::decision::v1::POSITION_FOR:
        ++tally.in_favour;
        break;
      case witan::decision::v1::POSITION_AGAINST:
        ++tally.against;
        break;
      case witan::decision::v1::POSITION_ABSTAINED:
        ++tally.abstained;
        break;
      default:  // took no part, or an unknown value of an open enum: not counted in the vote
        ++tally.took_no_part;
    }
  }
  return tally;
}

std::vector<DecisionConflict> ConflictsOfDecision(const World& world, std::string_view decision_id,
                                                  const DecisionMade& made) {
  std::vector<DecisionConflict> conflicts;
  for (const auto& declared : made.conflicts()) {
    AddConflict({declared.person_id(), declared.management(), ""}, conflicts);
  }
  const Touched touched{.decision_id = std::string(decision_id),
                        .meeting_id = made.meeting_id(),
                        .agenda_item = made.agenda_item()};
  for (const Conflict& found : ConflictsOn(world, touched)) {
    const bool is_managed = found.managed != nullptr;
    AddConflict({found.person_id, is_managed ? found.managed->management() : MANAGEMENT_UNSPECIFIED,
                 is_managed ? found.managed_event_id : found.identified_event_id},
                conflicts);
  }
  return conflicts;
}

}  // namespace witan::domain
