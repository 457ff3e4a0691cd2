#include "services/domain/recovery/recovery.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/segment/segment.h"

namespace witan::domain {
namespace {

using witan::options::v1::AGGREGATE_RECOVERY;
using witan::recovery::v1::ExitCriterionEvidenced;
using witan::recovery::v1::ExitCriterionSet;
using witan::recovery::v1::ImprovementDirectorAppointed;
using witan::recovery::v1::ImprovementPlanAgreed;
using witan::recovery::v1::RecoveryProgressReviewed;
using witan::recovery::v1::RecoverySupportEntered;
using witan::recovery::v1::RecoverySupportExited;

ExitCriterion* FindCriterion(std::vector<ExitCriterion>& criteria, std::string_view code) {
  const auto it = std::find_if(criteria.begin(), criteria.end(),
                               [&](const ExitCriterion& one) { return one.code == code; });
  return it == criteria.end() ? nullptr : &*it;
}

std::vector<ExitCriterion> CriteriaOf(const Record& recovery) {
  std::vector<ExitCriterion> criteria;
  for (const auto& set : All<ExitCriterionSet>(recovery)) {
    criteria.push_back({set->criterion(), set->text(), {}});
  }
  for (const auto& evidenced : All<ExitCriterionEvidenced>(recovery)) {
    if (ExitCriterion* criterion = FindCriterion(criteria, evidenced->criterion())) {
      criterion->evidenced_by.push_back(evidenced.event->event_id());
    }
  }
  return criteria;
}

RecoveryStage StageOf(const RecoveryState& state) {
  if (!state.exited_on.empty()) return RecoveryStage::kExited;
  if (!state.criteria.empty() && UnevidencedOf(state).empty()) return RecoveryStage::kReadyToExit;
  return state.has_plan ? RecoveryStage::kPlanAgreed : RecoveryStage::kEntered;
}

void CheckOpen(const Deciding& deciding, Findings& findings) {
  const std::string exited_on = RecoveryStateOf(*deciding.record).exited_on;
  if (!exited_on.empty() && !deciding.is_replacement) {
    findings.Refuse(ReasonId::kWrongState, fmt::format("Recovery support ended on {}.", exited_on));
  }
}

void CheckNhsEngland(const Deciding& deciding, std::string_view subject_id, Findings& findings) {
  if (!IsNhsEngland(deciding.world, deciding.header.acted_by().organisation_id())) {
    findings.Refuse(ReasonId::kNotForRole,
                    "Who enters and leaves recovery support, its director and its exit criteria "
                    "are decided by NHS England.");
  }
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(), subject_id, findings);
}

// The subject, its system and NHS England work on it together.
void CheckTakesPart(const Deciding& deciding, Findings& findings) {
  const std::string subject_id = RecoveryStateOf(*deciding.record).subject_id;
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const Footprint footprint = FootprintOn(deciding.world, subject_id, deciding.occurred);
  const bool is_system = std::find(footprint.systems.begin(), footprint.systems.end(), actor) !=
                         footprint.systems.end();
  if (actor != subject_id && !is_system && !IsNhsEngland(deciding.world, actor)) {
    findings.Refuse(ReasonId::kNotForRole,
                    "Recovery support is carried on by its subject, the subject's system and NHS "
                    "England.");
  }
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(), subject_id, findings);
}

void FlagWhatEntryOwes(const Deciding& deciding, const RecoverySupportEntered& content,
                       Findings& findings) {
  const SegmentOnDate segment = SegmentOf(deciding.world, content.subject_id(), deciding.occurred);
  if (segment.segment == 4) {
    findings.RestsOn(segment.event_id);
  } else {
    findings.Flag(RuleId::k44, segment.segment == 0
                                   ? std::string("Recovery support belongs to segment 4; no "
                                                 "segment is recorded for the subject.")
                                   : fmt::format("Recovery support belongs to segment 4; the "
                                                 "subject stands in segment {}.",
                                                 segment.segment));
  }
  if (!IsNationalDecider(deciding.world, deciding.header.acted_by().organisation_id())) {
    findings.Flag(RuleId::k44, "Entry is decided nationally; this was decided by a region.");
  }
  if (content.expected_end().empty()) {
    findings.Flag(RuleId::k44, "Recovery support is limited in time; no expected end is stated.");
  }
}

}  // namespace

RecoveryState RecoveryStateOf(const Record& recovery) {
  RecoveryState state;
  if (const auto entered = First<RecoverySupportEntered>(recovery)) {
    state.subject_id = entered->subject_id();
    state.entered_on = entered.event->occurred().date();
    state.expected_end = entered->expected_end();
  }
  if (const auto director = Last<ImprovementDirectorAppointed>(recovery)) {
    state.director_id = director->person_id();
  }
  if (const auto reviewed = Last<RecoveryProgressReviewed>(recovery)) {
    state.next_review = reviewed->next_review();
  }
  if (const auto exited = Last<RecoverySupportExited>(recovery)) {
    state.exited_on = exited.event->occurred().date();
  }
  state.has_plan = bool{Last<ImprovementPlanAgreed>(recovery)};
  state.criteria = CriteriaOf(recovery);
  state.stage = StageOf(state);
  return state;
}

std::vector<std::string> UnevidencedOf(const RecoveryState& recovery) {
  std::vector<std::string> codes;
  for (const ExitCriterion& criterion : recovery.criteria) {
    if (criterion.evidenced_by.empty()) codes.push_back(criterion.code);
  }
  return codes;
}

const Record* OpenRecoveryOf(const World& world, std::string_view subject_id, CivilDate date) {
  for (const Record* recovery : world.Referring(subject_id, AGGREGATE_RECOVERY)) {
    const RecoveryState state = RecoveryStateOf(*recovery);
    if (state.subject_id == subject_id && HoldsOn(state.entered_on, state.exited_on, date)) {
      return recovery;
    }
  }
  return nullptr;
}

void Decide(const Deciding& deciding, const RecoverySupportEntered& content, Findings& findings) {
  const Record* open = OpenRecoveryOf(deciding.world, content.subject_id(), deciding.occurred);
  if (open != nullptr && open->id != deciding.record_id) {
    findings.Refuse(
        ReasonId::kWrongState,
        fmt::format("The organisation is in recovery support already: record {}.", open->id));
  }
  const auto end = CivilDate::Parse(content.expected_end());
  if (end && *end <= deciding.occurred) {
    findings.Field("content.expected_end", "is not after the entry");
  }
  CheckNhsEngland(deciding, content.subject_id(), findings);
  FlagWhatEntryOwes(deciding, content, findings);
}

void Decide(const Deciding& deciding, const ImprovementDirectorAppointed&, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckNhsEngland(deciding, RecoveryStateOf(*deciding.record).subject_id, findings);
}

void Decide(const Deciding& deciding, const ImprovementPlanAgreed&, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckTakesPart(deciding, findings);
}

void Decide(const Deciding& deciding, const ExitCriterionSet& content, Findings& findings) {
  CheckOpen(deciding, findings);
  RecoveryState state = RecoveryStateOf(*deciding.record);
  CheckNhsEngland(deciding, state.subject_id, findings);
  if (FindCriterion(state.criteria, content.criterion()) != nullptr) {
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Criterion {} was set before; to change it, correct the earlier "
                                "event.",
                                content.criterion()));
  }
}

void Decide(const Deciding& deciding, const ExitCriterionEvidenced& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckTakesPart(deciding, findings);
  RecoveryState state = RecoveryStateOf(*deciding.record);
  if (FindCriterion(state.criteria, content.criterion()) == nullptr) {
    findings.Field("content.criterion", "is no exit criterion of this record");
  }
  const bool has_evidence = deciding.header.evidence_size() > 0;
  findings.Check(RuleId::k44, has_evidence,
                 has_evidence
                     ? fmt::format("Criterion {} is shown met by \"{}\".", content.criterion(),
                                   deciding.header.evidence(0).title())
                     : fmt::format("That criterion {} is met needs evidence: name a "
                                   "document.",
                                   content.criterion()));
}

void Decide(const Deciding& deciding, const RecoveryProgressReviewed& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckTakesPart(deciding, findings);
  const auto next = CivilDate::Parse(content.next_review());
  if (next && *next <= deciding.occurred) {
    findings.Field("content.next_review", "is not after this review");
  }
}

void Decide(const Deciding& deciding, const RecoverySupportExited&, Findings& findings) {
  CheckOpen(deciding, findings);
  // By when the evidence came, not by when it was typed.
  const RecoveryState state =
      RecoveryStateOf(OccurredBy(*deciding.record, deciding.occurred.Text()));
  CheckNhsEngland(deciding, state.subject_id, findings);
  const std::vector<std::string> missing = UnevidencedOf(state);
  if (state.criteria.empty()) {
    findings.Broken(RuleId::k44, "Recovery support ends on exit criteria; none was set.");
  } else if (!missing.empty()) {
    findings.Broken(RuleId::k44,
                    fmt::format("Not evidenced: exit criterion {}.", fmt::join(missing, ", ")));
  } else {
    for (const ExitCriterion& criterion : state.criteria) {
      findings.RestsOn(criterion.evidenced_by.back());
    }
    findings.Held(RuleId::k44,
                  fmt::format("All {} exit criteria are evidenced.", state.criteria.size()));
  }
}

}  // namespace witan::domain
