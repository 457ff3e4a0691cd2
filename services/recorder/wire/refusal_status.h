#pragma once

// Refusals as single calls carry them: a gRPC status with google.rpc details. The one place where
// reasons become gRPC codes.

#include <grpcpp/support/status.h>

#include <string>

#include "services/domain/decide.h"

namespace witan::recorder {

// The most that the details of a status take. In a trailer they are written in base64, a third
// longer, and peers accept 8 KB of trailers by default.
inline constexpr size_t kMostDetailBytes = 4'500;
// The most that one sentence takes.
inline constexpr size_t kMostSentenceBytes = 500;

// The status with an ErrorInfo {reason, domain "witan", metadata sentence and source} for every
// reason and a BadRequest with the violations, as far as they fit. What does not fit is counted:
// `further_reasons` in the first ErrorInfo, and a last violation that says how many more there are.
// `writer`, where it is not empty: the address that commands go to, as `writer` in the metadata of
// the first ErrorInfo.
grpc::Status StatusOf(const domain::Refusal& refusal, const std::string& writer = "");

}  // namespace witan::recorder
