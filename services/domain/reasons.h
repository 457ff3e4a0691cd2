#pragma once

// The catalogue of refusals that are not rules: one row a reason, with its gRPC code and what the
// caller should do. Rules refuse with their own reason ("R_17"). A test walks the catalogue.

#include <absl/status/status.h>

#include <span>
#include <string_view>

namespace witan::domain {

enum class ReasonId {
  kInvalidField,
  kUnknownField,
  kUnknownRecord,
  kWrongKind,
  kRecordExists,
  kNoSuchRecord,
  kWrongState,
  kTwiceStated,
  kNotYourVoice,
  kNoMandate,
  kOwnActOnly,
  kEvidenceMissing,
  kRegistrarOnly,
  kRequestIdReused,
  kVersionConflict,
  kEventTooLarge,
  kNotWriter,
  kOutcomeUnknown,
  kTooManyWaiting,
  kLogUnavailable,
  kShuttingDown,
  kNoPrincipal,
  kPrincipalNotBelieved,
  kSignInRequired,
  kNotForRole,
  kTokenInvalid,
  kPageTokenInvalid,
  kFuture,
  kBehind,
  kFilterInvalid,
  kNotFound,
  kDataLoss,
  kDiskNearlyFull,
  kProjectionStopped,
};

struct Reason {
  ReasonId id;
  // ErrorInfo.reason. Part of the API: do not change.
  std::string_view name;
  absl::StatusCode code;
  // What happened and what to do, for the person who meets it.
  std::string_view sentence;
};

std::span<const Reason> Reasons();
const Reason& ReasonOf(ReasonId id);

}  // namespace witan::domain
