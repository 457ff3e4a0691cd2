#pragma once

// Whether two replicas hold the same: the digests of a projection's tables by organisation.

#include "absl/status/status.h"
#include "services/runtime/query/node.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {

// For operators and services only (NOT_FOR_ROLE). `position`: 0 for the head, else a multiple of
// the interval that is reached (INVALID_FIELD, BEHIND).
absl::Status GetDigest(query::Node& node, const witan::auth::v1::Principal& principal,
                       const witan::oversight::v1::GetDigestRequest& request,
                       witan::oversight::v1::GetDigestResponse& answer);

}  // namespace witan::oversight
