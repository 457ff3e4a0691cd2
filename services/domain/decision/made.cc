// DecisionMade: the claim that a body decided. Every rule is asked, so that a refusal names all of
// them and a recorded fact carries all that it broke.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/body/body.h"
#include "services/domain/decision/authority.h"
#include "services/domain/decision/steps.h"
#include "services/domain/decision/voices.h"
#include "services/domain/interest/interest.h"
#include "services/domain/meeting/meeting.h"
#include "services/domain/person/person.h"

namespace witan::domain {
namespace {

using witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF;
using witan::body::v1::DECISION_METHOD_DELEGATED_INDIVIDUAL;
using witan::body::v1::DECISION_METHOD_URGENT;
using witan::body::v1::DECISION_METHOD_VOTE;
using witan::decision::v1::DecisionMade;
using witan::decision::v1::MemberPosition;
using witan::decision::v1::POSITION_TOOK_NO_PART;

constexpr uint32_t kFunctions = 11;

struct Making {
  const Deciding& deciding;
  const Record& body;
  const DecisionMade& made;
  // Nullptr where it was made outside a meeting.
  const Record* meeting;
  std::vector<DecisionConflict> conflicts;
};

// ---- the content by itself

void CheckContent(const Making& making, Findings& findings) {
  const DecisionMade& made = making.made;
  for (int i = 0; i < made.functions_touched_size(); ++i) {
    if (made.functions_touched(i) < 1 || made.functions_touched(i) > kFunctions) {
      findings.Field(fmt::format("content.functions_touched[{}]", i),
                     "is none of the eleven functions");
    }
  }
  std::set<std::string_view> people;
  for (int i = 0; i < made.positions_size(); ++i) {
    if (!people.insert(made.positions(i).person_id()).second) {
      findings.Field(fmt::format("content.positions[{}].person_id", i),
                     "has a position already; each has one");
    }
  }
  for (int i = 0; i < made.in_common_with_ids_size(); ++i) {
    if (made.in_common_with_ids(i) == making.deciding.record_id) {
      findings.Field(fmt::format("content.in_common_with_ids[{}]", i), "is this decision itself");
    }
  }
  if (made.method() == DECISION_METHOD_DELEGATED_INDIVIDUAL &&
      making.deciding.header.acted_by().person_id().empty()) {
    findings.Field("header.acted_by.person_id", "names the person who decided");
  }
}

// What was proposed is what is decided, by the same body; once.
void CheckHistory(const Making& making, Findings& findings) {
  if (making.deciding.record == nullptr) return;
  const DecisionState state = DecisionStateOf(*making.deciding.record);
  if (!state.body_id.empty() && state.body_id != making.made.body_id() &&
      !making.deciding.is_replacement) {
    findings.Field("content.body_id", "is not the body before which the question was put");
  }
  if (making.deciding.is_replacement) return;
  if (state.made) {
    findings.Refuse(ReasonId::kTwiceStated,
                    "The decision was made before; supersede it by another or correct it.");
  } else if (state.stage == DecisionStage::kAdvice) {
    findings.Refuse(ReasonId::kWrongState, "The record holds advice; open another to decide.");
  }
}

void CheckMeeting(const Making& making, Findings& findings) {
  if (making.meeting == nullptr) return;
  const DecisionMade& made = making.made;
  if (MeetingBody(*making.meeting) != making.body.id) {
    findings.Field("content.meeting_id", "is no meeting of this body");
  }
  if (MeetingDate(*making.meeting) != making.deciding.occurred.Text()) {
    findings.Field("content.meeting_id",
                   fmt::format("is a meeting of {}; the decision occurred "
                               "on {}",
                               MeetingDate(*making.meeting), making.deciding.occurred.Text()));
  }
  const MeetingStage stage = MeetingStageOf(*making.meeting);
  if (stage == MeetingStage::kScheduled || stage == MeetingStage::kCancelled) {
    findings.Refuse(ReasonId::kWrongState,
                    "The meeting was not opened; nothing was decided in it.");
  }
  const bool has_agenda = !AgendaOf(*making.meeting).empty();
  if (has_agenda && ItemOf(*making.meeting, made.agenda_item()) == nullptr) {
    findings.Field("content.agenda_item", made.agenda_item().empty()
                                              ? "names the item of the agenda"
                                              : "is no item of the meeting's agenda");
  }
}

// ---- voices and votes

void CheckPositions(const Making& making, Findings& findings) {
  std::vector<Voice> voices;
  for (const MemberPosition& position : making.made.positions()) {
    voices.push_back({position.person_id(), position.on_behalf_of_id()});
  }
  CheckSpeaker(making.deciding, making.body, std::move(voices), findings);
}

bool IsDeputyAt(const Making& making, std::string_view person_id) {
  if (making.meeting == nullptr) return false;
  const auto attendees = AttendeesFor(*making.meeting, making.made.agenda_item(), {});
  return std::any_of(attendees.begin(), attendees.end(), [&](const Attendee& attendee) {
    return attendee.person_id == person_id && !attendee.deputy_for_id.empty();
  });
}

void CheckVoters(const Making& making, Findings& findings) {
  if (making.made.method() != DECISION_METHOD_VOTE) return;
  CheckMayVote(making.deciding, making.body, findings);
  for (int i = 0; i < making.made.positions_size(); ++i) {
    const MemberPosition& position = making.made.positions(i);
    if (position.position() == POSITION_TOOK_NO_PART) continue;
    const auto member = MemberOn(making.body, position.person_id(), making.deciding.occurred);
    if ((member && member->votes()) || IsDeputyAt(making, position.person_id())) continue;
    findings.Field(fmt::format("content.positions[{}].person_id", i),
                   fmt::format("has no vote in {} on {}", BodyName(making.body),
                               making.deciding.occurred.Text()));
  }
}

bool IsTakenOut(const Making& making, std::string_view person_id) {
  return std::any_of(making.conflicts.begin(), making.conflicts.end(), [&](const auto& conflict) {
    return conflict.person_id == person_id && TakesOutOfVote(conflict.management);
  });
}

// a member kept out is not counted. Whether each conflict is managed is asked at publication.
void CheckConflicts(const Making& making, Findings& findings) {
  if (making.conflicts.empty()) return;
  std::string counted;
  for (const MemberPosition& position : making.made.positions()) {
    const bool takes_part = position.position() != POSITION_TOOK_NO_PART;
    if (takes_part && IsTakenOut(making, position.person_id())) {
      counted += (counted.empty() ? "" : ", ") +
                 DescribedPerson(making.deciding.world, position.person_id());
    }
  }
  for (const DecisionConflict& conflict : making.conflicts) {
    if (!conflict.event_id.empty()) findings.RestsOn(conflict.event_id);
  }
  findings.Check(
      RuleId::k53, counted.empty(),
      counted.empty()
          ? fmt::format("{} conflicts are known; nobody kept out is counted.",
                        making.conflicts.size())
          : fmt::format("Kept out by a conflict and counted all the same: {}.", counted));
}

// ---- the meeting

std::vector<Attendee> AttendeesOf(const Making& making) {
  std::vector<std::string> recused;
  for (const DecisionConflict& conflict : making.conflicts) {
    if (TakesOutOfVote(conflict.management)) recused.push_back(conflict.person_id);
  }
  for (const MemberPosition& position : making.made.positions()) {
    if (position.position() == POSITION_TOOK_NO_PART) recused.push_back(position.person_id());
  }
  if (making.meeting != nullptr && AttendanceOf(*making.meeting)) {
    return AttendeesFor(*making.meeting, making.made.agenda_item(), recused);
  }
  std::vector<Attendee> attendees;
  for (const MemberPosition& position : making.made.positions()) {
    const bool is_recused =
        std::find(recused.begin(), recused.end(), position.person_id()) != recused.end();
    attendees.push_back({position.person_id(), "", is_recused});
  }
  return attendees;
}

// A person with a delegated power decides alone, and an urgent decision outside a meeting is
// ratified at the next one.
void CheckQuorum(const Making& making, Findings& findings) {
  const auto method = making.made.method();
  if (method == DECISION_METHOD_DELEGATED_INDIVIDUAL) return;
  if (method == DECISION_METHOD_URGENT && making.meeting == nullptr) return;
  const QuorumCount count = CountQuorum(making.deciding.world, making.body,
                                        making.deciding.occurred, AttendeesOf(making));
  if (!count.event_id.empty()) findings.RestsOn(count.event_id);
  if (making.meeting != nullptr) {
    if (const auto attendance = AttendanceOf(*making.meeting)) {
      findings.RestsOn(attendance.event->event_id());
    }
  }
  switch (count.state) {
    case QuorumState::kQuorate:
      return findings.Held(RuleId::k19, count.sentence);
    case QuorumState::kInquorate:
      return findings.Broken(RuleId::k19, count.sentence);
    case QuorumState::kNotStated:
      return findings.Flag(RuleId::k19, count.sentence);
  }
}

//
void CheckDeclarations(const Making& making, Findings& findings) {
  if (making.meeting == nullptr) return;
  const std::string& item = making.made.agenda_item();
  if (AgendaOf(*making.meeting).empty()) {
    findings.Flag(RuleId::k52,
                  "No agenda is recorded: whether declarations came first is not "
                  "known.");
    return;
  }
  const bool came_first = DeclarationsStandBefore(*making.meeting, item);
  findings.Check(RuleId::k52, came_first,
                 fmt::format("Declarations of interest {} before item {}.",
                             came_first ? "stand" : "do not stand", item));
}

//
void CheckPublic(const Making& making, Findings& findings) {
  if (making.meeting == nullptr || !MeetsInPublic(making.body)) return;
  const std::string& item = making.made.agenda_item();
  if (!IsPrivateItem(*making.meeting, item)) {
    findings.Held(RuleId::k56, fmt::format("Item {} was taken in public.", item));
    return;
  }
  const auto excluded = ExclusionOf(*making.meeting, item);
  const bool has_reason =
      excluded && excluded->reason().find_first_not_of(" \n") != std::string::npos;
  if (excluded) findings.RestsOn(excluded.event->event_id());
  findings.Check(
      RuleId::k56, has_reason,
      has_reason ? fmt::format("Item {} was private by a resolution with its reason.", item)
                 : fmt::format("Item {} was private without a resolution that states why.", item));
}

}  // namespace

void Decide(const Deciding& deciding, const DecisionMade& content, Findings& findings) {
  const Record* body = deciding.world.Find(content.body_id());
  const Making making{
      .deciding = deciding,
      .body = *body,
      .made = content,
      .meeting = content.meeting_id().empty() ? nullptr : deciding.world.Find(content.meeting_id()),
      .conflicts = ConflictsOfDecision(deciding.world, deciding.record_id, content)};
  CheckContent(making, findings);
  CheckHistory(making, findings);
  CheckMeeting(making, findings);
  CheckPositions(making, findings);
  if (content.method() == DECISION_METHOD_CHAIR_ON_BEHALF) {
    CheckChairDecides(deciding, *body, findings);
  }
  CheckVoters(making, findings);
  CheckAuthority(deciding, *body, content, findings);
  CheckSpending(deciding, *body, content, findings);
  CheckQuorum(making, findings);
  CheckDeclarations(making, findings);
  CheckConflicts(making, findings);
  CheckPublic(making, findings);
}

}  // namespace witan::domain
