#pragma once

// Mandates of clerks: who may record what a body did, from when to when.

#include "services/domain/decide.h"
#include "witan/mandate/v1/mandate.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::mandate::v1::MandateGiven& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::mandate::v1::MandateEnded& content,
            Findings& findings);

// Whether the mandate holds on a date.
bool MandateIsLiveOn(const Record& mandate, CivilDate date);
// Whether it names this principal, by subject or as a person.
bool MandateNames(const Record& mandate, const witan::auth::v1::Principal& principal);
// The mandate under which this principal may record for a body on a date, or nullptr.
const Record* MandateOf(const World& world, std::string_view body_id,
                        const witan::auth::v1::Principal& principal, CivilDate date);

}  // namespace witan::domain
