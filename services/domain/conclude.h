#pragma once

// What becomes of the findings: a refusal with every reason, or the event with its verdict.

#include "services/domain/decide.h"

namespace witan::domain {

// A refusal with all findings; the gravest first: wrong fields, then catalogued reasons, then
// rules.
Refusal Refuse(const Findings& findings, CivilDate occurred);

// Accepts when nothing blocks: HARD rules that are broken block unless they may be recorded as a
// fact and the header says why; SOFT ones need their reason. `record` is the record as it stands
// (nullptr: to be opened).
Decided Conclude(const Deciding& deciding, const Record* record, const Payload& content,
                 const Findings& findings);

}  // namespace witan::domain
