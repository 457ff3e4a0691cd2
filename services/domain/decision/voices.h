#pragma once

// Who speaks in a decision, for whom, and by which method.

#include <string_view>

#include "services/domain/decide.h"
#include "services/domain/decision/decision.h"
#include "witan/body/v1/body.pb.h"

namespace witan::domain {

// One voice of a decision.
struct Voice {
  std::string_view person_id;
  // Empty where the person speaks for nobody else.
  std::string_view on_behalf_of_id;
};
// none speaks on behalf of an employer. On a joint body a representative may speak for
// the constituency that sent him. Says nothing where there are no voices.
void CheckVoices(const Deciding& deciding, const Record& body, const std::vector<Voice>& voices,
                 Findings& findings);

// consensus was not reached before on this decision, the chair acts, the body is a board.
void CheckChairDecides(const Deciding& deciding, const Record& body, Findings& findings);

// the constitution or terms in force provide for votes.
void CheckMayVote(const Deciding& deciding, const Record& body, Findings& findings);

// a view or dissent with reasons stands on this decision.
void CheckReasonsWereHeard(const Deciding& deciding, Findings& findings);

}  // namespace witan::domain
