#include "services/oversight/overviews.h"

#include <fmt/format.h>

#include "services/oversight/answers.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

uint64_t HeadOf(const Question& question) { return question.newest().view().position().value(); }

bool IsNewest(const Question& question) {
  return question.position() == HeadOf(question) && !question.is_dated() &&
         question.date() == question.today();
}

// All that an overview depends on; of the newest moment all but the position, which its sums
// follow. Of another moment it depends on the newest rights too.
std::string KeyOf(const Question& question, const std::string& code) {
  const std::string moment = IsNewest(question)
                                 ? ""
                                 : fmt::format("{}|{}|{}|{}", question.position(), HeadOf(question),
                                               question.date().days(), question.is_dated());
  return fmt::format("{}|{}|{}|", moment, question.today().days(), code) +
         question.principal().SerializeAsString();
}

}  // namespace

uint64_t Overviews::followed() const {
  const MutexLock lock(mutex_);
  return followed_;
}

absl::StatusOr<OverviewSums> Overviews::SumsFor(const Question& question, const std::string& code,
                                                const Kept* kept) {
  ASSIGN_OR_RETURN(OverviewScope scope, OverviewScopeOf(question, code));
  if (kept != nullptr && kept->position < question.position()) {
    ASSIGN_OR_RETURN(const auto before, node_.AskBack(question.principal(),
                                                      Position(kept->position), question.today()));
    OverviewSums sums = kept->sums;
    ASSIGN_OR_RETURN(const bool is_followed, sums.Follow(*before, question));
    if (is_followed) {
      const MutexLock lock(mutex_);
      ++followed_;
      return sums;
    }
  }
  OverviewSums sums(std::move(scope));
  RETURN_IF_ERROR(sums.CountAll(question));
  return sums;
}

absl::Status Overviews::Get(const Question& question, const pb::GetOverviewRequest& request,
                            pb::GetOverviewResponse& answer) {
  const std::string key = KeyOf(question, request.ods_code());
  std::shared_ptr<const Kept> kept;
  {
    const MutexLock lock(mutex_);
    const auto it = kept_.find(key);
    if (it != kept_.end()) kept = it->second;
  }
  if (kept != nullptr && kept->position == question.position()) {
    answer = kept->answer;
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(OverviewSums sums, SumsFor(question, request.ods_code(), kept.get()));
  RETURN_IF_ERROR(FillOverview(question, sums, answer));
  auto made = std::make_shared<const Kept>(
      Kept{.position = question.position(), .sums = std::move(sums), .answer = answer});
  const MutexLock lock(mutex_);
  if (kept_.size() >= kMostKept) kept_.clear();
  std::shared_ptr<const Kept>& place = kept_[key];
  if (place == nullptr || place->position < made->position) place = std::move(made);
  return absl::OkStatus();
}

}  // namespace witan::oversight
