#pragma once

// Who reads, for tests of the query services.

#include <string>

#include "witan/auth/v1/principal.pb.h"

namespace witan::query::testing {

inline witan::auth::v1::Principal Reader(witan::auth::v1::Role role,
                                         const std::string& organisation_id = "") {
  witan::auth::v1::Principal principal;
  principal.set_subject("reader");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

}  // namespace witan::query::testing
