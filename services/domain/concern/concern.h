#pragma once

// Oversight concerns, the support offered with them, and how they end.

#include <string>
#include <vector>

#include "services/domain/decide.h"
#include "witan/concern/v1/concern.pb.h"

namespace witan::domain {

struct SupportState {
  std::string by_id;
  std::string support;
  bool is_mandated = false;
  // True when the subject accepted after this was offered.
  bool is_accepted = false;
};

struct ConcernState {
  std::string lead_id;
  std::string subject_id;
  std::vector<SupportState> support;
  // The review that is due next, ISO 8601; empty where none is set.
  std::string next_review;
  // To whom it was escalated last; empty where it was not.
  std::string escalated_to_id;
  bool is_closed = false;
};

ConcernState ConcernStateOf(const Record& concern);

// Whether it is open and its next review lies before `today`.
bool IsReviewOverdue(const ConcernState& concern, CivilDate today);

// By a system, NHS England or one of its regions; nobody raises one about itself.
void Decide(const Deciding& deciding, const witan::concern::v1::ConcernRaised& content,
            Findings& findings);
// By who offers it. Support is mandated by NHS England alone.
void Decide(const Deciding& deciding, const witan::concern::v1::SupportOffered& content,
            Findings& findings);
// By the subject, after an offer that it has not accepted yet.
void Decide(const Deciding& deciding, const witan::concern::v1::SupportAccepted& content,
            Findings& findings);
// By the lead or NHS England, as are escalation and closing.
void Decide(const Deciding& deciding, const witan::concern::v1::ConcernReviewed& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::concern::v1::ConcernEscalated& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::concern::v1::ConcernClosed& content,
            Findings& findings);

}  // namespace witan::domain
