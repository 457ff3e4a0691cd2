#pragma once

// Organisations that a test can register without caring for codes.

#include <string>

#include "witan/organisation/v1/organisation.pb.h"

namespace witan::testing {

// A voluntary organisation; its code follows from the letters and digits of the name, and from the
// code the id of its record.
witan::organisation::v1::OrganisationRegistered VoluntaryOrganisation(const std::string& name);

// The keeper of the register, StandaloneProcess::RegistrarId(): its own registration comes first.
witan::organisation::v1::OrganisationRegistered Registrar();

// The id that the record of this organisation must have.
std::string IdOf(const witan::organisation::v1::OrganisationRegistered& organisation);

}  // namespace witan::testing
