#include "services/domain/segment/segment.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/recovery/recovery.h"

namespace witan::domain {
namespace {

using witan::options::v1::AGGREGATE_SEGMENT;
using witan::segment::v1::SegmentDecided;
using witan::segment::v1::SegmentReviewed;
using witan::segment::v1::StocktakeCompleted;
using witan::segment::v1::StocktakeStarted;

constexpr uint32_t kLowestSegment = 1;
constexpr uint32_t kHighestSegment = 4;
// Segments 1 and 2 are reviewed within a quarter.
constexpr uint32_t kLastReviewedQuarterly = 2;

const Event* DecisionOn(const Record& segment, CivilDate date) {
  const Event* newest = nullptr;
  for (const auto& decided : All<SegmentDecided>(segment)) {
    const std::string& on = decided.event->occurred().date();
    if (on > date.Text() || (newest != nullptr && on < newest->occurred().date())) continue;
    newest = decided.event;
  }
  return newest;
}

std::string SubjectOf(const Record& segment) {
  const auto decided = First<SegmentDecided>(segment);
  return decided ? decided->subject_id() : "";
}

bool IsSystem(const World& world, std::string_view organisation_id) {
  const Record* organisation = world.Find(organisation_id);
  if (organisation == nullptr) return false;
  const OrganisationKind kind = KindOf(*organisation);
  return kind == witan::organisation::v1::ORGANISATION_KIND_ICS ||
         kind == witan::organisation::v1::ORGANISATION_KIND_ICB;
}

void CheckDecider(const Deciding& deciding, std::string_view subject_id, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const std::string name = Described(deciding.world, actor, deciding.occurred);
  const bool is_nhse = IsNhsEngland(deciding.world, actor);
  findings.Check(RuleId::k42, is_nhse,
                 is_nhse ? fmt::format("{} decides for NHS England.", name)
                         : fmt::format("Segments are decided by NHS England, not by {}.", name));
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(), subject_id, findings);
}

void CheckOneRecord(const Deciding& deciding, const SegmentDecided& content, Findings& findings) {
  if (deciding.record != nullptr) {
    const std::string subject_id = SubjectOf(*deciding.record);
    if (!subject_id.empty() && subject_id != content.subject_id()) {
      findings.Field("content.subject_id", "is not the subject of this record; each has its own");
    }
    return;
  }
  for (const Record* other : deciding.world.Referring(content.subject_id(), AGGREGATE_SEGMENT)) {
    if (SubjectOf(*other) != content.subject_id()) continue;
    findings.Refuse(
        ReasonId::kRecordExists,
        fmt::format("The segments of this subject stand in record {}; add to that.", other->id));
    return;
  }
}

// a system has its say about the organisations in it.
void CheckSystemView(const Deciding& deciding, const SegmentDecided& content, Findings& findings) {
  if (IsSystem(deciding.world, content.subject_id()) || !content.system_view().empty()) return;
  findings.Soft(
      RuleId::k42,
      "The system's view of an organisation's segment is recorded, or why there is none.");
}

// within a quarter in segments 1 and 2.
void FlagReviewDue(const Deciding& deciding, std::string_view review_due, uint32_t segment,
                   Findings& findings) {
  if (segment < kLowestSegment || segment > kLastReviewedQuarterly) return;
  const auto days =
      static_cast<int32_t>(ParameterOn(RuleId::k42, "review_within_days", deciding.occurred));
  const auto due = CivilDate::Parse(review_due);
  if (!due) {
    findings.Flag(RuleId::k42, fmt::format("Segment {} is reviewed every quarter; no review is "
                                           "due.",
                                           segment));
  } else if (*due > deciding.occurred.PlusDays(days)) {
    findings.Flag(RuleId::k42, fmt::format("Segment {} is reviewed within {} days; the review is "
                                           "due on {}.",
                                           segment, days, due->Text()));
  }
}

void FlagWhatSegment4Owes(const Deciding& deciding, Findings& findings) {
  if (!IsNationalDecider(deciding.world, deciding.header.acted_by().organisation_id())) {
    findings.Flag(RuleId::k44, "Segment 4 is decided nationally; this was decided by a region.");
  }
  const auto days =
      static_cast<int32_t>(ParameterOn(RuleId::k44, "owed_after_days", deciding.occurred));
  findings.Flag(RuleId::k44,
                fmt::format("Segment 4 owes recovery support with director, exit criterion and "
                            "time limit by {}.",
                            deciding.occurred.PlusDays(days).Text()));
}

void CheckReviewDate(const Deciding& deciding, std::string_view review_due, Findings& findings) {
  const auto due = CivilDate::Parse(review_due);
  if (due && *due <= deciding.occurred) {
    findings.Field("content.review_due", fmt::format("is not after {}", deciding.occurred.Text()));
  }
}

void CheckStocktake(const Deciding& deciding, bool wants_under_way, Findings& findings) {
  CheckDecider(deciding, SubjectOf(*deciding.record), findings);
  if (deciding.is_replacement) return;
  const SegmentOnDate state = SegmentStateOn(*deciding.record, deciding.occurred);
  const bool is_under_way = state.has_stocktake_started && !state.has_stocktake_completed;
  if (is_under_way != wants_under_way) {
    findings.Refuse(ReasonId::kWrongState, is_under_way ? "A diagnostic stocktake is under way."
                                                        : "No diagnostic stocktake is under way.");
  }
}

}  // namespace

SegmentOnDate SegmentStateOn(const Record& segment, CivilDate date) {
  SegmentOnDate state;
  const Event* decision = DecisionOn(segment, date);
  if (decision == nullptr) return state;
  const auto& decided = *As<SegmentDecided>(decision->payload());
  state.segment = decided.segment();
  state.decided_on = decision->occurred().date();
  state.decided_by_id = decision->acted_by().organisation_id();
  state.event_id = decision->event_id();
  state.review_due = decided.review_due();
  for (const EventPtr& event : segment.facts) {
    const std::string& on = event->occurred().date();
    if (on < state.decided_on || on > date.Text()) continue;
    if (const auto* reviewed = As<SegmentReviewed>(event->payload())) {
      state.review_due = reviewed->review_due();
    } else if (As<StocktakeStarted>(event->payload()) != nullptr) {
      state.has_stocktake_started = true;
      state.has_stocktake_completed = false;
    } else if (As<StocktakeCompleted>(event->payload()) != nullptr) {
      state.has_stocktake_completed = true;
    }
  }
  return state;
}

SegmentOnDate SegmentOf(const World& world, std::string_view subject_id, CivilDate date) {
  for (const Record* segment : world.Referring(subject_id, AGGREGATE_SEGMENT)) {
    if (SubjectOf(*segment) == subject_id) return SegmentStateOn(*segment, date);
  }
  return {};
}

bool IsReviewOverdue(const SegmentOnDate& segment, CivilDate today) {
  const auto due = CivilDate::Parse(segment.review_due);
  return due && *due < today;
}

bool IsNationalDecider(const World& world, std::string_view organisation_id) {
  const Record* organisation = world.Find(organisation_id);
  return organisation != nullptr &&
         KindOf(*organisation) == witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL;
}

std::vector<Owed> OwedBy(const SegmentOnDate& segment, bool is_decided_nationally,
                         const RecoveryState* recovery) {
  const auto decided_on = CivilDate::Parse(segment.decided_on);
  if (segment.segment != kHighestSegment || !decided_on) return {};
  const auto days = static_cast<int32_t>(ParameterOn(RuleId::k44, "owed_after_days", *decided_on));
  const CivilDate due = decided_on->PlusDays(days);
  const bool is_in = recovery != nullptr;
  return {
      {"Entry into recovery support", due, is_in},
      {"System improvement director", due, is_in && !recovery->director_id.empty()},
      {"At least one exit criterion", due, is_in && !recovery->criteria.empty()},
      {"Time limit", due, is_in && !recovery->expected_end.empty()},
      {"Decision by NHS England nationally", due, is_decided_nationally},
  };
}

void Decide(const Deciding& deciding, const SegmentDecided& content, Findings& findings) {
  CheckOneRecord(deciding, content, findings);
  CheckReviewDate(deciding, content.review_due(), findings);
  if (content.segment() < kLowestSegment || content.segment() > kHighestSegment) {
    findings.Field("content.segment", "is no segment: 1 to 4 (R-42)");
  }
  CheckDecider(deciding, content.subject_id(), findings);
  CheckSystemView(deciding, content, findings);
  FlagReviewDue(deciding, content.review_due(), content.segment(), findings);
  if (content.segment() == kHighestSegment) FlagWhatSegment4Owes(deciding, findings);
}

void Decide(const Deciding& deciding, const SegmentReviewed& content, Findings& findings) {
  CheckReviewDate(deciding, content.review_due(), findings);
  CheckDecider(deciding, SubjectOf(*deciding.record), findings);
  const SegmentOnDate state = SegmentStateOn(*deciding.record, deciding.occurred);
  FlagReviewDue(deciding, content.review_due(), state.segment, findings);
}

void Decide(const Deciding& deciding, const StocktakeStarted&, Findings& findings) {
  CheckStocktake(deciding, false, findings);
}

void Decide(const Deciding& deciding, const StocktakeCompleted&, Findings& findings) {
  CheckStocktake(deciding, true, findings);
}

}  // namespace witan::domain
