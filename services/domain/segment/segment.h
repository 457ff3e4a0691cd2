#pragma once

// Segments of the oversight framework: one record for each subject, decided by NHS England,
// and what segment 4 owes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/segment/v1/segment.pb.h"

namespace witan::domain {

struct RecoveryState;

struct SegmentOnDate {
  // 1 to 4; 0: none was decided by then.
  uint32_t segment = 0;
  // When it was decided, ISO 8601, by whom and by which event.
  std::string decided_on;
  std::string decided_by_id;
  std::string event_id;
  // The review that is due next; empty where none is stated.
  std::string review_due;
  bool has_stocktake_started = false;
  bool has_stocktake_completed = false;
};

// The segment in force on a date: the newest decision that occurred by then, with the reviews and
// stocktakes that followed it by then.
SegmentOnDate SegmentStateOn(const Record& segment, CivilDate date);

// The same for a subject, whatever its record; segment 0 where it has none.
SegmentOnDate SegmentOf(const World& world, std::string_view subject_id, CivilDate date);

// Whether a review was due before `today`.
bool IsReviewOverdue(const SegmentOnDate& segment, CivilDate today);

// One thing that segment 4 owes.
struct Owed {
  std::string what;
  CivilDate due;
  bool is_done = false;
  bool IsOverdue(CivilDate today) const { return !is_done && due < today; }
};

// Whether the organisation is NHS England nationally, which decides on segment 4 and recovery
// support.
bool IsNationalDecider(const World& world, std::string_view organisation_id);

// what a subject in segment 4 owes: entry into recovery support, director, exit criterion,
// time limit and a national decider, each due the configured days after the segment was decided.
// `recovery` is its recovery support, nullptr where it entered none. Empty for other segments.
std::vector<Owed> OwedBy(const SegmentOnDate& segment, bool is_decided_nationally,
                         const RecoveryState* recovery);

// Flags what segment 4 owes. One record a subject.
void Decide(const Deciding& deciding, const witan::segment::v1::SegmentDecided& content,
            Findings& findings);
//
void Decide(const Deciding& deciding, const witan::segment::v1::SegmentReviewed& content,
            Findings& findings);
// R-40; by NHS England, while none is under way.
void Decide(const Deciding& deciding, const witan::segment::v1::StocktakeStarted& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::segment::v1::StocktakeCompleted& content,
            Findings& findings);

}  // namespace witan::domain
