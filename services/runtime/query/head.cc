#include "services/runtime/query/head.h"

#include <algorithm>
#include <set>

#include "witan/body/v1/body.pb.h"
#include "witan/correction/v1/correction.pb.h"
#include "witan/person/v1/person.pb.h"

namespace witan::query {
namespace {

using domain::All;
using domain::First;
using domain::Last;
using witan::options::v1::AGGREGATE_BODY;
using witan::options::v1::AGGREGATE_ORGANISATION;
using witan::options::v1::AGGREGATE_PERSON;
using witan::person::v1::PersonDetailsChanged;
using witan::person::v1::PersonRegistered;

// A report by another body that the body itself has not confirmed.
bool IsUnconfirmed(const Record& record) {
  const auto confirmed = All<witan::correction::v1::ReportConfirmed>(record);
  return std::any_of(record.facts.begin(), record.facts.end(), [&](const domain::EventPtr& fact) {
    return fact->attestation() == witan::common::v1::ATTESTATION_REPORTED &&
           std::none_of(confirmed.begin(), confirmed.end(),
                        [&](const auto& c) { return c->event_id() == fact->event_id(); });
  });
}

void AddTimes(const Record& record, const projector::RecordRow* row, RecordHead& head) {
  if (row != nullptr) {
    head.set_opened_at_us(row->opened_at_us);
    head.set_changed_at_us(row->changed_at_us);
    head.set_last_event(row->last_event);
    head.set_occurred(CivilDate::FromDays(row->Days()).Text());
  }
  head.set_version(record.version);
}

void AddRules(const Record& record, RecordHead& head) {
  std::set<std::string> rules;
  for (const domain::EventPtr& fact : record.facts) {
    rules.insert(fact->verdict().broken_rules().begin(), fact->verdict().broken_rules().end());
  }
  for (const std::string& rule : rules) head.add_broken_rules(rule);
}

void AddReach(const Question& question, const Record& record, RecordHead& head) {
  for (const std::string& id : record.subjects) *head.add_subjects() = NameOf(question, id);
  const auto occurred = CivilDate::Parse(head.occurred()).value_or(question.date());
  const Question::Codes& codes = question.FootprintOf(record.subjects, occurred);
  for (const std::string& code : codes.systems) head.add_systems(code);
  for (const std::string& code : codes.regions) head.add_regions(code);
}

const witan::common::v1::Text* NameText(const Record& person) {
  if (const auto changed = Last<PersonDetailsChanged>(person)) return &changed->name();
  if (const auto registered = First<PersonRegistered>(person)) return &registered->name();
  return nullptr;
}

struct KeptName {
  std::string name;
};

std::string OpenName(const Question& question, std::string_view person_id) {
  const Record* person = question.world().Find(person_id);
  if (person == nullptr || person->aggregate != AGGREGATE_PERSON) return "";
  if (!question.Judge(AGGREGATE_PERSON, person->id).IsSeen()) return "";
  // The newest facts say whether the key was destroyed, at whatever moment.
  const Record* newest = question.newest().Find(person_id);
  if (newest != nullptr && Last<witan::person::v1::KeyDestroyed>(*newest)) return kErased;
  const witan::common::v1::Text* name = NameText(*person);
  return name == nullptr ? "" : question.texts().Plain(*name);
}

std::string TitleIn(const Question& question, const Record& record) {
  const projector::RecordRow* row = question.world().FindRow(record.aggregate, record.id);
  return row == nullptr ? "" : row->Title();
}

}  // namespace

RecordHead HeadOf(const Question& question, const Record& record) {
  RecordHead head;
  head.set_id(record.id);
  head.set_number(record.number);
  head.set_kind(record.aggregate);
  const visibility::Judgement judgement = question.Judge(record.aggregate, record.id);
  head.set_classification(judgement.classification);
  head.set_ground(judgement.ground);
  head.set_corrected(record.corrected);
  head.set_unconfirmed(IsUnconfirmed(record));
  AddTimes(record, question.world().FindRow(record.aggregate, record.id), head);
  AddRules(record, head);
  AddReach(question, record, head);
  head.set_title(TitleIn(question, record));
  return head;
}

RecordHead StubOf(const projector::RecordRow& row, const std::string& id,
                  const visibility::Judgement& judgement) {
  RecordHead head;
  head.set_id(id);
  head.set_number(row.number);
  head.set_kind(row.aggregate);
  head.set_occurred(CivilDate::FromDays(row.Days()).Text());
  head.set_ground(judgement.ground);
  head.set_stub(true);
  return head;
}

std::string PersonName(const Question& question, std::string_view person_id) {
  auto& names = question.Kept<KeptName>();
  const auto known = names.find(person_id);
  if (known != names.end()) return known->second.name;
  return names.emplace(person_id, KeptName{OpenName(question, person_id)}).first->second.name;
}

std::string OfficeOf(const Question& question, std::string_view person_id) {
  const Record* person = question.world().Find(person_id);
  if (person == nullptr || person->aggregate != AGGREGATE_PERSON) return "";
  if (const auto changed = Last<PersonDetailsChanged>(*person)) return changed->office();
  const auto registered = First<PersonRegistered>(*person);
  return registered ? registered->office() : "";
}

Named NameOf(const Question& question, std::string_view id) {
  Named named;
  named.set_id(std::string(id));
  const Record* record = question.world().Find(id);
  if (record == nullptr) return named;
  named.set_number(record->number);
  if (record->aggregate == AGGREGATE_ORGANISATION) {
    named.set_name(domain::NameOn(*record, question.date()));
    named.set_ods_code(question.CodeOf(*record));
  } else if (record->aggregate == AGGREGATE_PERSON) {
    const std::string name = PersonName(question, id);
    named.set_name(name.empty() ? OfficeOf(question, id) : name);
  } else if (question.Judge(record->aggregate, record->id).IsSeen()) {
    named.set_name(TitleIn(question, *record));
  }
  return named;
}

}  // namespace witan::query
