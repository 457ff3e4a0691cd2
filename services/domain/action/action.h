#pragma once

// Actions: who owes what by when, and how it ended.

#include <string>

#include "services/domain/decide.h"
#include "witan/action/v1/action.pb.h"

namespace witan::domain {

enum class ActionStage { kOpen, kClosed, kCancelled };

// What the facts of an action come to.
struct ActionState {
  ActionStage stage = ActionStage::kOpen;
  // Who owes it now: one of the two is set.
  std::string owner_person_id;
  std::string owner_organisation_id;
  // The date in force, ISO 8601, and how often it was moved.
  std::string due;
  int due_changes = 0;
};

ActionState ActionStateOf(const Record& action);

// Whether it is open and its due date lies before `today`.
bool IsOverdue(const ActionState& action, CivilDate today);

// One owner and at most one source; not due before it was assigned.
void Decide(const Deciding& deciding, const witan::action::v1::ActionAssigned& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::action::v1::ActionProgressed& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::action::v1::ActionReassigned& content,
            Findings& findings);
// says why.
void Decide(const Deciding& deciding, const witan::action::v1::ActionDueDateChanged& content,
            Findings& findings);
// with evidence in the header.
void Decide(const Deciding& deciding, const witan::action::v1::ActionClosed& content,
            Findings& findings);
// says why.
void Decide(const Deciding& deciding, const witan::action::v1::ActionCancelled& content,
            Findings& findings);

}  // namespace witan::domain
