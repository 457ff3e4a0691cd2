#include "services/runtime/projector/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/civil_date.h"
#include "services/domain/payloads.h"
#include "services/domain/world.h"
#include "services/runtime/projector/layout.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::projector {
namespace {

using domain::CivilDate;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using witan::common::v1::CORRECTION_KIND_RETRACTS;
using witan::event::v1::Payload;

int32_t DaysOf(std::string_view text) {
  return CivilDate::Parse(text).value_or(CivilDate()).days();
}

// The field that names a record: a plain `title` or `name`, or a person's office.
std::string TitleOf(const Message& content) {
  for (const char* name : {"title", "name", "office"}) {
    const FieldDescriptor* field = content.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->is_repeated() ||
        field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
      continue;
    }
    return content.GetReflection()->GetString(content, field);
  }
  return "";
}

// A report's or a paper's title is not the record's.
bool NamesTheRecord(const Payload& payload) { return !payload.has_report_published(); }

// A meeting happens on its day, whenever it was scheduled.
int32_t DaysOfFact(const Event& event) {
  if (event.payload().has_meeting_scheduled()) {
    return DaysOf(event.payload().meeting_scheduled().on());
  }
  return DaysOf(event.occurred().date());
}

std::vector<std::string> CodesOf(const Payload& payload) {
  std::vector<std::string> codes;
  if (payload.has_organisation_registered()) {
    for (const auto& code : payload.organisation_registered().codes()) {
      if (code.scheme() == witan::organisation::v1::CODE_SCHEME_ODS) codes.push_back(code.code());
    }
  } else if (payload.has_topic_registered()) {
    codes.push_back(payload.topic_registered().code());
  }
  return codes;
}

absl::StatusOr<RowFact> FactOf(const Event& event) {
  RowFact fact;
  fact.position = event.position();
  ASSIGN_OR_RETURN(fact.event_id, Uuid::Parse(event.event_id()));
  fact.kind = static_cast<uint32_t>(event.payload().kind_case());
  fact.days = DaysOfFact(event);
  const Message* content = domain::ContentOf(event.payload());
  if (content == nullptr) return absl::DataLossError("an event without content");
  if (NamesTheRecord(event.payload())) fact.title = TitleOf(*content);
  for (const std::string& id : domain::ReferencesOf(event)) {
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id));
    fact.references.push_back(uuid);
  }
  fact.broken_rules.assign(event.verdict().broken_rules().begin(),
                           event.verdict().broken_rules().end());
  fact.codes = CodesOf(event.payload());
  return fact;
}

absl::Status TakeSubjects(const Event& event, RecordRow& row) {
  row.subjects.clear();
  for (const std::string& id : event.subjects()) {
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id));
    row.subjects.push_back(uuid);
  }
  return absl::OkStatus();
}

// As domain::Evolve: a replacement takes the place of what it replaces, a retraction takes it out.
absl::Status TakeFact(const Event& event, RowFact fact, RecordRow& row) {
  if (!event.has_corrects()) {
    row.facts.push_back(std::move(fact));
    return absl::OkStatus();
  }
  row.corrected = true;
  ASSIGN_OR_RETURN(const Uuid cited, Uuid::Parse(event.corrects().event_id()));
  const auto it = std::find_if(row.facts.begin(), row.facts.end(),
                               [&](const RowFact& f) { return f.event_id == cited; });
  if (it == row.facts.end()) {
    return absl::DataLossError(
        fmt::format("event {} corrects one that does not stand", event.position()));
  }
  if (event.corrects().kind() == CORRECTION_KIND_RETRACTS) {
    row.facts.erase(it);
    return absl::OkStatus();
  }
  if (event.subjects_size() > 0 && it == row.facts.begin()) {
    RETURN_IF_ERROR(TakeSubjects(event, row));
  }
  *it = std::move(fact);
  return absl::OkStatus();
}

bool DatesTheRecord(uint32_t kind) {
  return kind == Payload::kDecisionMade || kind == Payload::kAdviceRecorded ||
         kind == Payload::kMeetingScheduled;
}

Hash Chained(const Hash& before, const Hash& event) {
  return Sha256(std::string(AsBytes(before)) + std::string(AsBytes(event)));
}

}  // namespace

std::string RecordRow::Title() const {
  for (auto it = facts.rbegin(); it != facts.rend(); ++it) {
    if (!it->title.empty()) return it->title;
  }
  return "";
}

int32_t RecordRow::Days() const {
  for (auto it = facts.rbegin(); it != facts.rend(); ++it) {
    if (DatesTheRecord(it->kind)) return it->days;
  }
  return facts.empty() ? 0 : facts.front().days;
}

std::vector<std::string> RecordRow::BrokenRules() const {
  std::set<std::string> rules;
  for (const RowFact& fact : facts)
    rules.insert(fact.broken_rules.begin(), fact.broken_rules.end());
  return {rules.begin(), rules.end()};
}

absl::StatusOr<RecordRow> Fold(const std::optional<RecordRow>& before, const Event& event,
                               const Hash& hash) {
  RecordRow row = before.value_or(RecordRow());
  if (event.version() != row.version + 1) {
    return absl::DataLossError(fmt::format("event {} is version {} of its record after version {}",
                                           event.position(), event.version(), row.version));
  }
  if (!before) {
    row.aggregate = event.aggregate();
    row.number = event.position();
    row.opened_at_us = event.recorded_at_us();
    RETURN_IF_ERROR(TakeSubjects(event, row));
  }
  row.version = event.version();
  row.last_event = event.position();
  row.changed_at_us = event.recorded_at_us();
  row.content = Chained(row.content, hash);
  if (event.classification() != witan::options::v1::CLASSIFICATION_UNSPECIFIED) {
    row.classification = static_cast<uint8_t>(event.classification());
    row.ground = static_cast<uint8_t>(event.ground());
  }
  ASSIGN_OR_RETURN(RowFact fact, FactOf(event));
  RETURN_IF_ERROR(TakeFact(event, std::move(fact), row));
  return row;
}

storage::Row ToStored(const RecordRow& row) {
  storage::Row stored;
  stored.value = EncodeRow(row);
  stored.subjects = row.subjects;
  // A record of which nothing stands is found by its id alone.
  if (row.facts.empty()) return stored;
  const std::string place = EncodeDatedPlace({.days = row.Days(),
                                              .number = row.number,
                                              .classification = row.classification,
                                              .ground = row.ground});
  stored.indexes.push_back({IndexOf(row.aggregate, IndexKind::kByDate), place});
  std::set<Uuid> referred(row.subjects.begin(), row.subjects.end());
  std::set<std::string> codes;
  for (const RowFact& fact : row.facts) {
    referred.insert(fact.references.begin(), fact.references.end());
    codes.insert(fact.codes.begin(), fact.codes.end());
  }
  for (const Uuid& id : referred) {
    stored.indexes.push_back(
        {IndexOf(row.aggregate, IndexKind::kByReference), id.ToBytes() + place});
  }
  for (const std::string& code : codes) {
    stored.indexes.push_back({IndexOf(row.aggregate, IndexKind::kByCode), code});
  }
  return stored;
}

}  // namespace witan::projector
