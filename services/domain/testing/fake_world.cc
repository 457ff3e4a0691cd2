#include "services/domain/testing/fake_world.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/base/check.h"
#include "storage/base/uuid.h"

namespace witan::domain::testing {
namespace {

using witan::auth::v1::Principal;
using witan::command::v1::CommandHeader;

constexpr int64_t kFirstOfJanuary2025Us = int64_t{1'735'689'600} * 1'000'000;
constexpr std::string_view kNamespace = "6f0d1f3e-5d0c-5e0f-9a3b-77697461006e";

std::string IdOf(std::string_view name) {
  return Uuid::NameBased(Uuid::Parse(kNamespace).value(), name).ToString();
}

Principal ActorOf(const CommandHeader& header) {
  Principal principal;
  principal.set_subject("test");
  principal.set_organisation_id(header.acted_by().organisation_id());
  principal.set_person_id(header.acted_by().person_id());
  principal.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  return principal;
}

}  // namespace

FakeWorld::FakeWorld() : now_us_(kFirstOfJanuary2025Us) {}

const Record* FakeWorld::Find(std::string_view id) const {
  const auto it = records_.find(id);
  return it == records_.end() ? nullptr : &it->second;
}

std::vector<const Record*> FakeWorld::Referring(std::string_view id, Aggregate aggregate) const {
  std::vector<const Record*> found;
  const auto it = referring_.find(id);
  if (it == referring_.end()) return found;
  for (const auto& [record_id, number] : it->second) {
    const Record* record = Find(record_id);
    if (record->aggregate == aggregate) found.push_back(record);
  }
  std::sort(found.begin(), found.end(),
            [](const Record* a, const Record* b) { return a->number < b->number; });
  return found;
}

Decided FakeWorld::DoPayload(CommandHeader header, const Payload& content) {
  if (header.request_id().empty()) header.set_request_id(NextId());
  now_us_ += 1'000'000;
  const Principal principal = principal_ ? *principal_ : ActorOf(header);
  Decided decided = Decide(*this, Command{.header = header,
                                          .content = content,
                                          .principal = principal,
                                          .now_us = now_us_,
                                          .new_record_id = NextId()});
  if (auto* draft = std::get_if<Draft>(&decided)) {
    draft->event.set_position(events_.size() + 1);
    draft->event.set_event_id(NextId());
    draft->event.set_recorded_at_us(now_us_);
    auto event = std::make_shared<const Event>(draft->event);
    events_.push_back(event);
    for (const std::string& id : ReferencesOf(*event)) {
      referring_[id].emplace(event->stream(), event->position());
    }
    Evolve(records_[event->stream()], event);
  }
  return decided;
}

std::string FakeWorld::MustPayload(const CommandHeader& header, const Payload& content) {
  const Decided decided = DoPayload(header, content);
  if (const auto* refusal = std::get_if<Refusal>(&decided)) {
    const std::string text =
        fmt::format("{}: {} [{}]", KindName(content), refusal->message, ReasonsOf(decided));
    WITAN_CHECK(false, text);
  }
  return std::get<Draft>(decided).event.stream();
}

Payload FakeWorld::Wrap(const google::protobuf::Message& content) {
  Payload payload;
  const auto* field = PayloadFieldOf(content.GetDescriptor());
  WITAN_CHECK(field != nullptr, "not the content of an event");
  payload.GetReflection()->MutableMessage(&payload, field)->CopyFrom(content);
  return payload;
}

CommandHeader FakeWorld::Header(std::string_view record_id, std::string_view organisation_id,
                                std::string_view date) {
  CommandHeader header;
  header.set_record_id(std::string(record_id));
  header.mutable_acted_by()->set_organisation_id(std::string(organisation_id));
  header.mutable_acted_by()->set_capacity(witan::common::v1::CAPACITY_ORGANISATION);
  header.set_attestation(witan::common::v1::ATTESTATION_OWN);
  header.mutable_occurred()->set_date(std::string(date));
  return header;
}

CommandHeader FakeWorld::PersonHeader(std::string_view record_id, std::string_view organisation_id,
                                      std::string_view body_id, std::string_view person_id,
                                      std::string_view date, witan::common::v1::Capacity capacity) {
  CommandHeader header = Header(record_id, organisation_id, date);
  header.mutable_acted_by()->set_body_id(std::string(body_id));
  header.mutable_acted_by()->set_person_id(std::string(person_id));
  header.mutable_acted_by()->set_capacity(capacity);
  return header;
}

void FakeWorld::SetPrincipal(const Principal& principal) {
  principal_ = std::make_unique<Principal>(principal);
}

void FakeWorld::ClearPrincipal() { principal_.reset(); }

std::string FakeWorld::Organisation(witan::organisation::v1::OrganisationKind kind,
                                    std::string_view code, std::string_view name,
                                    const std::vector<std::string>& within,
                                    std::string_view valid_from) {
  constexpr std::string_view kPrefix = "ORGANISATION_KIND_";
  const std::string word = witan::organisation::v1::OrganisationKind_Name(kind);
  const std::string id = IdOf(fmt::format("{}:{}", word.substr(kPrefix.size()), code));
  witan::organisation::v1::OrganisationRegistered content;
  content.set_kind(kind);
  content.set_name(std::string(name));
  auto* ods = content.add_codes();
  ods->set_scheme(witan::organisation::v1::CODE_SCHEME_ODS);
  ods->set_code(std::string(code));
  content.set_valid_from(std::string(valid_from));
  for (const std::string& within_id : within) content.add_placements()->set_within_id(within_id);
  return Must(Header(id, id, "2021-04-01"), content);
}

std::string FakeWorld::Person(std::string_view office, std::string_view employer_id) {
  witan::person::v1::PersonRegistered content;
  const std::string id = NextId();
  content.mutable_name()->set_plain(fmt::format("Person {}", id.substr(0, 4)));
  content.set_office(std::string(office));
  content.set_employer_id(std::string(employer_id));
  // Whoever registers people: any organisation that is there.
  WITAN_CHECK(!events_.empty(), "register an organisation before people");
  return Must(Header(id, events_.front()->stream(), "2021-04-01"), content);
}

std::string FakeWorld::NextId() { return IdOf(fmt::format("test {}", next_id_++)); }

std::string ReasonsOf(const Decided& decided) {
  const auto* refusal = std::get_if<Refusal>(&decided);
  if (refusal == nullptr) return "";
  std::string text;
  for (const FieldFinding& fault : refusal->violations) text += fault.field + "! ";
  for (const Refusal::Why& why : refusal->reasons) {
    if (why.reason != "INVALID_FIELD") text += why.reason + " ";
  }
  if (!text.empty()) text.pop_back();
  return text;
}

const witan::event::v1::RuleResult* RuleResultOf(const Decided& decided, std::string_view rule) {
  const auto* draft = std::get_if<Draft>(&decided);
  if (draft == nullptr) return nullptr;
  for (const auto& result : draft->event.verdict().results()) {
    if (result.rule() == rule) return &result;
  }
  return nullptr;
}

}  // namespace witan::domain::testing
