#pragma once

// The recovery support programme: entry, director, plan, exit criteria and exit.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/recovery/v1/recovery.pb.h"

namespace witan::domain {

struct ExitCriterion {
  std::string code;
  std::string text;
  // Ids of the events that show that it is met; empty: not evidenced.
  std::vector<std::string> evidenced_by;
};

enum class RecoveryStage {
  kEntered,
  kPlanAgreed,
  // Each of at least one criterion is evidenced.
  kReadyToExit,
  kExited,
};

struct RecoveryState {
  std::string subject_id;
  // Civil dates, ISO 8601.
  std::string entered_on;
  std::string expected_end;
  std::string exited_on;
  // The system improvement director; empty while none is appointed.
  std::string director_id;
  std::string next_review;
  bool has_plan = false;
  std::vector<ExitCriterion> criteria;
  RecoveryStage stage = RecoveryStage::kEntered;
};

RecoveryState RecoveryStateOf(const Record& recovery);

// The criteria that are not evidenced, by code.
std::vector<std::string> UnevidencedOf(const RecoveryState& recovery);

// The recovery support in which an organisation is on a date, or nullptr.
const Record* OpenRecoveryOf(const World& world, std::string_view subject_id, CivilDate date);

// By NHS England; once at a time. R-44 flags what it owes: segment 4, national decider, time
// limit.
void Decide(const Deciding& deciding, const witan::recovery::v1::RecoverySupportEntered& content,
            Findings& findings);
void Decide(const Deciding& deciding,
            const witan::recovery::v1::ImprovementDirectorAppointed& content, Findings& findings);
// By NHS England or the subject, as are evidence and reviews.
void Decide(const Deciding& deciding, const witan::recovery::v1::ImprovementPlanAgreed& content,
            Findings& findings);
// By NHS England; each code once.
void Decide(const Deciding& deciding, const witan::recovery::v1::ExitCriterionSet& content,
            Findings& findings);
// with evidence in the header.
void Decide(const Deciding& deciding, const witan::recovery::v1::ExitCriterionEvidenced& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::recovery::v1::RecoveryProgressReviewed& content,
            Findings& findings);
// By NHS England. R-44: at least one criterion is set and each is evidenced.
void Decide(const Deciding& deciding, const witan::recovery::v1::RecoverySupportExited& content,
            Findings& findings);

}  // namespace witan::domain
