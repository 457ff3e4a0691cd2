#pragma once

// Overviews count every record of their kinds, and are asked for on every visit of a front page.
// One that was worked out is given again while nothing was recorded since; after that its sums
// follow what was. It holds no sealed text.

#include <map>
#include <memory>
#include <string>

#include "services/oversight/overview_sums.h"
#include "services/runtime/query/node.h"
#include "storage/base/mutex.h"

namespace witan::oversight {

// Safe to call from any thread.
class Overviews final {
 public:
  explicit Overviews(const query::Node& node) : node_(node) {}

  absl::Status Get(const Question& question, const pb::GetOverviewRequest& request,
                   pb::GetOverviewResponse& answer) WITAN_EXCLUDES(mutex_);

  // Overviews whose sums followed the log instead of being counted anew.
  uint64_t followed() const WITAN_EXCLUDES(mutex_);

  static constexpr size_t kMostKept = 128;

 private:
  struct Kept {
    uint64_t position = 0;
    OverviewSums sums;
    pb::GetOverviewResponse answer;
  };
  absl::StatusOr<OverviewSums> SumsFor(const Question& question, const std::string& code,
                                       const Kept* kept);

  const query::Node& node_;
  mutable Mutex mutex_;
  // By reader, scope and moment. Shared with those who read it: what is kept is never changed, only
  // replaced.
  std::map<std::string, std::shared_ptr<const Kept>> kept_ WITAN_GUARDED_BY(mutex_);
  uint64_t followed_ WITAN_GUARDED_BY(mutex_) = 0;
};

}  // namespace witan::oversight
