#include "services/domain/dissent/dissent.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/decision/decision.h"
#include "services/domain/meeting/meeting.h"

namespace witan::domain {
namespace {

using witan::dissent::v1::DissentAnswered;
using witan::dissent::v1::DissentMaintained;
using witan::dissent::v1::DissentRecorded;
using witan::dissent::v1::DissentResolved;
using witan::dissent::v1::DissentWithdrawn;
using witan::options::v1::AGGREGATE_DISSENT;

std::string BodyOfDecision(const World& world, std::string_view decision_id) {
  const Record* decision = world.Find(decision_id);
  return decision == nullptr ? "" : DecisionStateOf(*decision).body_id;
}

void CheckNotWithdrawn(const Deciding& deciding, Findings& findings) {
  if (!deciding.is_replacement &&
      DissentStateOf(*deciding.record).stage == DissentStage::kWithdrawn) {
    findings.Refuse(ReasonId::kWrongState, "The dissent was withdrawn by its author.");
  }
}

// the schema asks for an own act; this asks whose.
void CheckIsAuthor(const Deciding& deciding, Findings& findings) {
  const std::string author = DissentStateOf(*deciding.record).author_id;
  const bool is_author = deciding.header.acted_by().person_id() == author;
  findings.Check(RuleId::k14, is_author,
                 is_author ? "The author of the dissent speaks."
                           : "Only its author may maintain or withdraw a dissent.");
}

void CheckActsForDecidingBody(const Deciding& deciding, Findings& findings) {
  const DissentState state = DissentStateOf(*deciding.record);
  CheckActsForBody(deciding, BodyOfDecision(deciding.world, state.decision_id), findings);
}

void CheckAuthor(const Deciding& deciding, const DissentRecorded& content, Findings& findings) {
  if (content.person_id() != deciding.header.acted_by().person_id()) {
    findings.Field("content.person_id", "is not the person whose act this is");
  }
  const std::string body_id = BodyOfDecision(deciding.world, content.decision_id());
  const Record* body = deciding.world.Find(body_id);
  if (body != nullptr && !MemberOn(*body, content.person_id(), deciding.occurred)) {
    findings.Field("content.person_id",
                   fmt::format("is no member of {} on {}", DescribedBody(deciding.world, body_id),
                               deciding.occurred.Text()));
  }
}

}  // namespace

DissentState DissentStateOf(const Record& dissent) {
  DissentState state;
  if (const auto recorded = First<DissentRecorded>(dissent)) {
    state.decision_id = recorded->decision_id();
    state.author_id = recorded->person_id();
    state.answer_due = recorded->answer_due();
    state.publish_text = recorded->publish_text();
  }
  for (const EventPtr& event : dissent.facts) {
    const Payload& payload = event->payload();
    if (As<DissentAnswered>(payload) != nullptr) {
      state.is_answered = true;
      state.stage = DissentStage::kAnswered;
    } else if (As<DissentMaintained>(payload) != nullptr) {
      state.stage = DissentStage::kMaintained;
    } else if (As<DissentResolved>(payload) != nullptr) {
      state.stage = DissentStage::kResolved;
    } else if (As<DissentWithdrawn>(payload) != nullptr) {
      state.stage = DissentStage::kWithdrawn;
    }
  }
  return state;
}

bool DissentStandsOn(const Record& dissent, CivilDate date) {
  const Record by_then = OccurredBy(dissent, date.Text());
  return First<DissentRecorded>(by_then) && !Last<DissentWithdrawn>(by_then);
}

bool IsAnswerOverdue(const DissentState& dissent, CivilDate today) {
  const auto due = CivilDate::Parse(dissent.answer_due);
  return !dissent.is_answered && dissent.stage != DissentStage::kWithdrawn && due && *due < today;
}

std::vector<const Record*> DissentsOf(const World& world, std::string_view decision_id) {
  std::vector<const Record*> dissents = world.Referring(decision_id, AGGREGATE_DISSENT);
  std::erase_if(dissents, [&](const Record* dissent) {
    return DissentStateOf(*dissent).decision_id != decision_id;
  });
  return dissents;
}

std::vector<const Record*> StandingDissents(const World& world, std::string_view decision_id,
                                            CivilDate date) {
  std::vector<const Record*> dissents = DissentsOf(world, decision_id);
  std::erase_if(dissents, [&](const Record* dissent) { return !DissentStandsOn(*dissent, date); });
  return dissents;
}

void Decide(const Deciding& deciding, const DissentRecorded& content, Findings& findings) {
  CheckAuthor(deciding, content, findings);
  for (const Record* other :
       StandingDissents(deciding.world, content.decision_id(), deciding.today)) {
    if (other->id == deciding.record_id) continue;
    if (DissentStateOf(*other).author_id == content.person_id()) {
      findings.Refuse(ReasonId::kTwiceStated,
                      fmt::format("The person's dissent from this decision stands in record {}; "
                                  "maintain that.",
                                  other->id));
    }
  }
  findings.Held(RuleId::k14, "The dissent has its author and reasons, and stays as it is.");
}

void Decide(const Deciding& deciding, const DissentAnswered&, Findings& findings) {
  CheckNotWithdrawn(deciding, findings);
  CheckActsForDecidingBody(deciding, findings);
}

void Decide(const Deciding& deciding, const DissentResolved&, Findings& findings) {
  CheckNotWithdrawn(deciding, findings);
  CheckActsForDecidingBody(deciding, findings);
}

void Decide(const Deciding& deciding, const DissentMaintained&, Findings& findings) {
  CheckNotWithdrawn(deciding, findings);
  CheckIsAuthor(deciding, findings);
}

void Decide(const Deciding& deciding, const DissentWithdrawn&, Findings& findings) {
  CheckNotWithdrawn(deciding, findings);
  CheckIsAuthor(deciding, findings);
}

}  // namespace witan::domain
