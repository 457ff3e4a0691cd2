#include "services/recorder/response.h"

#include "services/recorder/refusal_status.h"
#include "services/runtime/token/token.h"

namespace witan::recorder {

using witan::command::v1::CommandResponse;
using witan::command::v1::RecordResponse;

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
