#include "services/recorder/answer.h"

namespace witan::recorder {

domain::Refusal RefusalOf(domain::ReasonId id, std::string_view sentence) {
  const domain::Reason& reason = domain::ReasonOf(id);
  domain::Refusal refusal;
  refusal.code = reason.code;
  refusal.message = sentence.empty() ? reason.sentence : sentence;
  refusal.reasons.push_back({std::string(reason.name), refusal.message, ""});
  return refusal;
}

Answer Refused(domain::ReasonId id, uint64_t speaks_for, std::string_view sentence) {
  return Answer{AnswerKind::kRefused, nullptr,
                std::make_unique<domain::Refusal>(RefusalOf(id, sentence)), speaks_for};
}

}  // namespace witan::recorder
