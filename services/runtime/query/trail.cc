#include "services/runtime/query/trail.h"

#include <map>

#include "services/domain/payloads.h"
#include "storage/base/hex.h"
#include "storage/base/status.h"

namespace witan::query {

void Redact(witan::event::v1::Payload& payload) {
  if (payload.has_dissent_recorded()) {
    auto& dissent = *payload.mutable_dissent_recorded();
    dissent.clear_reasons();
    dissent.clear_alternative();
    dissent.clear_would_settle();
  } else if (payload.has_dissent_maintained()) {
    payload.mutable_dissent_maintained()->clear_reasons();
  } else if (payload.has_dissent_withdrawn()) {
    payload.mutable_dissent_withdrawn()->clear_reason();
  }
}

TrailEntry EntryOf(const Question& question, const projector::StoredEvent& stored,
                   const visibility::Judgement& judgement) {
  const domain::Event& event = *stored.event;
  TrailEntry entry;
  entry.set_event_id(event.event_id());
  entry.set_position(event.position());
  entry.set_record_id(event.stream());
  entry.set_kind(event.aggregate());
  const auto* content = domain::ContentOf(event.payload());
  if (content != nullptr) entry.set_label(domain::RulesOf(content->GetDescriptor()).label());
  *entry.mutable_payload() = event.payload();
  if (judgement.sight != visibility::Sight::kFull) Redact(*entry.mutable_payload());
  question.texts().Open(*entry.mutable_payload());
  *entry.mutable_occurred() = event.occurred();
  entry.set_recorded_at_us(event.recorded_at_us());
  *entry.mutable_acted_by() = event.acted_by();
  entry.set_attestation(event.attestation());
  if (event.has_verdict()) *entry.mutable_verdict() = event.verdict();
  if (event.has_corrects()) *entry.mutable_corrects() = event.corrects();
  *entry.mutable_evidence() = event.evidence();
  entry.set_version(event.version());
  entry.set_effective_from(event.effective_from());
  entry.set_effective_to(event.effective_to());
  *entry.mutable_subjects() = event.subjects();
  if (question.visibility().SeesRecorder()) entry.set_recorded_by(event.recorded_by().subject());
  entry.set_previous_hash(HexEncode(event.previous_hash()));
  entry.set_hash(HexEncode(stored.hash));
  return entry;
}

absl::StatusOr<std::vector<TrailEntry>> TrailOf(const Question& question, const Record& record) {
  ASSIGN_OR_RETURN(const auto events, question.world().EventsOf(record.id));
  const visibility::Judgement judgement = question.Judge(record.aggregate, record.id);
  std::map<std::string, std::string> corrected_by;
  for (const auto& stored : events) {
    if (stored.event->has_corrects()) {
      corrected_by[stored.event->corrects().event_id()] = stored.event->event_id();
    }
  }
  std::vector<TrailEntry> trail;
  for (const auto& stored : events) {
    TrailEntry entry = EntryOf(question, stored, judgement);
    const auto correction = corrected_by.find(entry.event_id());
    if (correction != corrected_by.end()) entry.set_corrected_by(correction->second);
    trail.push_back(std::move(entry));
  }
  return trail;
}

}  // namespace witan::query
