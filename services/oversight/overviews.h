#pragma once

// Overviews read every record of their kinds, and are asked for on every visit of a front page. One
// that was worked out is given again as long as nothing was recorded since; it holds no sealed
// text.

#include <map>
#include <string>

#include "services/runtime/query/question.h"
#include "storage/base/mutex.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {

// Safe to call from any thread.
class Overviews final {
 public:
  absl::Status Get(const query::Question& question,
                   const witan::oversight::v1::GetOverviewRequest& request,
                   witan::oversight::v1::GetOverviewResponse& answer) WITAN_EXCLUDES(mutex_);

  static constexpr size_t kMostKept = 128;

 private:
  Mutex mutex_;
  // Those of the newest moment that was asked about; older rights must not live on.
  uint64_t head_ WITAN_GUARDED_BY(mutex_) = 0;
  std::map<std::string, witan::oversight::v1::GetOverviewResponse> kept_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::oversight
