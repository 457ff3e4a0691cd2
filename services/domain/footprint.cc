#include "services/domain/footprint.h"

#include <fmt/format.h>

#include <algorithm>

#include "witan/body/v1/body.pb.h"

namespace witan::domain {
namespace {

using witan::body::v1::BodyEstablished;
using witan::organisation::v1::BoundaryChanged;
using witan::organisation::v1::OrganisationRegistered;
using witan::organisation::v1::OrganisationRenamed;
using witan::organisation::v1::OrganisationSucceeded;

constexpr int kMostSteps = 6;

void AddOnce(std::vector<std::string>& list, const std::string& id) {
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

template <class Placements>
std::vector<std::string> Holding(const Placements& placements, CivilDate date) {
  std::vector<std::string> ids;
  for (const auto& placement : placements) {
    if (HoldsOn(placement.from(), placement.to(), date)) AddOnce(ids, placement.within_id());
  }
  return ids;
}

void Climb(const World& world, const std::string& id, CivilDate date, int steps,
           Footprint& footprint) {
  const Record* organisation = world.Find(id);
  if (organisation == nullptr || steps == kMostSteps) return;
  const OrganisationKind kind = KindOf(*organisation);
  if (kind == witan::organisation::v1::ORGANISATION_KIND_ICS ||
      kind == witan::organisation::v1::ORGANISATION_KIND_ICB) {
    AddOnce(footprint.systems, id);
  }
  if (kind == witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION) {
    AddOnce(footprint.regions, id);
    return;
  }
  for (const std::string& within : WithinOn(*organisation, date)) {
    Climb(world, within, date, steps + 1, footprint);
  }
}

}  // namespace

OrganisationKind KindOf(const Record& organisation) {
  const auto registered = First<OrganisationRegistered>(organisation);
  return registered ? registered->kind() : witan::organisation::v1::ORGANISATION_KIND_UNSPECIFIED;
}

std::string NameOn(const Record& organisation, CivilDate date) {
  const auto registered = First<OrganisationRegistered>(organisation);
  std::string name = registered ? registered->name() : "";
  CivilDate best;
  bool renamed = false;
  for (const auto& fact : All<OrganisationRenamed>(organisation)) {
    const auto from = CivilDate::Parse(fact->from());
    if (!from || *from > date || (renamed && *from < best)) continue;
    name = fact->name();
    best = *from;
    renamed = true;
  }
  return name;
}

std::string OdsCodeOn(const Record& organisation, CivilDate date) {
  const auto registered = First<OrganisationRegistered>(organisation);
  if (!registered) return "";
  for (const auto& code : registered->codes()) {
    if (code.scheme() == witan::organisation::v1::CODE_SCHEME_ODS &&
        HoldsOn(code.from(), code.to(), date)) {
      return code.code();
    }
  }
  return "";
}

std::vector<std::string> WithinOn(const Record& organisation, CivilDate date) {
  const BoundaryChanged* latest = nullptr;
  CivilDate latest_from;
  for (const auto& fact : All<BoundaryChanged>(organisation)) {
    const auto from = CivilDate::Parse(fact->from());
    if (!from || *from > date || (latest != nullptr && *from < latest_from)) continue;
    latest = fact.content;
    latest_from = *from;
  }
  if (latest != nullptr) return Holding(latest->placements(), date);
  const auto registered = First<OrganisationRegistered>(organisation);
  return registered ? Holding(registered->placements(), date) : std::vector<std::string>();
}

std::string ValidFrom(const Record& organisation) {
  const auto registered = First<OrganisationRegistered>(organisation);
  return registered ? registered->valid_from() : "";
}

Succession SuccessionOf(const Record& organisation) {
  const auto succeeded = Last<OrganisationSucceeded>(organisation);
  return succeeded ? Succession{succeeded->successor_id(), succeeded->on()} : Succession{};
}

Footprint FootprintOn(const World& world, std::string_view organisation_id, CivilDate date) {
  Footprint footprint;
  Climb(world, std::string(organisation_id), date, 0, footprint);
  return footprint;
}

std::vector<std::string> OrganisationsOf(const World& world, std::string_view subject_id) {
  const Record* subject = world.Find(subject_id);
  if (subject == nullptr) return {};
  if (subject->aggregate == witan::options::v1::AGGREGATE_ORGANISATION) return {subject->id};
  const auto body = First<BodyEstablished>(*subject);
  if (!body) return {};
  return {body->organisation_ids().begin(), body->organisation_ids().end()};
}

std::string Described(const World& world, std::string_view organisation_id, CivilDate date) {
  const Record* organisation = world.Find(organisation_id);
  if (organisation == nullptr) return std::string(organisation_id);
  const std::string code = OdsCodeOn(*organisation, date);
  const std::string name = NameOn(*organisation, date);
  return code.empty() ? name : fmt::format("{} ({})", name, code);
}

}  // namespace witan::domain
