#pragma once

// Activities and their themes: what people said, what was done, which decisions it led to.

#include <vector>

#include "services/runtime/query/question.h"
#include "witan/involvement/v1/query.pb.h"

namespace witan::involvement {

using domain::Record;
using query::Question;

namespace pb = witan::involvement::v1;

void Show(const Question& question, const Record& record, pb::Activity& view);
std::vector<pb::Theme> ThemesOf(const Record& record);

absl::Status ListActivities(const Question& question,
                            const witan::oversight::v1::ListRecordsRequest& request,
                            pb::ListActivitiesResponse& answer);
absl::Status GetActivity(const Question& question,
                         const witan::oversight::v1::GetRecordRequest& request,
                         pb::GetActivityResponse& answer);
// One row a theme, over the activities of the page: totals and pages count activities.
absl::Status ListThemes(const Question& question,
                        const witan::oversight::v1::ListRecordsRequest& request,
                        pb::ListThemesResponse& answer);

}  // namespace witan::involvement
