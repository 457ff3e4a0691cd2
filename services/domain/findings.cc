#include "services/domain/findings.h"

#include <algorithm>

namespace witan::domain {

void Findings::Field(std::string field, std::string description) {
  fields_.push_back({std::move(field), std::move(description)});
}

void Findings::Refuse(ReasonId id, std::string sentence) {
  reasons_.push_back({id, std::move(sentence)});
}

void Findings::Held(RuleId id, std::string sentence) { Check(id, true, std::move(sentence)); }

void Findings::Broken(RuleId id, std::string sentence) { Check(id, false, std::move(sentence)); }

void Findings::Check(RuleId id, bool held, std::string sentence) {
  const Level level = id == RuleId::k65 ? Level::kSoft : Level::kHard;
  rules_.push_back({id, level, held, std::move(sentence)});
}

void Findings::Flag(RuleId id, std::string sentence) {
  rules_.push_back({id, Level::kDerive, false, std::move(sentence)});
}

void Findings::Soft(RuleId id, std::string sentence) {
  rules_.push_back({id, Level::kSoft, false, std::move(sentence)});
}

void Findings::RestsOn(std::string_view event_id) {
  if (std::find(rests_on_.begin(), rests_on_.end(), event_id) == rests_on_.end()) {
    rests_on_.emplace_back(event_id);
  }
}

void Findings::Instrument(std::string words, std::string_view record_id) {
  instrument_ = std::move(words);
  instrument_id_ = record_id;
}

}  // namespace witan::domain
