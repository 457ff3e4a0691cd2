#pragma once

// Decisions: the question, the views, the way it was decided and under which authority, and what
// became of it. DecisionMade may open a record by itself; the steps before it are needed only where
// a rule demands them.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::decision::v1::DecisionProposed& content,
            Findings& findings);
// the person's own view, on nobody's behalf.
void Decide(const Deciding& deciding, const witan::decision::v1::ViewRecorded& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::decision::v1::ConsensusReached& content,
            Findings& findings);
// after a view or dissent with reasons.
void Decide(const Deciding& deciding, const witan::decision::v1::ConsensusNotReached& content,
            Findings& findings);
// after ConsensusNotReached, by the chair, on a board.
void Decide(const Deciding& deciding, const witan::decision::v1::ChairDecided& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::decision::v1::DecisionDeferred& content,
            Findings& findings);
// after ConsensusNotReached or ChairDecided.
void Decide(const Deciding& deciding, const witan::decision::v1::EscalatedForPeerReview& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::decision::v1::EscalatedToNhse& content,
            Findings& findings);
//
void Decide(const Deciding& deciding, const witan::decision::v1::DecisionMade& content,
            Findings& findings);
// the number of dissents that stand. R-53: every conflict is managed.
void Decide(const Deciding& deciding, const witan::decision::v1::DecisionPublished& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::decision::v1::DecisionImplemented& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::decision::v1::DecisionSuperseded& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::decision::v1::DecisionRevoked& content,
            Findings& findings);
// what a body without decision rights may record; any body may.
void Decide(const Deciding& deciding, const witan::decision::v1::AdviceRecorded& content,
            Findings& findings);

// ---- readings

enum class DecisionStage { kProposed, kDeferred, kMade, kSuperseded, kRevoked, kAdvice };

struct DecisionState {
  DecisionStage stage = DecisionStage::kProposed;
  std::string title;
  std::string body_id;
  std::string meeting_id;
  std::string agenda_item;
  // False while it is not made. Points into the record.
  FactOf<witan::decision::v1::DecisionMade> made;
  bool is_published = false;
  bool is_implemented = false;
  bool is_escalated = false;
  // The newest word on consensus.
  enum class Consensus { kNotStated, kReached, kNotReached } consensus = Consensus::kNotStated;
};

DecisionState DecisionStateOf(const Record& decision);

// Made, and neither revoked nor superseded by the date.
bool DecisionStandsOn(const Record& decision, CivilDate date);

// The people with a vote or view in the decision as made, who is taken out by a conflict excluded.
struct Tally {
  int in_favour = 0;
  int against = 0;
  int abstained = 0;
  int took_no_part = 0;
};
Tally TallyOf(const witan::decision::v1::DecisionMade& made);

// A conflict that touches a decision, as it states itself or as the registers of interests do.
struct DecisionConflict {
  std::string person_id;
  // MANAGEMENT_UNSPECIFIED while nobody has managed it.
  witan::interest::v1::Management management = witan::interest::v1::MANAGEMENT_UNSPECIFIED;
  // The event of the register that says so; empty where the decision states it.
  std::string event_id;
};
std::vector<DecisionConflict> ConflictsOfDecision(const World& world, std::string_view decision_id,
                                                  const witan::decision::v1::DecisionMade& made);

}  // namespace witan::domain
