#pragma once

// The register of organisations: who there is, under which name, where, and who took over. The
// readings of these facts (names, placements, regions) stand in services/domain/footprint.h, since
// every room needs them.

#include "services/domain/decide.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::domain {

// The id is the one that follows from kind and code, so that nobody is registered twice.
void Decide(const Deciding& deciding,
            const witan::organisation::v1::OrganisationRegistered& content, Findings& findings);
void Decide(const Deciding& deciding, const witan::organisation::v1::OrganisationRenamed& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::organisation::v1::BoundaryChanged& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::organisation::v1::OrganisationSucceeded& content,
            Findings& findings);

// The id of the organisation of this kind and code: the UUIDv5 of "ICB:QF7".
std::string OrganisationIdOf(witan::organisation::v1::OrganisationKind kind, std::string_view code);

// "an ICB" as a sentence needs it: "ICB", "NHS TRUST", "NHSE REGION".
std::string KindWord(witan::organisation::v1::OrganisationKind kind);

// Whether this organisation is NHS England: the national body or one of its regions.
bool IsNhsEngland(const World& world, std::string_view organisation_id);

// a region acts only on organisations that lie in it on the day. States nothing when the
// actor is no region. The subject is an organisation or a body.
void CheckRegion(const Deciding& deciding, std::string_view actor_id, std::string_view subject_id,
                 Findings& findings);

// Before its statutory body exists, an ICS or ICB has no authority of its own. False for
// every other organisation.
bool IsBeforeEstablishment(const World& world, std::string_view organisation_id, CivilDate date);

}  // namespace witan::domain
