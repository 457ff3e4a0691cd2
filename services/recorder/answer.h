#pragma once

// What a command is and what it is answered, between the wire and the decision.

#include <memory>
#include <string>
#include <string_view>

#include "services/domain/decide.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/command.pb.h"

namespace witan::recorder {

// A command as it came. What it points at outlives its answer.
struct CommandInput {
  witan::command::v1::CommandHeader* header = nullptr;
  const domain::Payload* content = nullptr;
  const witan::auth::v1::Principal* principal = nullptr;
  // W3C trace context of the call; empty where there was none.
  std::string_view traceparent;
};

enum class AnswerKind {
  kRecorded,   // the event stands in the log
  kRepeated,   // it stood there already
  kValidated,  // it would be recorded as `event` says; nothing was
  kRefused,
};

struct Answer {
  AnswerKind kind = AnswerKind::kRefused;
  // Empty when refused.
  domain::EventPtr event;
  // Set when refused.
  std::unique_ptr<domain::Refusal> refusal;
  // The last position that the decision knew of.
  uint64_t speaks_for = 0;
};

// A refusal by a reason of the catalogue; `sentence` says what it is here, empty: the catalogue's.
domain::Refusal RefusalOf(domain::ReasonId id, std::string_view sentence = "");

// The same as a whole answer.
Answer Refused(domain::ReasonId id, uint64_t speaks_for, std::string_view sentence = "");

}  // namespace witan::recorder
