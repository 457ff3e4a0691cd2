#include "services/domain/organisation/organisation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/footprint.h"
#include "services/domain/regime.h"
#include "storage/base/uuid.h"

namespace witan::domain {
namespace {

using witan::organisation::v1::BoundaryChanged;
using witan::organisation::v1::OrganisationRegistered;
using witan::organisation::v1::OrganisationRenamed;
using witan::organisation::v1::OrganisationSucceeded;

// The name space of the ids of organisations. Do not change.
constexpr std::string_view kNamespace = "6f0d1f3e-5d0c-5e0f-9a3b-77697461006e";
constexpr std::string_view kKindPrefix = "ORGANISATION_KIND_";
// Steps up or along that are followed; more is a circle or a mistake.
constexpr size_t kMostSteps = 100;

void CheckPeriod(const std::string& from, const std::string& to, const std::string& field,
                 Findings& findings) {
  if (!from.empty() && !to.empty() && to <= from) {
    findings.Field(field, fmt::format("is not after the first day, {}", from));
  }
}

// Whether `id` lies, at any time, within the organisation `within_id` or is it.
bool LiesWithin(const World& world, const std::string& id, const std::string& within_id) {
  std::vector<std::string> waiting = {id};
  std::set<std::string> seen;
  while (!waiting.empty() && seen.size() < kMostSteps) {
    const std::string current = waiting.back();
    waiting.pop_back();
    if (current == within_id) return true;
    const Record* organisation = world.Find(current);
    if (organisation == nullptr || !seen.insert(current).second) continue;
    const auto add = [&waiting](const auto& placements) {
      for (const auto& placement : placements) waiting.push_back(placement.within_id());
    };
    for (const auto& fact : All<OrganisationRegistered>(*organisation)) add(fact->placements());
    for (const auto& fact : All<BoundaryChanged>(*organisation)) add(fact->placements());
  }
  return false;
}

template <class Placements>
void CheckPlacements(const Deciding& deciding, const Placements& placements, Findings& findings) {
  for (int i = 0; i < placements.size(); ++i) {
    const std::string field = fmt::format("content.placements[{}]", i);
    CheckPeriod(placements[i].from(), placements[i].to(), field + ".to", findings);
    if (placements[i].share_permille() > 1000) {
      findings.Field(field + ".share_permille", "is over 1000, which is the whole");
    }
    if (LiesWithin(deciding.world, placements[i].within_id(), deciding.record_id)) {
      findings.Field(field + ".within_id", "lies within this organisation itself");
    }
  }
}

void CheckCodes(const OrganisationRegistered& content, Findings& findings) {
  std::set<std::pair<int, std::string>> seen;
  for (int i = 0; i < content.codes_size(); ++i) {
    const auto& code = content.codes(i);
    const std::string field = fmt::format("content.codes[{}]", i);
    CheckPeriod(code.from(), code.to(), field + ".to", findings);
    if (!seen.emplace(code.scheme(), code.code()).second) {
      findings.Field(field + ".code", "is there twice");
    }
  }
}

// The id follows from kind and code, so that two registrars cannot register one organisation twice.
void CheckId(const Deciding& deciding, const OrganisationRegistered& content, Findings& findings) {
  for (const auto& code : content.codes()) {
    if (OrganisationIdOf(content.kind(), code.code()) == deciding.record_id) return;
  }
  if (content.codes().empty()) {
    return findings.Field("content.codes", "needs the code from which the record's id follows");
  }
  findings.Field("header.record_id",
                 fmt::format("is not the id that follows from kind and code; that of {} is {}",
                             content.codes(0).code(),
                             OrganisationIdOf(content.kind(), content.codes(0).code())));
}

// Follows the successions from `id`; true when they come to `sought_id`.
bool LeadsTo(const World& world, std::string id, const std::string& sought_id) {
  for (size_t i = 0; i < kMostSteps; ++i) {
    if (id == sought_id) return true;
    const Record* organisation = world.Find(id);
    if (organisation == nullptr) return false;
    id = SuccessionOf(*organisation).successor_id;
    if (id.empty()) return false;
  }
  return true;
}

bool CheckRegistered(const Deciding& deciding, Findings& findings) {
  if (First<OrganisationRegistered>(*deciding.record)) return true;
  findings.Refuse(ReasonId::kWrongState, "The organisation's registration was taken back.");
  return false;
}

}  // namespace

std::string OrganisationIdOf(OrganisationKind kind, std::string_view code) {
  const std::string word = witan::organisation::v1::OrganisationKind_Name(kind);
  if (word.size() <= kKindPrefix.size()) return "";
  static const Uuid name_space = Uuid::Parse(kNamespace).value();
  return Uuid::NameBased(name_space, fmt::format("{}:{}", word.substr(kKindPrefix.size()), code))
      .ToString();
}

std::string KindWord(OrganisationKind kind) {
  std::string word = witan::organisation::v1::OrganisationKind_Name(kind);
  word.erase(0, std::min(kKindPrefix.size(), word.size()));
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

bool IsNhsEngland(const World& world, std::string_view organisation_id) {
  const Record* organisation = world.Find(organisation_id);
  if (organisation == nullptr) return false;
  const OrganisationKind kind = KindOf(*organisation);
  return kind == witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION ||
         kind == witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL;
}

bool IsBeforeEstablishment(const World& world, std::string_view organisation_id, CivilDate date) {
  const auto regime = LegalRegimeOn(world, organisation_id, date);
  return regime == witan::event::v1::LEGAL_REGIME_PRE_STATUTORY ||
         regime == witan::event::v1::LEGAL_REGIME_SHADOW;
}

void CheckRegion(const Deciding& deciding, std::string_view actor_id, std::string_view subject_id,
                 Findings& findings) {
  const Record* actor = deciding.world.Find(actor_id);
  if (actor == nullptr ||
      KindOf(*actor) != witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION) {
    return;
  }
  bool lies_in_it = false;
  for (const std::string& id : OrganisationsOf(deciding.world, subject_id)) {
    const auto regions = FootprintOn(deciding.world, id, deciding.occurred).regions;
    lies_in_it = lies_in_it || std::find(regions.begin(), regions.end(), actor_id) != regions.end();
  }
  findings.Check(
      RuleId::k40, lies_in_it,
      fmt::format("{} {} in {} on {}.", Described(deciding.world, subject_id, deciding.occurred),
                  lies_in_it ? "lies" : "does not lie",
                  Described(deciding.world, actor_id, deciding.occurred),
                  deciding.occurred.Text()));
}

void Decide(const Deciding& deciding, const OrganisationRegistered& content, Findings& findings) {
  CheckPeriod(content.valid_from(), content.valid_to(), "content.valid_to", findings);
  CheckCodes(content, findings);
  CheckId(deciding, content, findings);
  CheckPlacements(deciding, content.placements(), findings);
}

void Decide(const Deciding& deciding, const OrganisationRenamed& content, Findings& findings) {
  if (!CheckRegistered(deciding, findings)) return;
  const std::string valid_from = ValidFrom(*deciding.record);
  if (!valid_from.empty() && content.from() < valid_from) {
    findings.Field("content.from", fmt::format("is before its first day, {}", valid_from));
  }
  for (const auto& earlier : All<OrganisationRenamed>(*deciding.record)) {
    if (earlier->from() != content.from()) continue;
    findings.Refuse(
        ReasonId::kTwiceStated,
        fmt::format("Its name from {} was stated before; correct that event.", content.from()));
    return;
  }
  const auto from = CivilDate::Parse(content.from()).value_or(deciding.occurred);
  if (NameOn(*deciding.record, from) == content.name()) {
    findings.Refuse(ReasonId::kTwiceStated, "It bears this name already.");
  }
}

void Decide(const Deciding& deciding, const BoundaryChanged& content, Findings& findings) {
  if (!CheckRegistered(deciding, findings)) return;
  CheckPlacements(deciding, content.placements(), findings);
  for (int i = 0; i < content.placements_size(); ++i) {
    const std::string& from = content.placements(i).from();
    if (!from.empty() && from < content.from()) {
      findings.Field(fmt::format("content.placements[{}].from", i),
                     fmt::format("is before the change itself, {}", content.from()));
    }
  }
  for (const auto& earlier : All<BoundaryChanged>(*deciding.record)) {
    if (earlier->from() != content.from()) continue;
    findings.Refuse(
        ReasonId::kTwiceStated,
        fmt::format("Its boundary from {} was stated before; correct that event.", content.from()));
    return;
  }
}

void Decide(const Deciding& deciding, const OrganisationSucceeded& content, Findings& findings) {
  if (!CheckRegistered(deciding, findings)) return;
  if (LeadsTo(deciding.world, content.successor_id(), deciding.record_id)) {
    findings.Field("content.successor_id", "is, or was succeeded by, this organisation itself");
  }
  for (const auto& earlier : All<OrganisationSucceeded>(*deciding.record)) {
    if (earlier->successor_id() != content.successor_id()) continue;
    findings.Refuse(ReasonId::kTwiceStated, "This succession was stated before.");
    return;
  }
}

}  // namespace witan::domain
