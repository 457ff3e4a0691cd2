// Who may decide a matter: what a refusal offers as "refer up".

#include <fmt/format.h>

#include "services/domain/body/body.h"
#include "services/domain/delegation/delegation.h"
#include "services/domain/footprint.h"
#include "services/domain/person/person.h"
#include "services/domain/scheme/scheme.h"

namespace witan::domain {
namespace {

using witan::common::v1::Value;
using witan::delegation::v1::DelegationProposed;
using witan::scheme::v1::HOLDING_RESERVED;
using witan::scheme::v1::SchemeAdopted;
using witan::scheme::v1::SchemeDrafted;

Holder HolderOf(const World& world, const Record& scheme, const SchemeEntry& entry) {
  Holder holder{.instrument = &scheme,
                .entry = entry->entry(),
                .event_id = entry.event->event_id(),
                .body_id = entry->holder_body_id(),
                .person_id = entry->holder_person_id(),
                .organisation_id = "",
                .office = entry->holder_office(),
                .words = ""};
  std::string who = holder.office;
  if (!holder.body_id.empty()) who = DescribedBody(world, holder.body_id);
  if (!holder.person_id.empty()) who = DescribedPerson(world, holder.person_id);
  holder.words = fmt::format("{} (scheme entry {})", who, holder.entry);
  return holder;
}

void AddOfScheme(const World& world, const Record& scheme, std::string_view function,
                 const Value& value, bool reserved, std::vector<Holder>& holders) {
  for (const SchemeEntry& entry : EntriesOf(scheme)) {
    if (entry->function() != function || (entry->holding() == HOLDING_RESERVED) != reserved) {
      continue;
    }
    if (entry->has_limit() && !CheckLimit(entry->limit(), value, {}).held) continue;
    holders.push_back(HolderOf(world, scheme, entry));
  }
}

void AddDelegate(const World& world, const Record& delegation, std::string_view function,
                 const Value& value, CivilDate date, std::vector<Holder>& holders) {
  const DelegatedPower power = DelegatedPowerOn(world, delegation, function, date);
  if (!power.fault.empty()) return;
  for (const auto* limit : power.limits) {
    if (!CheckLimit(*limit, value, {}).held) return;
  }
  const auto proposed = First<DelegationProposed>(delegation);
  Holder holder{.instrument = &delegation,
                .entry = "",
                .event_id = proposed.event->event_id(),
                .body_id = proposed->delegate_body_id(),
                .person_id = proposed->delegate_person_id(),
                .organisation_id = proposed->delegate_organisation_id(),
                .office = "",
                .words = ""};
  std::string who = Described(world, holder.organisation_id, date);
  if (!holder.body_id.empty()) who = DescribedBody(world, holder.body_id);
  if (!holder.person_id.empty()) who = DescribedPerson(world, holder.person_id);
  holder.words = fmt::format("{} (delegation {})", who, delegation.number);
  holders.push_back(std::move(holder));
}

}  // namespace

std::vector<Holder> WhoMayDecide(const World& world, std::string_view organisation_id,
                                 std::string_view function, const Value& value, CivilDate date) {
  std::vector<Holder> holders;
  const auto schemes = world.Referring(organisation_id, witan::options::v1::AGGREGATE_SCHEME);
  for (const bool reserved : {true, false}) {
    for (const Record* scheme : schemes) {
      const auto drafted = First<SchemeDrafted>(*scheme);
      const bool is_own = drafted && drafted->organisation_id() == organisation_id;
      if (!is_own || !SchemeIsInForceOn(world, *scheme, date)) continue;
      AddOfScheme(world, *scheme, function, value, reserved, holders);
    }
  }
  for (const Record* delegation : DelegationsBy(world, organisation_id)) {
    AddDelegate(world, *delegation, function, value, date, holders);
  }
  return holders;
}

std::string ReferUp(const World& world, std::string_view organisation_id, std::string_view function,
                    const Value& value, CivilDate date) {
  const auto holders = WhoMayDecide(world, organisation_id, function, value, date);
  if (holders.empty()) {
    return fmt::format("Nobody is recorded who may decide on {} up to {} for {} on {}.", function,
                       DescribedValue(value), Described(world, organisation_id, date), date.Text());
  }
  return fmt::format("Refer it to {}.", holders.front().words);
}

}  // namespace witan::domain
