#pragma once

// Dissent: reasoned, attributed, never edited.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/dissent/v1/dissent.pb.h"

namespace witan::domain {

// By its author, a member of or participant in the body whose decision it is; once a decision.
void Decide(const Deciding& deciding, const witan::dissent::v1::DissentRecorded& content,
            Findings& findings);
// By the body whose decision it is, as is the resolution.
void Decide(const Deciding& deciding, const witan::dissent::v1::DissentAnswered& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::dissent::v1::DissentResolved& content,
            Findings& findings);
// by its author.
void Decide(const Deciding& deciding, const witan::dissent::v1::DissentMaintained& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::dissent::v1::DissentWithdrawn& content,
            Findings& findings);

enum class DissentStage { kRecorded, kAnswered, kMaintained, kResolved, kWithdrawn };

struct DissentState {
  DissentStage stage = DissentStage::kRecorded;
  std::string decision_id;
  std::string author_id;
  // When an answer is due, ISO 8601; empty where it is not stated.
  std::string answer_due;
  bool is_answered = false;
  // The author lets the text be published; the count always is.
  bool publish_text = false;
};

DissentState DissentStateOf(const Record& dissent);

// Whether it still counts: everything but a withdrawal by its author leaves it standing, since
// nobody else can take it back.
bool DissentStandsOn(const Record& dissent, CivilDate date);

// Whether an answer was due before `today` and none was given.
bool IsAnswerOverdue(const DissentState& dissent, CivilDate today);

// All dissents of a decision, in the order in which they were recorded.
std::vector<const Record*> DissentsOf(const World& world, std::string_view decision_id);
// Those that stand on a date: what a publication of that date states.
std::vector<const Record*> StandingDissents(const World& world, std::string_view decision_id,
                                            CivilDate date);

}  // namespace witan::domain
