#pragma once

// The rules of governance as data: what each says, how strict it is, where it comes from, when it
// holds. The table serves the decisions, the errors, the portal, the command line and the tests.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "services/domain/civil_date.h"

namespace witan::domain {

enum class Level {
  // A command that claims authority against it is refused.
  kHard,
  // Accepted with a reason, which shows with the record.
  kSoft,
  // Never blocks: computed and shown, since history must be recordable as it was.
  kDerive,
};

// The rules of the first cut. The numbers are those of the rule table in proto comments, errors and
// tests: R-05 is k05. Do not renumber.
enum class RuleId : uint8_t {
  k05 = 5,
  k06 = 6,
  k09 = 9,
  k10 = 10,
  k11 = 11,
  k12 = 12,
  k13 = 13,
  k14 = 14,
  k15 = 15,
  k16 = 16,
  k17 = 17,
  k18 = 18,
  k19 = 19,
  k28 = 28,
  k31 = 31,
  k38 = 38,
  k39 = 39,
  k40 = 40,
  k42 = 42,
  k44 = 44,
  k46 = 46,
  k52 = 52,
  k53 = 53,
  k56 = 56,
  k58 = 58,
  k62 = 62,
  k63 = 63,
  k64 = 64,
  k65 = 65,
};

struct RuleParameter {
  std::string_view name;
  // As text: days and months as whole numbers, money in pence, dates in ISO 8601.
  std::string_view value;
  // From when the value holds; empty: always.
  std::string_view from;
};

struct Rule {
  RuleId id;
  Level level;
  // What it demands, in a sentence that a board secretary understands.
  std::string_view sentence;
  std::string_view source;
  // First day, and first day without it; empty where open.
  std::string_view from;
  std::string_view until;
  // Whether an act that broke it may be recorded as a fact (header.record_of_fact).
  bool fact_recordable;
  std::span<const RuleParameter> parameters;
};

// All rules, by number.
std::span<const Rule> Rules();

// The row of a rule that holds on a date; a rule whose substance changed has several.
const Rule& RuleOn(RuleId id, CivilDate date);

// A parameter of a rule on a date, as a whole number. Asking for one that the table lacks is a bug
// of ours and ends the process.
int64_t ParameterOn(RuleId id, std::string_view name, CivilDate date);

// "R-17", and "R_17" as an ErrorInfo reason.
std::string RuleName(RuleId id);
std::string RuleReason(RuleId id);

// The rule that "R-17" names, if the table has it.
std::optional<RuleId> ParseRule(std::string_view name);

// "HARD", "SOFT", "DERIVE".
std::string_view LevelName(Level level);

}  // namespace witan::domain
