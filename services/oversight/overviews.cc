#include "services/oversight/overviews.h"

#include <fmt/format.h>

#include "services/oversight/answers.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

// All that an overview depends on, besides the newest position.
std::string KeyOf(const query::Question& question, const std::string& code) {
  return fmt::format("{}|{}|{}|{}|{}|", question.position(), question.date().days(),
                     question.is_dated(), question.today().days(), code) +
         question.principal().SerializeAsString();
}

}  // namespace

absl::Status Overviews::Get(const query::Question& question, const pb::GetOverviewRequest& request,
                            pb::GetOverviewResponse& answer) {
  const uint64_t head = question.newest().view().position().value();
  const std::string key = KeyOf(question, request.ods_code());
  {
    const MutexLock lock(mutex_);
    if (head > head_) kept_.clear();
    head_ = std::max(head_, head);
    const auto known = kept_.find(key);
    if (head == head_ && known != kept_.end()) {
      answer = known->second;
      return absl::OkStatus();
    }
  }
  RETURN_IF_ERROR(GetOverview(question, request, answer));
  RETURN_IF_ERROR(question.status());
  const MutexLock lock(mutex_);
  if (head == head_ && kept_.size() < kMostKept) kept_[key] = answer;
  return absl::OkStatus();
}

}  // namespace witan::oversight
