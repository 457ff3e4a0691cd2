#include "services/runtime/query/question.h"

#include <algorithm>
#include <set>

#include "witan/organisation/v1/organisation.pb.h"

namespace witan::query {
namespace {

using domain::Event;
using witan::options::v1::AGGREGATE_BODY;
using witan::options::v1::AGGREGATE_DELEGATION;
using witan::options::v1::AGGREGATE_INTEREST;
using witan::options::v1::AGGREGATE_MANDATE;
using witan::options::v1::AGGREGATE_ORGANISATION;
using witan::options::v1::AGGREGATE_PERSON;
using witan::options::v1::AGGREGATE_SCHEME;
using witan::options::v1::AGGREGATE_TOPIC;

// Kinds whose facts say themselves from when they hold; their views filter by those dates.
bool HasDatedContent(Aggregate aggregate) {
  return aggregate == AGGREGATE_ORGANISATION || aggregate == AGGREGATE_PERSON ||
         aggregate == AGGREGATE_MANDATE || aggregate == AGGREGATE_BODY ||
         aggregate == AGGREGATE_SCHEME || aggregate == AGGREGATE_DELEGATION ||
         aggregate == AGGREGATE_INTEREST || aggregate == AGGREGATE_TOPIC;
}

// Registers: an entry is no act, and says something of the time before it was made.
bool IsRegister(Aggregate aggregate) {
  return aggregate == AGGREGATE_ORGANISATION || aggregate == AGGREGATE_PERSON ||
         aggregate == AGGREGATE_TOPIC;
}

CivilDate StartOf(const Event& fact) {
  const std::string& text =
      fact.effective_from().empty() ? fact.occurred().date() : fact.effective_from();
  return CivilDate::Parse(text).value_or(CivilDate());
}

bool HeldOn(const Event& fact, Aggregate aggregate, CivilDate date) {
  if (!HasDatedContent(aggregate)) return StartOf(fact) <= date;
  return HoldsOn(fact.effective_from(), fact.effective_to(), date);
}

std::string AnyOdsCode(const Record& organisation) {
  const auto registered =
      domain::First<witan::organisation::v1::OrganisationRegistered>(organisation);
  if (!registered) return "";
  for (const auto& code : registered->codes()) {
    if (code.scheme() == witan::organisation::v1::CODE_SCHEME_ODS) return code.code();
  }
  return "";
}

visibility::Subject SubjectOf(const projector::RecordRow& row, const std::string& id) {
  visibility::Subject subject;
  subject.aggregate = row.aggregate;
  subject.id = id;
  subject.classification = static_cast<witan::options::v1::Classification>(row.classification);
  subject.ground = static_cast<witan::common::v1::Ground>(row.ground);
  subject.occurred = CivilDate::FromDays(row.Days());
  for (const Uuid& about : row.subjects) subject.subjects.push_back(about.ToString());
  return subject;
}

}  // namespace

Question::Question(Moment moment, const witan::auth::v1::Principal& principal,
                   const runtime::KeyReader& keys)
    : moment_(std::move(moment)),
      principal_(principal),
      keys_(keys),
      keys_generation_(keys.generation()),
      newest_(*moment_.head),
      past_(moment_.view == nullptr ? std::nullopt
                                    : std::optional<ProjectedWorld>(std::in_place, *moment_.view)),
      visibility_(principal, newest_, moment_.today),
      texts_(keys) {}

visibility::Judgement Question::JudgeRow(const projector::RecordRow& row,
                                         const std::string& id) const {
  // Judged is by the newest row, which this is at the head alone.
  if (past_) return Judge(row.aggregate, id);
  return visibility_.Of(SubjectOf(row, id));
}

visibility::Judgement Question::Judge(Aggregate aggregate, const std::string& id) const {
  const auto known = judged_.find(id);
  if (known != judged_.end()) return known->second;
  visibility::Judgement judgement;
  const projector::RecordRow* row = newest_.FindRow(aggregate, id);
  if (row != nullptr) judgement = visibility_.Of(SubjectOf(*row, id));
  return judged_.emplace(id, judgement).first->second;
}

bool Question::HadBegun(const Record& record) const {
  if (record.facts.empty()) return false;
  if (!moment_.is_dated) return true;
  if (record.aggregate == AGGREGATE_ORGANISATION) {
    const auto from = CivilDate::Parse(domain::ValidFrom(record));
    return !from || *from <= moment_.date;
  }
  return IsRegister(record.aggregate) || StartOf(*record.facts.front()) <= moment_.date;
}

std::optional<Record> Question::AsOn(const Record& record) const {
  if (!HadBegun(record)) return std::nullopt;
  if (!moment_.is_dated) return record;
  Record held = record;
  const std::string opening = record.facts.front()->event_id();
  std::erase_if(held.facts, [&](const domain::EventPtr& fact) {
    return fact->event_id() != opening && !HeldOn(*fact, record.aggregate, moment_.date);
  });
  return held;
}

const domain::Footprint& Question::Footprint(const std::string& organisation_id,
                                             CivilDate date) const {
  const std::pair key(organisation_id, date.days());
  const auto known = footprints_.find(key);
  if (known != footprints_.end()) return known->second;
  return footprints_.emplace(key, domain::FootprintOn(world(), organisation_id, date))
      .first->second;
}

std::string Question::CodeOf(const Record& organisation) const {
  const std::string code = domain::OdsCodeOn(organisation, moment_.date);
  return code.empty() ? AnyOdsCode(organisation) : code;
}

const Question::Codes& Question::FootprintOf(const std::vector<std::string>& subjects,
                                             CivilDate occurred) const {
  const std::pair key(subjects, occurred.days());
  const auto known = codes_.find(key);
  if (known != codes_.end()) return known->second;
  return codes_.emplace(key, CodesOf(subjects, occurred)).first->second;
}

Question::Codes Question::CodesOf(const std::vector<std::string>& subjects,
                                  CivilDate occurred) const {
  std::set<std::string> systems;
  std::set<std::string> regions;
  const auto add = [&](const std::vector<std::string>& ids, std::set<std::string>& codes) {
    for (const std::string& id : ids) {
      const Record* organisation = world().Find(id);
      if (organisation != nullptr) codes.insert(CodeOf(*organisation));
    }
  };
  for (const std::string& subject : subjects) {
    for (const std::string& id : domain::OrganisationsOf(world(), subject)) {
      const domain::Footprint* footprint = &Footprint(id, moment_.date);
      if (footprint->systems.empty() && footprint->regions.empty()) {
        footprint = &Footprint(id, occurred);
      }
      add(footprint->systems, systems);
      add(footprint->regions, regions);
    }
  }
  return {{systems.begin(), systems.end()}, {regions.begin(), regions.end()}};
}

absl::Status Question::status() const {
  if (past_ && !past_->status().ok()) return past_->status();
  if (!newest_.status().ok()) return newest_.status();
  return texts_.status();
}

size_t Question::records_read() const {
  return codes_.size() + newest_.records_read() + (past_ ? past_->records_read() : 0);
}

}  // namespace witan::query
