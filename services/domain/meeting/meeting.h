#pragma once

// Meetings of bodies: agenda, attendance, quorum by item, what was closed to the public, minutes.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/body/body.h"
#include "services/domain/decide.h"
#include "witan/meeting/v1/meeting.pb.h"

namespace witan::domain {

// By the body that meets. Flags an agenda with a decision before the declarations, and a
// body that meets in public and does not.
void Decide(const Deciding& deciding, const witan::meeting::v1::MeetingScheduled& content,
            Findings& findings);
// Until the meeting is closed.
void Decide(const Deciding& deciding, const witan::meeting::v1::AgendaChanged& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::meeting::v1::PapersPublished& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::meeting::v1::MeetingOpened& content,
            Findings& findings);
// Members, their deputies, and who attends without being a member; each person once.
void Decide(const Deciding& deciding, const witan::meeting::v1::AttendanceRecorded& content,
            Findings& findings);
// flagged where it differs from what the attendance comes to.
void Decide(const Deciding& deciding, const witan::meeting::v1::QuorumStated& content,
            Findings& findings);
// with its reason.
void Decide(const Deciding& deciding, const witan::meeting::v1::PublicExcluded& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::meeting::v1::MeetingClosed& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::meeting::v1::MinutesDrafted& content,
            Findings& findings);
// Of a draft of this meeting; by a later meeting of the body, where one is named.
void Decide(const Deciding& deciding, const witan::meeting::v1::MinutesApproved& content,
            Findings& findings);
// Of a draft of this meeting; unconfirmed minutes are published too.
void Decide(const Deciding& deciding, const witan::meeting::v1::MinutesPublished& content,
            Findings& findings);
// Before it was opened.
void Decide(const Deciding& deciding, const witan::meeting::v1::MeetingCancelled& content,
            Findings& findings);

// Refuses an act that is not the body's own: by its organisation, and by no other body.
void CheckActsForBody(const Deciding& deciding, std::string_view body_id, Findings& findings);

// ---- readings

enum class MeetingStage { kScheduled, kOpen, kClosed, kCancelled };

MeetingStage MeetingStageOf(const Record& meeting);
std::string MeetingBody(const Record& meeting);
// ISO 8601; empty when the meeting's scheduling was retracted.
std::string MeetingDate(const Record& meeting);
bool IsInPublic(const Record& meeting);

using Agenda = google::protobuf::RepeatedPtrField<witan::meeting::v1::AgendaItem>;
// The agenda as it last stood, in order; empty where none was recorded.
const Agenda& AgendaOf(const Record& meeting);
// Nullptr where the agenda has no such item.
const witan::meeting::v1::AgendaItem* ItemOf(const Record& meeting, std::string_view item);
// whether an item for declarations stands before this one.
bool DeclarationsStandBefore(const Record& meeting, std::string_view item);

// whether the item is taken without the public: the whole meeting, or marked on the agenda,
// or named by a resolution.
bool IsPrivateItem(const Record& meeting, std::string_view item);
// The resolution that closes the item to the public, or false.
FactOf<witan::meeting::v1::PublicExcluded> ExclusionOf(const Record& meeting,
                                                       std::string_view item);

// The attendance as last recorded, or false.
FactOf<witan::meeting::v1::AttendanceRecorded> AttendanceOf(const Record& meeting);
// Members and deputies who were there for the item; with an empty item, for the whole meeting. Who
// attends without being a member is left out. `recused` are those whom a conflict takes out of it.
std::vector<Attendee> AttendeesFor(const Record& meeting, std::string_view item,
                                   const std::vector<std::string>& recused);
// The people whom a managed conflict takes out of quorum and vote on the item.
std::vector<std::string> RecusedFrom(const World& world, const Record& meeting,
                                     std::string_view item);
// the quorum for an item, or with an empty item for the whole meeting, recusals included.
QuorumCount QuorumForItem(const World& world, const Record& meeting, std::string_view item);

}  // namespace witan::domain
