#pragma once

// What the answers hold besides the record itself.

#include "services/oversight/views.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {

absl::Status Complete(const Question& question, const Record& record,
                      pb::GetOrganisationResponse& answer);
absl::Status Complete(const Question& question, const Record& record,
                      pb::GetDelegationResponse& answer);
absl::Status Complete(const Question& question, const Record& record,
                      pb::GetMeetingResponse& answer);
absl::Status Complete(const Question& question, const Record& record,
                      pb::GetDecisionResponse& answer);

absl::Status GetPowers(const Question& question, const pb::GetPowersRequest& request,
                       pb::GetPowersResponse& answer);
// The overview that sums make.
class OverviewSums;
absl::Status FillOverview(const Question& question, const OverviewSums& sums,
                          pb::GetOverviewResponse& answer);
absl::Status GetEvent(const Question& question, const pb::GetEventRequest& request,
                      pb::GetEventResponse& answer);
absl::Status ListEvents(const Question& question, const pb::ListEventsRequest& request,
                        pb::ListEventsResponse& answer);
void ListRules(pb::ListRulesResponse& answer);

}  // namespace witan::oversight
