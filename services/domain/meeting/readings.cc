#include <algorithm>

#include "services/domain/interest/interest.h"
#include "services/domain/meeting/meeting.h"

namespace witan::domain {
namespace {

using witan::meeting::v1::AgendaChanged;
using witan::meeting::v1::AgendaItem;
using witan::meeting::v1::Attendance;
using witan::meeting::v1::AttendanceRecorded;
using witan::meeting::v1::ITEM_KIND_DECLARATIONS;
using witan::meeting::v1::MeetingCancelled;
using witan::meeting::v1::MeetingClosed;
using witan::meeting::v1::MeetingOpened;
using witan::meeting::v1::MeetingScheduled;
using witan::meeting::v1::PRESENCE_PART;
using witan::meeting::v1::PRESENCE_PRESENT;
using witan::meeting::v1::PublicExcluded;

bool Names(const google::protobuf::RepeatedPtrField<std::string>& items, std::string_view item) {
  return std::any_of(items.begin(), items.end(),
                     [&](const std::string& name) { return name == item; });
}

// Who was there for a part counts for the items of that part, never for the whole meeting.
bool WasThereFor(const Attendance& attendance, std::string_view item) {
  if (attendance.presence() == PRESENCE_PRESENT) return true;
  return attendance.presence() == PRESENCE_PART && Names(attendance.items(), item);
}

}  // namespace

MeetingStage MeetingStageOf(const Record& meeting) {
  if (Last<MeetingCancelled>(meeting)) return MeetingStage::kCancelled;
  if (Last<MeetingClosed>(meeting)) return MeetingStage::kClosed;
  return Last<MeetingOpened>(meeting) ? MeetingStage::kOpen : MeetingStage::kScheduled;
}

std::string MeetingBody(const Record& meeting) {
  const auto scheduled = First<MeetingScheduled>(meeting);
  return scheduled ? scheduled->body_id() : "";
}

std::string MeetingDate(const Record& meeting) {
  const auto scheduled = First<MeetingScheduled>(meeting);
  return scheduled ? scheduled->on() : "";
}

bool IsInPublic(const Record& meeting) {
  const auto scheduled = First<MeetingScheduled>(meeting);
  return scheduled && scheduled->in_public();
}

const Agenda& AgendaOf(const Record& meeting) {
  static const Agenda kNone;
  if (const auto changed = Last<AgendaChanged>(meeting)) return changed->agenda();
  const auto scheduled = First<MeetingScheduled>(meeting);
  return scheduled ? scheduled->agenda() : kNone;
}

const AgendaItem* ItemOf(const Record& meeting, std::string_view item) {
  for (const AgendaItem& one : AgendaOf(meeting)) {
    if (one.item() == item) return &one;
  }
  return nullptr;
}

bool DeclarationsStandBefore(const Record& meeting, std::string_view item) {
  if (ItemOf(meeting, item) == nullptr) return false;
  for (const AgendaItem& one : AgendaOf(meeting)) {
    if (one.item() == item) return false;
    if (one.kind() == ITEM_KIND_DECLARATIONS) return true;
  }
  return false;
}

bool IsPrivateItem(const Record& meeting, std::string_view item) {
  const AgendaItem* listed = ItemOf(meeting, item);
  return !IsInPublic(meeting) || (listed != nullptr && listed->private_()) ||
         ExclusionOf(meeting, item);
}

FactOf<PublicExcluded> ExclusionOf(const Record& meeting, std::string_view item) {
  FactOf<PublicExcluded> found;
  for (const auto& excluded : All<PublicExcluded>(meeting)) {
    if (Names(excluded->items(), item)) found = excluded;
  }
  return found;
}

FactOf<AttendanceRecorded> AttendanceOf(const Record& meeting) {
  return Last<AttendanceRecorded>(meeting);
}

std::vector<Attendee> AttendeesFor(const Record& meeting, std::string_view item,
                                   const std::vector<std::string>& recused) {
  std::vector<Attendee> attendees;
  const auto recorded = AttendanceOf(meeting);
  if (!recorded) return attendees;
  for (const Attendance& one : recorded->attendance()) {
    if (one.in_attendance() || !WasThereFor(one, item)) continue;
    const bool is_recused =
        std::find(recused.begin(), recused.end(), one.person_id()) != recused.end();
    attendees.push_back({one.person_id(), one.deputy_for_id(), is_recused});
  }
  return attendees;
}

std::vector<std::string> RecusedFrom(const World& world, const Record& meeting,
                                     std::string_view item) {
  std::vector<std::string> recused;
  const Touched touched{
      .decision_id = "", .meeting_id = meeting.id, .agenda_item = std::string(item)};
  for (const Conflict& conflict : ConflictsOn(world, touched)) {
    if (conflict.managed != nullptr && TakesOutOfVote(conflict.managed->management())) {
      recused.push_back(conflict.person_id);
    }
  }
  return recused;
}

QuorumCount QuorumForItem(const World& world, const Record& meeting, std::string_view item) {
  const Record* body = world.Find(MeetingBody(meeting));
  const auto on = CivilDate::Parse(MeetingDate(meeting));
  if (body == nullptr || !on) return {};
  const std::vector<std::string> recused = RecusedFrom(world, meeting, item);
  return CountQuorum(world, *body, *on, AttendeesFor(meeting, item, recused));
}

}  // namespace witan::domain
