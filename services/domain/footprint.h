#pragma once

// Where an organisation lies on a date: the systems and regions of dated placements. One place for
// the rules, the views and the visibility of records.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/civil_date.h"
#include "services/domain/world.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::domain {

using witan::organisation::v1::OrganisationKind;

// The kind of an organisation; UNSPECIFIED when the record is none.
OrganisationKind KindOf(const Record& organisation);
// Name in force on a date.
std::string NameOn(const Record& organisation, CivilDate date);
// ODS code in use on a date, or empty.
std::string OdsCodeOn(const Record& organisation, CivilDate date);
// The placements that hold on a date, as ids of what it lies within.
std::vector<std::string> WithinOn(const Record& organisation, CivilDate date);
// The day from which it exists, where it is known.
std::string ValidFrom(const Record& organisation);
// The organisation that took over, and the first day of that; empty where none.
struct Succession {
  std::string successor_id;
  std::string on;
};
Succession SuccessionOf(const Record& organisation);

struct Footprint {
  // Ids of ICS and ICB organisations, itself included where it is one.
  std::vector<std::string> systems;
  // Ids of regions, itself included where it is one.
  std::vector<std::string> regions;
};

// Walks the placements upwards on a date; at most 6 steps deep.
Footprint FootprintOn(const World& world, std::string_view organisation_id, CivilDate date);

// The organisations of a subject: itself, or those of a body.
std::vector<std::string> OrganisationsOf(const World& world, std::string_view subject_id);

// The organisation's name for sentences: "NHS Dorset (QVV)"; the id where it is unknown.
std::string Described(const World& world, std::string_view organisation_id, CivilDate date);

}  // namespace witan::domain
