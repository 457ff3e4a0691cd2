#pragma once

// Access asks only whether this principal may speak for `acted_by`. What the actor may do is a
// rule, so that a forbidden act is refused with its rule.

#include "services/domain/decide.h"

namespace witan::domain {

// States findings for a principal that may not record this as it says: OWN needs the principal to
// be the actor (its person, or its organisation where an organisation acted), CLERK a live mandate
// of the body that names the principal, REPORTED evidence and another organisation's act. A
// REGISTRAR records registrations, first constitutions and mandates of others as its own act.
void CheckAccess(const Deciding& deciding, const Payload& content, Findings& findings);

bool HasRole(const witan::auth::v1::Principal& principal, witan::auth::v1::Role role);

}  // namespace witan::domain
