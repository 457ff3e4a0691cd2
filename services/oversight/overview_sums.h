#pragma once

// What an overview counts: what each record adds to the sums of its systems, and the sums. A sum
// follows the log: what a changed record added before is taken out, what it adds now is added, so
// that an event costs no pass over all records.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/oversight/views.h"
#include "services/runtime/query/listing.h"
#include "storage/projection_store.h"

namespace witan::oversight {

using witan::options::v1::Aggregate;

// The system or region asked about; without either, the country.
struct OverviewScope {
  std::string organisation_id;
  std::string system;
  std::string region;

  bool Holds(const Question::Codes& codes) const;
};

// The scope of an ODS code, empty: the country. NOT_FOUND, FILTER_INVALID.
absl::StatusOr<OverviewScope> OverviewScopeOf(const Question& question, const std::string& code);

class OverviewSums final {
 public:
  explicit OverviewSums(OverviewScope scope) : scope_(std::move(scope)) {}

  // Counts all records as the question sees them.
  absl::Status CountAll(const Question& question);
  // Moves the sums from the head of one question to that of a later one by the same reader on the
  // same day, by the records that changed between. False, and the sums are of no use: so much or
  // such things changed that all has to be counted anew.
  absl::StatusOr<bool> Follow(const Question& before, const Question& now);

  const OverviewScope& scope() const { return scope_; }
  const pb::Counts& total() const { return total_; }
  pb::Counts OfSystem(const std::string& code) const;
  uint32_t SegmentOf(const std::string& code) const;
  // Ids of the newest decisions, newest first.
  std::vector<std::string> LatestDecisions() const;
  const query::WithheldCounts& withheld() const { return withheld_; }

  // More events than these are not followed.
  static constexpr size_t kMostFollowed = 2'000;

 private:
  // What one record adds.
  struct Part {
    bool is_in_scope = false;
    visibility::Judgement judgement;
    pb::Counts counts;
    std::vector<std::string> systems;
    std::string place;  // where it stands among its kind, by date
  };
  enum class Way { kAdd, kTakeOut };

  absl::Status Count(const Question& question, Aggregate kind);
  absl::Status CountAt(const Question& question, Aggregate kind,
                       const std::vector<query::IndexPlace>& places);
  absl::StatusOr<Part> PartOf(const Question& question, const projector::RecordRow& row,
                              const std::string& id) const;
  void Apply(const Part& part, const std::string& id, Way way);
  absl::Status Move(const Question& before, const Question& now, Aggregate kind,
                    const std::string& id);
  void TakeSegment(const Question& question, const std::string& id);

  OverviewScope scope_;
  pb::Counts total_;
  std::map<std::string, pb::Counts> systems_;
  std::map<std::string, uint32_t> segments_;
  // Place and id of the newest decisions; has_older_ when others were left out.
  std::vector<std::pair<std::string, std::string>> latest_;
  bool has_older_ = false;
  query::WithheldCounts withheld_;
};

}  // namespace witan::oversight
