#include "services/domain/interest/interest.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/person/person.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::domain {
namespace {

using witan::interest::v1::ConflictIdentified;
using witan::interest::v1::ConflictManaged;
using witan::interest::v1::InterestCeased;
using witan::interest::v1::InterestDeclared;
using witan::interest::v1::InterestUpdated;
using witan::interest::v1::Management;

// The declaration that the command continues; false when it was taken back, which is then stated.
FactOf<InterestDeclared> DeclarationOf(const Deciding& deciding, Findings& findings) {
  const auto declared = First<InterestDeclared>(*deciding.record);
  if (!declared) {
    findings.Refuse(ReasonId::kWrongState, "The declaration of this interest was taken back.");
  }
  return declared;
}

// Fields that ConflictIdentified and ConflictManaged share.
template <class Content>
void CheckTouches(const InterestDeclared& declared, const Content& content, Findings& findings) {
  if (content.person_id() != declared.person_id()) {
    findings.Field("content.person_id", "is not the person whose interest this is");
  }
  if (content.decision_id().empty() && content.meeting_id().empty()) {
    findings.Field("content.decision_id", "or a meeting is named: what the conflict touches");
  }
  if (content.meeting_id().empty() && !content.agenda_item().empty()) {
    findings.Field("content.meeting_id", "is missing; an item belongs to a meeting");
  }
}

template <class A, class B>
bool TouchesSame(const A& a, const B& b) {
  if (!a.decision_id().empty() && a.decision_id() == b.decision_id()) return true;
  return !a.meeting_id().empty() && a.meeting_id() == b.meeting_id() &&
         a.agenda_item() == b.agenda_item();
}

bool Concerns(const ConflictIdentified& conflict, const Touched& touched) {
  if (!conflict.decision_id().empty() && conflict.decision_id() == touched.decision_id) {
    return true;
  }
  return !conflict.meeting_id().empty() && conflict.meeting_id() == touched.meeting_id &&
         (conflict.agenda_item().empty() || conflict.agenda_item() == touched.agenda_item);
}

// The day on which the decision was published, or empty.
std::string PublishedOn(const World& world, const std::string& decision_id) {
  const Record* decision = world.Find(decision_id);
  if (decision == nullptr) return "";
  const auto published = First<witan::decision::v1::DecisionPublished>(*decision);
  return published ? published.event->occurred().date() : "";
}

void CheckManagement(const Deciding& deciding, const ConflictManaged& content, Findings& findings) {
  if (deciding.header.acted_by().person_id() == content.person_id()) {
    return findings.Broken(RuleId::k53, "Nobody manages their own conflict of interest.");
  }
  const std::string published = PublishedOn(deciding.world, content.decision_id());
  if (!published.empty() && published < deciding.occurred.Text()) {
    return findings.Broken(RuleId::k53,
                           fmt::format("The decision was published on {}, before the conflict was "
                                       "managed.",
                                       published));
  }
  findings.Held(RuleId::k53,
                fmt::format("The conflict was managed, as {} decided.", content.decided_by()));
}

void AddConflicts(const Record& interest, const Touched& touched,
                  std::vector<Conflict>& conflicts) {
  for (const auto& identified : All<ConflictIdentified>(interest)) {
    if (!Concerns(*identified, touched)) continue;
    Conflict conflict{.interest = &interest,
                      .person_id = identified->person_id(),
                      .identified_event_id = identified.event->event_id(),
                      .managed = nullptr,
                      .managed_event_id = ""};
    for (const auto& managed : All<ConflictManaged>(interest)) {
      if (!TouchesSame(*identified, *managed)) continue;
      conflict.managed = managed.content;
      conflict.managed_event_id = managed.event->event_id();
    }
    conflicts.push_back(std::move(conflict));
  }
}

}  // namespace

void Decide(const Deciding& deciding, const InterestDeclared& content, Findings& findings) {
  CheckPlainText(content.description(), "content.description", findings);
  if (content.declared_on() < content.arose_on()) {
    findings.Field("content.declared_on", "is before content.arose_on");
  }
  if (content.declared_on() > deciding.today.Text()) {
    findings.Field("content.declared_on", fmt::format("is after today, {}", deciding.today.Text()));
  }
}

void Decide(const Deciding& deciding, const InterestUpdated& content, Findings& findings) {
  const auto declared = DeclarationOf(deciding, findings);
  if (!declared) return;
  CheckPlainText(content.description(), "content.description", findings);
  if (content.person_id() != declared->person_id()) {
    findings.Field("content.person_id", "is not the person whose interest this is");
  }
  const auto ceased = Last<InterestCeased>(*deciding.record);
  if (ceased && ceased->on() <= deciding.occurred.Text()) {
    findings.Refuse(ReasonId::kWrongState, fmt::format("The interest ceased on {}.", ceased->on()));
  }
}

void Decide(const Deciding& deciding, const InterestCeased& content, Findings& findings) {
  const auto declared = DeclarationOf(deciding, findings);
  if (!declared) return;
  if (Last<InterestCeased>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The end of this interest was stated before.");
  }
  if (content.on() < declared->arose_on()) {
    findings.Field("content.on",
                   fmt::format("is before the interest arose, {}", declared->arose_on()));
  }
}

void Decide(const Deciding& deciding, const ConflictIdentified& content, Findings& findings) {
  const auto declared = DeclarationOf(deciding, findings);
  if (!declared) return;
  CheckTouches(*declared, content, findings);
  for (const auto& earlier : All<ConflictIdentified>(*deciding.record)) {
    if (!TouchesSame(*earlier, content)) continue;
    findings.Refuse(ReasonId::kTwiceStated, "This conflict was identified before.");
    return;
  }
}

void Decide(const Deciding& deciding, const ConflictManaged& content, Findings& findings) {
  const auto declared = DeclarationOf(deciding, findings);
  if (!declared) return;
  CheckTouches(*declared, content, findings);
  const auto identified = All<ConflictIdentified>(*deciding.record);
  const auto found = std::find_if(identified.begin(), identified.end(),
                                  [&](const auto& fact) { return TouchesSame(*fact, content); });
  if (found == identified.end()) {
    findings.Refuse(ReasonId::kWrongState,
                    "No such conflict was identified; state first what the interest touches.");
    return;
  }
  findings.RestsOn(found->event->event_id());
  CheckManagement(deciding, content, findings);
}

std::string InterestHolder(const Record& interest) {
  const auto declared = First<InterestDeclared>(interest);
  return declared ? declared->person_id() : "";
}

bool InterestIsLiveOn(const Record& interest, CivilDate date) {
  const auto declared = First<InterestDeclared>(interest);
  if (!declared) return false;
  const auto ceased = Last<InterestCeased>(interest);
  return HoldsOn(declared->arose_on(), ceased ? ceased->on() : "", date);
}

std::vector<const Record*> InterestsOn(const World& world, std::string_view person_id,
                                       CivilDate date) {
  std::vector<const Record*> live;
  for (const Record* interest :
       world.Referring(person_id, witan::options::v1::AGGREGATE_INTEREST)) {
    if (InterestHolder(*interest) == person_id && InterestIsLiveOn(*interest, date)) {
      live.push_back(interest);
    }
  }
  return live;
}

std::string InterestRelatesTo(const Record& interest) {
  if (const auto updated = Last<InterestUpdated>(interest)) return updated->relates_to_id();
  const auto declared = First<InterestDeclared>(interest);
  return declared ? declared->relates_to_id() : "";
}

bool TakesOutOfVote(Management management) {
  return management == witan::interest::v1::MANAGEMENT_NO_VOTE ||
         management == witan::interest::v1::MANAGEMENT_LEAVE_ROOM ||
         management == witan::interest::v1::MANAGEMENT_OTHER_CHAIR;
}

std::vector<Conflict> ConflictsOn(const World& world, const Touched& touched) {
  std::vector<const Record*> interests;
  for (const std::string& id : {touched.decision_id, touched.meeting_id}) {
    if (id.empty()) continue;
    for (const Record* interest : world.Referring(id, witan::options::v1::AGGREGATE_INTEREST)) {
      const bool is_known =
          std::find(interests.begin(), interests.end(), interest) != interests.end();
      if (!is_known) interests.push_back(interest);
    }
  }
  std::vector<Conflict> conflicts;
  for (const Record* interest : interests) AddConflicts(*interest, touched, conflicts);
  return conflicts;
}

}  // namespace witan::domain
