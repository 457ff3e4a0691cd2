#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "services/runtime/query/head.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/refusal.h"
#include "storage/base/status.h"

namespace witan::query {
namespace {

using domain::ReasonId;
using projector::RecordRow;
using witan::options::v1::AGGREGATE_ORGANISATION;
using witan::options::v1::AGGREGATE_PERSON;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool RefersTo(const RecordRow& row, const Uuid& id) {
  if (std::find(row.subjects.begin(), row.subjects.end(), id) != row.subjects.end()) return true;
  return std::any_of(row.facts.begin(), row.facts.end(), [&](const projector::RowFact& fact) {
    return std::find(fact.references.begin(), fact.references.end(), id) != fact.references.end();
  });
}

bool IsAbout(const RecordRow& row, const Uuid& id) {
  return std::find(row.subjects.begin(), row.subjects.end(), id) != row.subjects.end();
}

absl::Status CheckCode(const Question& question, const std::string& field,
                       const std::string& code) {
  if (code.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto ids, question.world().WithCode(AGGREGATE_ORGANISATION, code));
  if (!ids.empty()) return absl::OkStatus();
  // Known by now though not by the moment asked about: then nothing lay in it, which is an answer.
  ASSIGN_OR_RETURN(const auto ids_now, question.newest().WithCode(AGGREGATE_ORGANISATION, code));
  if (!ids_now.empty()) return absl::OkStatus();
  return Refused(ReasonId::kFilterInvalid,
                 fmt::format("filter.{}: no organisation of the register has the ODS code {}.",
                             field, code.substr(0, 20)));
}

absl::Status CheckId(const std::string& field, const std::string& id) {
  if (id.empty() || Uuid::Parse(id).ok()) return absl::OkStatus();
  return Refused(ReasonId::kInvalidField,
                 fmt::format("filter.{} is no id: 36 characters, lower case.", field));
}

absl::Status CheckDate(const std::string& field, const std::string& date) {
  if (date.empty() || CivilDate::Parse(date)) return absl::OkStatus();
  return Refused(
      ReasonId::kInvalidField,
      fmt::format("filter.{} is no date between 1948 and 2099: write 2022-07-01.", field));
}

bool HasRule(const RecordRow& row, const std::string& wanted) {
  const auto rules = row.BrokenRules();
  if (wanted == "any") return !rules.empty();
  return std::find(rules.begin(), rules.end(), wanted) != rules.end();
}

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

absl::Status CheckRequest(const ListRecordsRequest& request) {
  const Filter& filter = request.filter();
  constexpr size_t kMostWords = 200;
  if (request.page_size() > kMostPageSize) {
    return Refused(ReasonId::kInvalidField,
                   fmt::format("page_size is {}; at most {} records fit a page.",
                               request.page_size(), kMostPageSize));
  }
  if (filter.words().size() > kMostWords) {
    return Refused(ReasonId::kInvalidField, "filter.words is longer than 200 bytes.");
  }
  RETURN_IF_ERROR(CheckId("subject_id", filter.subject_id()));
  RETURN_IF_ERROR(CheckId("body_id", filter.body_id()));
  RETURN_IF_ERROR(CheckId("refers_to_id", filter.refers_to_id()));
  RETURN_IF_ERROR(CheckDate("from", filter.from()));
  return CheckDate("to", filter.to());
}

bool AnswersTo(const std::string& state, const std::string& wanted) {
  return state == wanted || (wanted == "open" && state == "overdue");
}

absl::StatusOr<Selection> Selection::Make(const Question& question, Aggregate aggregate,
                                          const Filter& filter, const StateOf& state_of) {
  RETURN_IF_ERROR(CheckCode(question, "system", filter.system()));
  RETURN_IF_ERROR(CheckCode(question, "region", filter.region()));
  return Selection(question, aggregate, filter, state_of);
}

Selection::Selection(const Question& question, Aggregate aggregate, Filter filter, StateOf state_of)
    : question_(&question),
      aggregate_(aggregate),
      filter_(std::move(filter)),
      state_of_(std::move(state_of)) {
  std::istringstream words(Lower(filter_.words()));
  for (std::string word; words >> word;) words_.push_back(word);
  for (const std::string* id :
       {&filter_.refers_to_id(), &filter_.subject_id(), &filter_.body_id()}) {
    if (refers_to_.empty()) refers_to_ = *id;
  }
}

bool Selection::HasContentFilters() const {
  return !filter_.subject_id().empty() || !filter_.refers_to_id().empty() ||
         !filter_.state().empty() || !words_.empty() || !filter_.broken_rule().empty();
}

bool Selection::NeedsRows() const {
  return HasContentFilters() || !filter_.system().empty() || !filter_.region().empty() ||
         !filter_.body_id().empty() || question_->is_dated();
}

bool Selection::IsInScope(const RecordRow& row, const std::string& id) const {
  if (!filter_.body_id().empty() && !RefersTo(row, *Uuid::Parse(filter_.body_id()))) return false;
  if (!filter_.system().empty() || !filter_.region().empty()) {
    std::vector<std::string> subjects;
    for (const Uuid& subject : row.subjects) subjects.push_back(subject.ToString());
    const auto& codes = question_->FootprintOf(subjects, CivilDate::FromDays(row.Days()));
    if (!filter_.system().empty() && !Contains(codes.systems, filter_.system())) return false;
    if (!filter_.region().empty() && !Contains(codes.regions, filter_.region())) return false;
  }
  if (!question_->is_dated()) return true;
  const Record* record = question_->world().Find(id);
  return record != nullptr && question_->HadBegun(*record);
}

bool Selection::HasWords(const RecordRow& row, const std::string& id) const {
  std::string text = row.Title();
  for (const projector::RowFact& fact : row.facts) {
    for (const std::string& code : fact.codes) text += ' ' + code;
  }
  if (aggregate_ == AGGREGATE_PERSON) text += ' ' + PersonName(*question_, id);
  text = Lower(std::move(text));
  return std::all_of(words_.begin(), words_.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

bool Selection::Matches(const RecordRow& row, const std::string& id) const {
  if (!filter_.subject_id().empty() && !IsAbout(row, *Uuid::Parse(filter_.subject_id()))) {
    return false;
  }
  if (!filter_.refers_to_id().empty() && !RefersTo(row, *Uuid::Parse(filter_.refers_to_id()))) {
    return false;
  }
  if (!filter_.broken_rule().empty() && !HasRule(row, filter_.broken_rule())) return false;
  if (!words_.empty() && !HasWords(row, id)) return false;
  if (filter_.state().empty()) return true;
  const Record* record = question_->world().Find(id);
  const auto held = record == nullptr ? std::nullopt : question_->AsOn(*record);
  return held && AnswersTo(state_of_(*held), filter_.state());
}

}  // namespace witan::query
