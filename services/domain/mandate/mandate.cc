#include "services/domain/mandate/mandate.h"

#include <fmt/format.h>

#include "services/domain/body/body.h"

namespace witan::domain {
namespace {

using witan::mandate::v1::MandateEnded;
using witan::mandate::v1::MandateGiven;

// The first day without it, stated or recorded as ended; empty: open.
std::string UntilOf(const Record& mandate) {
  const auto given = First<MandateGiven>(mandate);
  const auto ended = Last<MandateEnded>(mandate);
  if (!ended) return given ? given->to() : "";
  return given && !given->to().empty() && given->to() < ended->on() ? given->to() : ended->on();
}

bool Overlaps(const MandateGiven& content, const Record& other) {
  const auto given = First<MandateGiven>(other);
  if (!given || given->subject() != content.subject() || given->body_id() != content.body_id()) {
    return false;
  }
  const std::string until = UntilOf(other);
  return (until.empty() || content.from() < until) &&
         (content.to().empty() || given->from() < content.to());
}

}  // namespace

void Decide(const Deciding& deciding, const MandateGiven& content, Findings& findings) {
  if (!content.to().empty() && content.to() <= content.from()) {
    findings.Field("content.to", "is not after content.from");
  }
  const Record* body = deciding.world.Find(content.body_id());
  if (!BodyIsLiveOn(*body, CivilDate::Parse(content.from()).value_or(deciding.occurred))) {
    findings.Refuse(ReasonId::kWrongState,
                    fmt::format("{} does not exist on {}.", BodyName(*body), content.from()));
  }
  for (const Record* other :
       deciding.world.Referring(content.body_id(), witan::options::v1::AGGREGATE_MANDATE)) {
    if (other->id == deciding.record_id || !Overlaps(content, *other)) continue;
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Mandate {} names this principal for {} in the same time. End it "
                                "first, or correct it.",
                                other->number, BodyName(*body)));
    return;
  }
}

void Decide(const Deciding& deciding, const MandateEnded& content, Findings& findings) {
  const auto given = First<MandateGiven>(*deciding.record);
  if (!given) {
    findings.Refuse(ReasonId::kWrongState, "The mandate was taken back; there is none to end.");
    return;
  }
  if (Last<MandateEnded>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The mandate was ended before.");
  }
  if (content.on() < given->from()) {
    findings.Field("content.on",
                   fmt::format("is before the mandate's first day, {}", given->from()));
  }
  if (!given->to().empty() && content.on() > given->to()) {
    findings.Field("content.on", fmt::format("is after the mandate's own end, {}", given->to()));
  }
}

bool MandateIsLiveOn(const Record& mandate, CivilDate date) {
  const auto given = First<MandateGiven>(mandate);
  return given && HoldsOn(given->from(), UntilOf(mandate), date);
}

bool MandateNames(const Record& mandate, const witan::auth::v1::Principal& principal) {
  const auto given = First<MandateGiven>(mandate);
  if (!given) return false;
  return given->subject() == principal.subject() ||
         (!given->person_id().empty() && given->person_id() == principal.person_id());
}

const Record* MandateOf(const World& world, std::string_view body_id,
                        const witan::auth::v1::Principal& principal, CivilDate date) {
  for (const Record* mandate : world.Referring(body_id, witan::options::v1::AGGREGATE_MANDATE)) {
    const auto given = First<MandateGiven>(*mandate);
    const bool is_of_it = given && given->body_id() == body_id;
    if (is_of_it && MandateNames(*mandate, principal) && MandateIsLiveOn(*mandate, date)) {
      return mandate;
    }
  }
  return nullptr;
}

}  // namespace witan::domain
