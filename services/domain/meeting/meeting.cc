#include "services/domain/meeting/meeting.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "witan/decision/v1/decision.pb.h"

namespace witan::domain {
namespace {

using witan::meeting::v1::AgendaChanged;
using witan::meeting::v1::AgendaItem;
using witan::meeting::v1::Attendance;
using witan::meeting::v1::AttendanceRecorded;
using witan::meeting::v1::ITEM_KIND_DECISION;
using witan::meeting::v1::ITEM_KIND_DECLARATIONS;
using witan::meeting::v1::MeetingCancelled;
using witan::meeting::v1::MeetingClosed;
using witan::meeting::v1::MeetingOpened;
using witan::meeting::v1::MeetingScheduled;
using witan::meeting::v1::MinutesApproved;
using witan::meeting::v1::MinutesDrafted;
using witan::meeting::v1::MinutesPublished;
using witan::meeting::v1::PapersPublished;
using witan::meeting::v1::PRESENCE_PART;
using witan::meeting::v1::PublicExcluded;
using witan::meeting::v1::QuorumStated;

std::string_view StageWord(MeetingStage stage) {
  switch (stage) {
    case MeetingStage::kScheduled:
      return "scheduled and not opened";
    case MeetingStage::kOpen:
      return "open";
    case MeetingStage::kClosed:
      return "closed";
    case MeetingStage::kCancelled:
      return "cancelled";
  }
  return "";
}

// What any step of a meeting needs: the body's own act, at a stage in which it can happen.
void CheckStep(const Deciding& deciding, std::initializer_list<MeetingStage> wanted,
               Findings& findings) {
  CheckActsForBody(deciding, MeetingBody(*deciding.record), findings);
  if (deciding.is_replacement) return;
  const MeetingStage stage = MeetingStageOf(*deciding.record);
  if (std::find(wanted.begin(), wanted.end(), stage) == wanted.end()) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("The meeting is {}; this cannot happen then.", StageWord(stage)));
  }
}

void CheckAgenda(const Agenda& agenda, Findings& findings) {
  std::set<std::string_view> seen;
  for (int i = 0; i < agenda.size(); ++i) {
    if (!seen.insert(agenda[i].item()).second) {
      findings.Field(fmt::format("content.agenda[{}].item", i), "stands on the agenda twice");
    }
  }
}

// R-52 binds the decisions; on a draft agenda it is a warning in time.
void FlagOrder(const Agenda& agenda, Findings& findings) {
  for (const AgendaItem& item : agenda) {
    if (item.kind() == ITEM_KIND_DECLARATIONS) return;
    if (item.kind() == ITEM_KIND_DECISION) {
      findings.Flag(RuleId::k52, fmt::format("Item {} is for decision and no declarations of "
                                             "interest stand before it.",
                                             item.item()));
      return;
    }
  }
}

template <class Items>
void CheckItemsExist(const Record& meeting, const Items& items, const std::string& path,
                     Findings& findings) {
  for (int i = 0; i < items.size(); ++i) {
    if (ItemOf(meeting, items[i]) == nullptr) {
      findings.Field(fmt::format("{}[{}]", path, i), "is no item of the agenda");
    }
  }
}

const Record* BodyOf(const Deciding& deciding) {
  return deciding.world.Find(MeetingBody(*deciding.record));
}

CivilDate DayOf(const Deciding& deciding) {
  return CivilDate::Parse(MeetingDate(*deciding.record)).value_or(deciding.occurred);
}

void CheckAttendance(const Deciding& deciding, const Attendance& one, const std::string& path,
                     Findings& findings) {
  const Record* body = BodyOf(deciding);
  const CivilDate on = DayOf(deciding);
  const bool is_deputy = !one.deputy_for_id().empty();
  if (one.in_attendance() && is_deputy) {
    findings.Field(path + ".in_attendance",
                   "does not go with a deputy, who stands in for a member");
  } else if (is_deputy && body != nullptr && !MemberOn(*body, one.deputy_for_id(), on)) {
    findings.Field(path + ".deputy_for_id", fmt::format("is no member on {}", on.Text()));
  } else if (!is_deputy && !one.in_attendance() && body != nullptr &&
             !MemberOn(*body, one.person_id(), on)) {
    findings.Field(path + ".person_id",
                   fmt::format("is no member on {}; say in_attendance, or whom the person stood in "
                               "for",
                               on.Text()));
  }
  if (one.items_size() > 0 && one.presence() != PRESENCE_PART) {
    findings.Field(path + ".items", "goes with PART alone");
  }
  CheckItemsExist(*deciding.record, one.items(), path + ".items", findings);
}

// The body resolved it itself, by a decision that it made.
void CheckResolution(const Deciding& deciding, const PublicExcluded& content, Findings& findings) {
  if (content.resolution_decision_id().empty()) return;
  const Record* decision = deciding.world.Find(content.resolution_decision_id());
  const auto made = Last<witan::decision::v1::DecisionMade>(*decision);
  if (!made || made->body_id() != MeetingBody(*deciding.record)) {
    findings.Field("content.resolution_decision_id", "is no decision that this body made");
  } else {
    findings.RestsOn(made.event->event_id());
  }
}

bool WasDrafted(const Record& meeting, std::string_view sha256) {
  const auto drafts = All<MinutesDrafted>(meeting);
  return std::any_of(drafts.begin(), drafts.end(),
                     [&](const auto& draft) { return draft->sha256() == sha256; });
}

}  // namespace

void CheckActsForBody(const Deciding& deciding, std::string_view body_id, Findings& findings) {
  const auto& actor = deciding.header.acted_by();
  const Record* body = deciding.world.Find(body_id);
  if (body == nullptr) return;
  const bool is_other_body = !actor.body_id().empty() && actor.body_id() != body_id;
  if (is_other_body || !IsBodyOf(*body, actor.organisation_id())) {
    findings.Refuse(ReasonId::kNotForRole, fmt::format("This is an act of {}; it is recorded as "
                                                       "its own.",
                                                       DescribedBody(deciding.world, body_id)));
  }
}

void Decide(const Deciding& deciding, const MeetingScheduled& content, Findings& findings) {
  CheckActsForBody(deciding, content.body_id(), findings);
  CheckAgenda(content.agenda(), findings);
  const Record* body = deciding.world.Find(content.body_id());
  const CivilDate on = CivilDate::Parse(content.on()).value_or(deciding.occurred);
  if (!BodyIsLiveOn(*body, on)) {
    findings.Field("content.on", fmt::format("is a day on which {} does not exist",
                                             DescribedBody(deciding.world, content.body_id())));
  }
  FlagOrder(content.agenda(), findings);
  if (MeetsInPublic(*body) && !content.in_public()) {
    findings.Flag(RuleId::k56, "The body meets in public; this meeting is private as a whole.");
  }
}

void Decide(const Deciding& deciding, const AgendaChanged& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kScheduled, MeetingStage::kOpen}, findings);
  CheckAgenda(content.agenda(), findings);
  FlagOrder(content.agenda(), findings);
}

void Decide(const Deciding& deciding, const PapersPublished& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kScheduled, MeetingStage::kOpen, MeetingStage::kClosed},
            findings);
  for (int i = 0; i < content.papers_size(); ++i) {
    const std::string& item = content.papers(i).item();
    if (!item.empty() && ItemOf(*deciding.record, item) == nullptr) {
      findings.Field(fmt::format("content.papers[{}].item", i), "is no item of the agenda");
    }
  }
}

void Decide(const Deciding& deciding, const MeetingOpened&, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kScheduled}, findings);
}

void Decide(const Deciding& deciding, const AttendanceRecorded& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen, MeetingStage::kClosed}, findings);
  std::set<std::string_view> seen;
  for (int i = 0; i < content.attendance_size(); ++i) {
    const std::string path = fmt::format("content.attendance[{}]", i);
    if (!seen.insert(content.attendance(i).person_id()).second) {
      findings.Field(path + ".person_id", "stands in the list twice");
    }
    CheckAttendance(deciding, content.attendance(i), path, findings);
  }
}

void Decide(const Deciding& deciding, const QuorumStated& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen, MeetingStage::kClosed}, findings);
  if (!content.item().empty() && ItemOf(*deciding.record, content.item()) == nullptr) {
    findings.Field("content.item", "is no item of the agenda");
  }
  const QuorumCount count = QuorumForItem(deciding.world, *deciding.record, content.item());
  if (!count.event_id.empty()) findings.RestsOn(count.event_id);
  if (const auto attendance = AttendanceOf(*deciding.record)) {
    findings.RestsOn(attendance.event->event_id());
  }
  const bool is_same =
      count.state == (content.quorate() ? QuorumState::kQuorate : QuorumState::kInquorate);
  if (is_same) {
    findings.Held(RuleId::k19, count.sentence);
  } else {
    findings.Flag(RuleId::k19, fmt::format("Stated {}quorate. {}", content.quorate() ? "" : "in",
                                           count.sentence));
  }
}

void Decide(const Deciding& deciding, const PublicExcluded& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen}, findings);
  CheckItemsExist(*deciding.record, content.items(), "content.items", findings);
  CheckResolution(deciding, content, findings);
  const bool has_reason = content.reason().find_first_not_of(" \n") != std::string::npos;
  findings.Check(RuleId::k56, has_reason,
                 has_reason ? "The public is excluded by a resolution that states its reason."
                            : "The public is excluded only by a resolution that states why: give "
                              "the reason.");
}

void Decide(const Deciding& deciding, const MeetingClosed&, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen}, findings);
}

void Decide(const Deciding& deciding, const MinutesDrafted& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen, MeetingStage::kClosed}, findings);
  if (WasDrafted(*deciding.record, content.sha256())) {
    findings.Refuse(ReasonId::kTwiceStated, "This draft was recorded before.");
  }
}

void Decide(const Deciding& deciding, const MinutesApproved& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen, MeetingStage::kClosed}, findings);
  if (!WasDrafted(*deciding.record, content.sha256())) {
    findings.Field("content.sha256", "is of no draft of this meeting's minutes");
  }
  if (content.approving_meeting_id().empty()) return;
  const Record* approving = deciding.world.Find(content.approving_meeting_id());
  const bool is_later = MeetingDate(*approving) > MeetingDate(*deciding.record);
  if (approving->id == deciding.record_id || !is_later ||
      MeetingBody(*approving) != MeetingBody(*deciding.record)) {
    findings.Field("content.approving_meeting_id", "is no later meeting of this body");
  }
}

void Decide(const Deciding& deciding, const MinutesPublished& content, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kOpen, MeetingStage::kClosed}, findings);
  if (!WasDrafted(*deciding.record, content.sha256())) {
    findings.Field("content.sha256", "is of no minutes of this meeting that were drafted");
  }
}

void Decide(const Deciding& deciding, const MeetingCancelled&, Findings& findings) {
  CheckStep(deciding, {MeetingStage::kScheduled}, findings);
}

}  // namespace witan::domain
