#pragma once

// Values, not throws: the two macros that carry an absl::Status outwards.
//
// What the codes ask of a caller is the same everywhere in Witan: InvalidArgument, fix the request;
// FailedPrecondition, a rule says no; Aborted, reload and decide again; AlreadyExists, it is there;
// Unavailable, the same call again after backoff; ResourceExhausted, slow down; DataLoss, a check
// failed, stop serving; Internal, our bug.

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of `expression` from the enclosing function when it is not OK.
#define RETURN_IF_ERROR(expression)                        \
  do {                                                     \
    ::absl::Status witan_status_here = (expression);       \
    if (!witan_status_here.ok()) return witan_status_here; \
  } while (false)

#define WITAN_STATUS_JOIN_(a, b) a##b
#define WITAN_STATUS_JOIN(a, b) WITAN_STATUS_JOIN_(a, b)
#define WITAN_ASSIGN_OR_RETURN_(holder, target, ...)   \
  auto holder = (__VA_ARGS__);                         \
  if (!holder.ok()) return std::move(holder).status(); \
  target = std::move(holder).value()

// ASSIGN_OR_RETURN(auto value, MaybeValue()): assigns, or returns the error from the function.
#define ASSIGN_OR_RETURN(target, ...) \
  WITAN_ASSIGN_OR_RETURN_(WITAN_STATUS_JOIN(witan_result_, __LINE__), target, __VA_ARGS__)
