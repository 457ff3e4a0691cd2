#include "services/recorder/decider.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/domain/conclude.h"
#include "services/recorder/command_digest.h"
#include "services/recorder/sealing.h"
#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/token/token.h"
#include "storage/base/check.h"
#include "storage/base/random.h"
#include "storage/base/sha256.h"

namespace witan::recorder {
namespace {

using domain::ReasonId;

constexpr size_t kSaltBytes = 16;
constexpr size_t kMostTraceparentBytes = 64;

bool IsOfTheLogItself(const domain::Payload& content) {
  return content.has_log_created() || content.has_writer_started();
}

}  // namespace

Answer Decider::Refuse(ReasonId id, std::string_view sentence) const {
  return Refused(id, head(), sentence);
}

bool Decider::IsRefusedAtOnce(const CommandInput& command, Answer& answer) const {
  domain::Findings findings;
  if (IsOfTheLogItself(*command.content)) {
    findings.Field("content", "is a record of the log itself, which no command makes");
  }
  const std::string& token = command.header->at_least();
  if (!token.empty()) {
    const auto position = runtime::DecodeToken(token, next_.log_id);
    if (!position.ok() || position->value() > head()) {
      answer = Refuse(ReasonId::kTokenInvalid);
      return true;
    }
  }
  if (!findings.HasFieldFindings()) return false;
  answer = Answer{AnswerKind::kRefused, nullptr,
                  std::make_unique<domain::Refusal>(domain::Refuse(findings, domain::CivilDate())),
                  head()};
  return true;
}

// The first answer again; it is the event that holds it.
Answer Decider::Repeat(const KnownRequest& known, const Hash& digest) const {
  if (known.row.command_digest != digest) return Refuse(ReasonId::kRequestIdReused);
  auto event = base_.EventOf(known);
  if (!event.ok()) return Refuse(ReasonId::kDataLoss);
  return Answer{AnswerKind::kRepeated, *std::move(event), nullptr, head()};
}

Answer Decider::Decide(const CommandInput& command) {
  Answer answer;
  if (IsRefusedAtOnce(command, answer)) return answer;
  const auto request_id = Uuid::Parse(command.header->request_id());
  Hash digest = {};
  // Also for a command that only validates: sent in earnest it would be answered so.
  if (request_id.ok()) {
    digest =
        CommandDigest(keys_.digest_key(), *command.principal, *command.header, *command.content);
    const auto known = world_.FindRequest(RequestKeyOf(*command.principal, *request_id));
    if (known.has_value()) return Repeat(*known, digest);
  }
  const int64_t now_us = std::max(clock_.Now().micros, next_.after.micros + 1);
  domain::Decided decided =
      domain::Decide(world_, domain::Command{.header = *command.header,
                                             .content = *command.content,
                                             .principal = *command.principal,
                                             .now_us = now_us,
                                             .new_record_id = command.header->record_id().empty()
                                                                  ? ids_.Next().ToString()
                                                                  : std::string()});
  if (auto* refusal = std::get_if<domain::Refusal>(&decided)) {
    return Answer{AnswerKind::kRefused, nullptr,
                  std::make_unique<domain::Refusal>(std::move(*refusal)), head()};
  }
  domain::Draft& draft = std::get<domain::Draft>(decided);
  draft.event.set_recorded_at_us(now_us);
  return Accept(command, digest, std::move(draft));
}

void Decider::Place(const CommandInput& command, const Hash& digest, domain::Event& event) {
  event.set_log_id(next_.log_id.ToString());
  event.set_position(next_.position.value());
  event.set_term(next_.term.value());
  event.set_previous_hash(std::string(AsBytes(next_.previous_hash)));
  event.set_format_version(runtime::kFormatVersion);
  event.set_salt(RandomBytes(kSaltBytes));
  event.set_event_id(ids_.Next().ToString());
  event.set_request_id(command.header->request_id());
  event.set_command_digest(std::string(AsBytes(digest)));
  if (command.traceparent.size() <= kMostTraceparentBytes) {
    event.set_traceparent(std::string(command.traceparent));
  }
}

Answer Decider::Accept(const CommandInput& command, const Hash& digest, domain::Draft draft) {
  const auto event = std::make_shared<domain::Event>(std::move(draft.event));
  if (!SealTexts(*event->mutable_payload(), event->stream(), keys_).ok()) {
    return Refuse(ReasonId::kWrongState,
                  "The key of this person's details was destroyed: no details can be recorded.");
  }
  if (command.header->validate_only()) {
    if (event->ByteSizeLong() > kMostEventBytes) return Refuse(ReasonId::kEventTooLarge);
    return Answer{AnswerKind::kValidated, event, nullptr, head()};
  }
  Place(command, digest, *event);
  std::string bytes = event->SerializeAsString();
  if (bytes.size() > kMostEventBytes) return Refuse(ReasonId::kEventTooLarge);
  next_.position = next_.position.Next();
  next_.previous_hash = Sha256(bytes);
  next_.after = Timestamp{event->recorded_at_us()};
  auto staged = MakeStagedEvent(event);
  WITAN_CHECK(staged.ok(), staged.status().ToString());
  staged->bytes = std::move(bytes);
  world_.Stage(*std::move(staged));
  return Answer{AnswerKind::kRecorded, event, nullptr, head()};
}

}  // namespace witan::recorder
