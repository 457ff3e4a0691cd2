#pragma once

// What the events of a body check in common. For the folder itself.

#include "services/domain/body/body.h"

namespace witan::domain {

// Who may state facts of a body: its own organisations, NHS England, which appoints and approves,
// and the registrar, who records first constitutions.
void CheckGoverns(const Deciding& deciding, const std::vector<std::string>& organisations,
                  Findings& findings);

// The body of the record, established and not dissolved on the day; false when it is not, which is
// then stated.
bool CheckLive(const Deciding& deciding, Findings& findings);

// The numbers and constituencies of a quorum rule make sense for these organisations.
void CheckQuorumRule(const witan::body::v1::QuorumRule& rule,
                     const std::vector<std::string>& organisations, const std::string& field,
                     Findings& findings);

// a consultative forum is given no decision rights.
void CheckRights(witan::body::v1::BodyType type, witan::body::v1::DecisionRights rights,
                 Findings& findings);

// R-09 where the body is one of a system whose statutory body does not exist yet on that date: what
// is claimed is named by `claim`, "A constitution in force".
void CheckEstablished(const Deciding& deciding, const std::vector<std::string>& organisations,
                      std::string_view date, std::string_view claim, Findings& findings);

// The organisation among these that is an ICS or ICB; empty where none is.
std::string SystemAmong(const World& world, const std::vector<std::string>& organisations);

}  // namespace witan::domain
