#include "services/recorder/response.h"

#include "services/runtime/token/token.h"

namespace witan::recorder {

using witan::command::v1::CommandResponse;
using witan::command::v1::RecordResponse;

namespace {

void FillRefusal(const domain::Refusal& refusal, witan::command::v1::Refusal& message) {
  message.set_code(static_cast<int32_t>(refusal.code));
  message.set_message(refusal.message);
  for (const domain::Refusal::Why& why : refusal.reasons) {
    auto* reason = message.add_reasons();
    reason->set_reason(why.reason);
    reason->set_sentence(why.sentence);
    reason->set_source(why.source);
  }
  for (const domain::FieldFinding& finding : refusal.violations) {
    auto* violation = message.add_violations();
    violation->set_field(finding.field);
    violation->set_description(finding.description);
  }
}

}  // namespace

void FillResponse(const Answer& answer, const LogId& log_id, CommandResponse& response) {
  const domain::Event& event = *answer.event;
  response.set_record_id(event.stream());
  response.set_version(event.version());
  *response.mutable_verdict() = event.verdict();
  response.set_recorded_at_us(event.recorded_at_us());
  if (answer.kind == AnswerKind::kValidated) {
    response.set_validated_only(true);
    response.set_token(runtime::EncodeToken(log_id, Position(answer.speaks_for)));
    return;
  }
  response.set_event_id(event.event_id());
  response.set_position(event.position());
  response.set_token(runtime::EncodeToken(log_id, Position(event.position())));
  response.set_repeated(answer.kind == AnswerKind::kRepeated);
}

void FillItem(const Answer& answer, const LogId& log_id, uint64_t index, RecordResponse& item) {
  item.set_index(index);
  if (answer.kind != AnswerKind::kRefused) {
    return FillResponse(answer, log_id, *item.mutable_recorded());
  }
  FillRefusal(*answer.refusal, *item.mutable_refused());
  item.mutable_refused()->set_token(runtime::EncodeToken(log_id, Position(answer.speaks_for)));
}

}  // namespace witan::recorder
