#include "tests/support/organisations.h"

#include <algorithm>

#include "services/domain/organisation/organisation.h"

namespace witan::testing {
namespace {

using witan::organisation::v1::OrganisationKind;
using witan::organisation::v1::OrganisationRegistered;

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

OrganisationRegistered Organisation(OrganisationKind kind, const std::string& name,
                                    const std::string& code) {
  OrganisationRegistered content;
  content.set_kind(kind);
  content.set_name(name);
  auto* added = content.add_codes();
  added->set_scheme(witan::organisation::v1::CODE_SCHEME_LOCAL);
  added->set_code(code);
  return content;
}

}  // namespace

OrganisationRegistered VoluntaryOrganisation(const std::string& name) {
  std::string code;
  std::copy_if(name.begin(), name.end(), std::back_inserter(code), IsLetterOrDigit);
  return Organisation(witan::organisation::v1::ORGANISATION_KIND_VCSE, name, code);
}

OrganisationRegistered Registrar() {
  return Organisation(witan::organisation::v1::ORGANISATION_KIND_REGISTRAR,
                      "Register of organisations", "WITAN");
}

std::string IdOf(const OrganisationRegistered& organisation) {
  return domain::OrganisationIdOf(organisation.kind(), organisation.codes(0).code());
}

}  // namespace witan::testing
