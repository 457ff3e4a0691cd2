#pragma once

// A meeting of the governed system's board, told step by step: scheduled with an agenda in the
// usual order, opened, attended. For the tests of meetings and of what is decided in them.

#include <string>
#include <vector>

#include "services/domain/testing/governed_system.h"
#include "witan/interest/v1/interest.pb.h"
#include "witan/meeting/v1/meeting.pb.h"

namespace witan::domain::testing {

struct MeetingStory {
  GovernedSystem& system;
  std::string body_id;
  std::string date = std::string(GovernedSystem::kDay);
  std::string id;

  witan::command::v1::CommandHeader Header(std::string_view record_id = "") const {
    return FakeWorld::Header(record_id.empty() ? id : record_id, system.icb, date);
  }

  // 1 welcome, 2 declarations, 3 for decision, 4 for decision in private.
  witan::meeting::v1::MeetingScheduled Scheduled() const {
    using witan::meeting::v1::ItemKind;
    witan::meeting::v1::MeetingScheduled content;
    content.set_body_id(body_id);
    content.set_on(date);
    content.set_in_public(true);
    const std::vector<std::pair<std::string, ItemKind>> items = {
        {"Welcome", witan::meeting::v1::ITEM_KIND_WELCOME},
        {"Declarations of interest", witan::meeting::v1::ITEM_KIND_DECLARATIONS},
        {"Community beds", witan::meeting::v1::ITEM_KIND_DECISION},
        {"Contract", witan::meeting::v1::ITEM_KIND_DECISION}};
    for (const auto& [title, kind] : items) {
      auto* item = content.add_agenda();
      item->set_item(std::to_string(content.agenda_size()));
      item->set_title(title);
      item->set_kind(kind);
    }
    content.mutable_agenda(3)->set_private_(true);
    return content;
  }

  void Schedule(const witan::meeting::v1::MeetingScheduled& content) {
    id = system.world.Must(FakeWorld::Header("", system.icb, date), content);
  }

  void Open() { system.world.Must(Header(), witan::meeting::v1::MeetingOpened()); }

  // The first `present` members are there, the others apologised.
  static witan::meeting::v1::AttendanceRecorded Attendance(const GovernedSystem& system,
                                                           size_t present) {
    witan::meeting::v1::AttendanceRecorded content;
    for (size_t i = 0; i < system.members.size(); ++i) {
      auto* one = content.add_attendance();
      one->set_person_id(system.members[i]);
      one->set_presence(i < present ? witan::meeting::v1::PRESENCE_PRESENT
                                    : witan::meeting::v1::PRESENCE_APOLOGIES);
    }
    return content;
  }

  // Scheduled, opened and attended.
  void Hold(size_t present = 10) {
    Schedule(Scheduled());
    Open();
    system.world.Must(Header(), Attendance(system, present));
  }

  // A decision of the board under an item of this meeting, without positions by member.
  witan::decision::v1::DecisionMade Decision(std::string_view item = "3") const {
    witan::decision::v1::DecisionMade content = system.BoardDecision("Community beds");
    content.clear_positions();
    content.set_meeting_id(id);
    content.set_agenda_item(std::string(item));
    return content;
  }

  // A member declares an interest, it is found to touch an item and, if management is given,
  // managed.
  void Conflict(Seat seat, std::string_view item, witan::interest::v1::Management management) {
    const std::string& person = system.members[seat];
    witan::interest::v1::InterestDeclared declared;
    declared.set_person_id(person);
    declared.set_kind(witan::interest::v1::INTEREST_KIND_ACTUAL);
    declared.set_category(witan::interest::v1::INTEREST_CATEGORY_FINANCIAL);
    declared.mutable_description()->set_plain("Partner in a practice");
    declared.set_arose_on(date);
    declared.set_declared_on(date);
    const std::string interest = system.world.Must(system.MemberHeader("", seat, date), declared);
    witan::interest::v1::ConflictIdentified identified;
    identified.set_person_id(person);
    identified.set_meeting_id(id);
    identified.set_agenda_item(std::string(item));
    system.world.Must(system.MemberHeader(interest, kChair, date), identified);
    if (management == witan::interest::v1::MANAGEMENT_UNSPECIFIED) return;
    witan::interest::v1::ConflictManaged managed;
    managed.set_person_id(person);
    managed.set_meeting_id(id);
    managed.set_agenda_item(std::string(item));
    managed.set_management(management);
    managed.set_decided_by("Chair");
    system.world.Must(system.MemberHeader(interest, kChair, date), managed);
  }
};

}  // namespace witan::domain::testing
