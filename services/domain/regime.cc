#include "services/domain/regime.h"

#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::event::v1::LEGAL_REGIME_PRE_STATUTORY;
using witan::event::v1::LEGAL_REGIME_SHADOW;
using witan::event::v1::LEGAL_REGIME_STATUTORY;
using witan::event::v1::LEGAL_REGIME_UNSPECIFIED;

constexpr int32_t kShadowDays = 90;

// The day on which the system's statutory body begins, as recorded; else the statute's own day.
CivilDate EstablishmentOf(const Record& system) {
  const auto statutory = CivilDate::Parse("2022-07-01").value_or(CivilDate());
  if (KindOf(system) == witan::organisation::v1::ORGANISATION_KIND_ICB) {
    return CivilDate::Parse(ValidFrom(system)).value_or(statutory);
  }
  return CivilDate::Parse(SuccessionOf(system).on).value_or(statutory);
}

}  // namespace

witan::event::v1::LegalRegime LegalRegimeOn(const World& world, std::string_view organisation_id,
                                            CivilDate date) {
  const Record* organisation = world.Find(organisation_id);
  if (organisation == nullptr) return LEGAL_REGIME_UNSPECIFIED;
  switch (KindOf(*organisation)) {
    case witan::organisation::v1::ORGANISATION_KIND_ICS:
    case witan::organisation::v1::ORGANISATION_KIND_ICB: {
      const CivilDate established = EstablishmentOf(*organisation);
      if (date >= established) return LEGAL_REGIME_STATUTORY;
      return date >= established.PlusDays(-kShadowDays) ? LEGAL_REGIME_SHADOW
                                                        : LEGAL_REGIME_PRE_STATUTORY;
    }
    case witan::organisation::v1::ORGANISATION_KIND_CCG:
    case witan::organisation::v1::ORGANISATION_KIND_NHS_TRUST:
    case witan::organisation::v1::ORGANISATION_KIND_FOUNDATION_TRUST:
    case witan::organisation::v1::ORGANISATION_KIND_LOCAL_AUTHORITY:
      return LEGAL_REGIME_STATUTORY;
    default:  // no system is concerned
      return LEGAL_REGIME_UNSPECIFIED;
  }
}

}  // namespace witan::domain
