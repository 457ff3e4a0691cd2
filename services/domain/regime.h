#pragma once

// The legal regime of a system on a date, derived and never typed.

#include <string_view>

#include "services/domain/civil_date.h"
#include "services/domain/world.h"
#include "witan/event/v1/verdict.pb.h"

namespace witan::domain {

// STATUTORY from the day on which the system's statutory body exists (the ICB's valid_from, or the
// day of the ICS's succession by it), SHADOW in the 90 days before it, PRE_STATUTORY earlier. For
// an organisation that lies in a system, the system's; UNSPECIFIED where none is concerned
// (regions, the CQC). Bodies that are statutory in themselves (CCGs, trusts, authorities) are
// STATUTORY.
witan::event::v1::LegalRegime LegalRegimeOn(const World& world, std::string_view organisation_id,
                                            CivilDate date);

}  // namespace witan::domain
