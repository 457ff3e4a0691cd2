#pragma once

// Formal regulatory action: NHS England's alone, a region's only within its area.

#include <string>

#include "services/domain/decide.h"
#include "witan/regulation/v1/regulation.pb.h"

namespace witan::domain {

struct RegulatoryState {
  bool is_compliance_certified = false;
  // The first day without it, ISO 8601; empty while it stands.
  std::string lifted_on;
};

RegulatoryState RegulatoryStateOf(const Record& regulatory_action);

void Decide(const Deciding& deciding, const witan::regulation::v1::RegulatoryActionTaken& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::regulation::v1::ComplianceCertified& content,
            Findings& findings);
// Not before it was taken; once.
void Decide(const Deciding& deciding, const witan::regulation::v1::RegulatoryActionLifted& content,
            Findings& findings);

}  // namespace witan::domain
