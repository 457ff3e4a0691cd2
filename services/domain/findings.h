#pragma once

// What a decision found: fields that are wrong, rules that held or broke, events it rests on. The
// aggregates' Decide functions only state findings; what becomes of them (refused, accepted,
// recorded as fact) is decided in one place, Conclude in decide.cc.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/reasons.h"
#include "services/domain/rules.h"
#include "witan/event/v1/verdict.pb.h"

namespace witan::domain {

struct FieldFinding {
  // "content.options[2].title", "header.record_id".
  std::string field;
  std::string description;
};

struct ReasonFinding {
  ReasonId id;
  std::string sentence;
};

struct RuleFinding {
  RuleId id;
  // The level at which it is applied here, which may be milder than the rule's own (a HARD rule may
  // have a part that is only derived).
  Level level;
  bool held = true;
  // With this record's figures: "The quorum is 6 of 10 members; 5 were present."
  std::string sentence;
};

class Findings final {
 public:
  // A field is wrong: INVALID_FIELD.
  void Field(std::string field, std::string description);
  // A refusal that is no rule. `sentence` says what it is here; empty: the catalogue's.
  void Refuse(ReasonId id, std::string sentence = "");

  // How a rule came out. State each rule that was looked at, held or broken, once.
  void Held(RuleId id, std::string sentence);
  void Broken(RuleId id, std::string sentence);
  // Held or broken in one call.
  void Check(RuleId id, bool held, std::string sentence);
  // A broken rule, or part of one, that never blocks (DERIVE).
  void Flag(RuleId id, std::string sentence);
  // A broken part of a rule that is accepted with a reason (SOFT).
  void Soft(RuleId id, std::string sentence);

  // An event that the verdict rests on.
  void RestsOn(std::string_view event_id);
  // The instrument under which power was used: "Constitution 1.0 of the board", with the id of its
  // record.
  void Instrument(std::string words, std::string_view record_id);

  bool HasFieldFindings() const { return !fields_.empty(); }
  const std::vector<FieldFinding>& fields() const { return fields_; }
  const std::vector<ReasonFinding>& reasons() const { return reasons_; }
  const std::vector<RuleFinding>& rules() const { return rules_; }
  const std::vector<std::string>& rests_on() const { return rests_on_; }
  const std::string& instrument() const { return instrument_; }
  const std::string& instrument_id() const { return instrument_id_; }

 private:
  std::vector<FieldFinding> fields_;
  std::vector<ReasonFinding> reasons_;
  std::vector<RuleFinding> rules_;
  std::vector<std::string> rests_on_;
  std::string instrument_;
  std::string instrument_id_;
};

}  // namespace witan::domain
