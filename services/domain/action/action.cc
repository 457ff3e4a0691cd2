#include "services/domain/action/action.h"

#include <fmt/format.h>

namespace witan::domain {
namespace {

using witan::action::v1::ActionAssigned;
using witan::action::v1::ActionCancelled;
using witan::action::v1::ActionClosed;
using witan::action::v1::ActionDueDateChanged;
using witan::action::v1::ActionProgressed;
using witan::action::v1::ActionReassigned;

// An action that ended stays as it ended; a correction of an earlier fact is no new step.
void CheckOpen(const Deciding& deciding, Findings& findings) {
  if (deciding.is_replacement) return;
  switch (ActionStateOf(*deciding.record).stage) {
    case ActionStage::kOpen:
      return;
    case ActionStage::kClosed:
      return findings.Refuse(ReasonId::kWrongState, "The action is closed.");
    case ActionStage::kCancelled:
      return findings.Refuse(ReasonId::kWrongState, "The action is cancelled.");
  }
}

template <class Content>
void CheckOwner(const Content& content, Findings& findings) {
  if (content.owner_person_id().empty() == content.owner_organisation_id().empty()) {
    findings.Field("content.owner_person_id",
                   "or content.owner_organisation_id says who owes it: exactly one of the two");
  }
}

void CheckDue(const Deciding& deciding, std::string_view due, Findings& findings) {
  if (CivilDate::Parse(due).value_or(deciding.occurred) < deciding.occurred) {
    findings.Field("content.due", fmt::format("is before the day on which it was set, {}",
                                              deciding.occurred.Text()));
  }
}

bool SaysSomething(std::string_view text) {
  return text.find_first_not_of(" \n") != std::string_view::npos;
}

}  // namespace

ActionState ActionStateOf(const Record& action) {
  ActionState state;
  if (const auto assigned = First<ActionAssigned>(action)) {
    state.owner_person_id = assigned->owner_person_id();
    state.owner_organisation_id = assigned->owner_organisation_id();
    state.due = assigned->due();
  }
  if (const auto reassigned = Last<ActionReassigned>(action)) {
    state.owner_person_id = reassigned->owner_person_id();
    state.owner_organisation_id = reassigned->owner_organisation_id();
  }
  for (const auto& changed : All<ActionDueDateChanged>(action)) {
    state.due = changed->due();
    ++state.due_changes;
  }
  if (Last<ActionCancelled>(action)) state.stage = ActionStage::kCancelled;
  if (Last<ActionClosed>(action)) state.stage = ActionStage::kClosed;
  return state;
}

bool IsOverdue(const ActionState& action, CivilDate today) {
  if (action.stage != ActionStage::kOpen) return false;
  const auto due = CivilDate::Parse(action.due);
  return due && *due < today;
}

void Decide(const Deciding& deciding, const ActionAssigned& content, Findings& findings) {
  CheckOwner(content, findings);
  CheckDue(deciding, content.due(), findings);
  const int sources = int{!content.decision_id().empty()} + int{!content.meeting_id().empty()} +
                      int{!content.concern_id().empty()} + int{!content.dissent_id().empty()};
  if (sources > 1) {
    findings.Field("content.decision_id",
                   "and another source are named; an action comes from at most one decision, "
                   "meeting, concern or dissent");
  }
}

void Decide(const Deciding& deciding, const ActionProgressed&, Findings& findings) {
  CheckOpen(deciding, findings);
}

void Decide(const Deciding& deciding, const ActionReassigned& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckOwner(content, findings);
}

void Decide(const Deciding& deciding, const ActionDueDateChanged& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckDue(deciding, content.due(), findings);
  const std::string before = ActionStateOf(*deciding.record).due;
  if (SaysSomething(content.reason())) {
    findings.Held(RuleId::k63, fmt::format("The due date moves from {} to {} with its reason.",
                                           before, content.due()));
  } else {
    findings.Broken(RuleId::k63, fmt::format("The due date moves from {} to {}; say why.", before,
                                             content.due()));
  }
}

void Decide(const Deciding& deciding, const ActionClosed&, Findings& findings) {
  CheckOpen(deciding, findings);
  const int evidence = deciding.header.evidence_size();
  if (evidence > 0) {
    findings.Held(RuleId::k63, fmt::format("It closes with evidence: \"{}\".",
                                           deciding.header.evidence(0).title()));
  } else {
    findings.Broken(RuleId::k63,
                    "An action closes with evidence: name a document that shows that it was done.");
  }
}

void Decide(const Deciding& deciding, const ActionCancelled& content, Findings& findings) {
  CheckOpen(deciding, findings);
  if (SaysSomething(content.reason())) {
    findings.Held(RuleId::k63, "It is cancelled with its reason.");
  } else {
    findings.Broken(RuleId::k63, "An action is cancelled with a reason: say why.");
  }
}

}  // namespace witan::domain
