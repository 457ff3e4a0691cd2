#pragma once

// Interests of members, and the conflicts found on decisions and items of meetings with how each
// was managed.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/interest/v1/interest.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::interest::v1::InterestDeclared& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::interest::v1::InterestUpdated& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::interest::v1::InterestCeased& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::interest::v1::ConflictIdentified& content,
            Findings& findings);
// only of a conflict that was found, by somebody other than the person conflicted.
void Decide(const Deciding& deciding, const witan::interest::v1::ConflictManaged& content,
            Findings& findings);

// The person whose interest it is.
std::string InterestHolder(const Record& interest);
// Arisen and not ceased on the date, whenever it was declared.
bool InterestIsLiveOn(const Record& interest, CivilDate date);
// The person's interests that are live on a date.
std::vector<const Record*> InterestsOn(const World& world, std::string_view person_id,
                                       CivilDate date);
// The organisation that the interest relates to now, or empty.
std::string InterestRelatesTo(const Record& interest);

// Whether this way of managing takes the member out of quorum and vote on the item.
bool TakesOutOfVote(witan::interest::v1::Management management);

// What a conflict touches. Either the decision, or the meeting with the item; both where known.
struct Touched {
  std::string decision_id;
  std::string meeting_id;
  // Empty: the whole meeting.
  std::string agenda_item;
};
struct Conflict {
  const Record* interest = nullptr;
  std::string person_id;
  std::string identified_event_id;
  // Nullptr while nobody has managed it.
  const witan::interest::v1::ConflictManaged* managed = nullptr;
  std::string managed_event_id;
};
// Every conflict found on the decision, on the item of the meeting, or on the whole meeting.
std::vector<Conflict> ConflictsOn(const World& world, const Touched& touched);

}  // namespace witan::domain
