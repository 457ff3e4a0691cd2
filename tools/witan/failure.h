#pragma once

// What went wrong, as a person reads it: the sentence, every rule with its source, every field that
// must change. A refused call and a refused line of an import are printed alike.

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace grpc {
class Status;
}
namespace witan::command::v1 {
class Refusal;
}

namespace witan::cli {

// Exit codes, fixed for scripts.
inline constexpr int kExitDone = 0;
// Our own fault, or an answer that nobody understands.
inline constexpr int kExitFailed = 1;
// The command line is wrong.
inline constexpr int kExitUsage = 2;
// Witan said no.
inline constexpr int kExitRefused = 3;
// Witan cannot be reached or is too busy: the same call again may do.
inline constexpr int kExitUnavailable = 4;

struct Reason {
  // "R_17", or a reason of the catalogue.
  std::string reason;
  std::string sentence;
  std::string source;
};

struct Violation {
  std::string field;
  std::string description;
};

struct Failure {
  // gRPC status code.
  int code = 0;
  std::string sentence;
  std::vector<Reason> reasons;
  std::vector<Violation> violations;
  // The address that commands go to, where a recorder that stands by names it; else empty.
  std::string writer = {};
};

// Reads the google.rpc.Status in the details of a failed call: ErrorInfo (metadata `sentence`,
// `source` and `writer`) and BadRequest.
Failure FailureOf(const grpc::Status& status);
Failure FailureOf(const witan::command::v1::Refusal& refusal);
// Of our own: a file that cannot be read, a text that is no JSON.
Failure FailureOf(const absl::Status& status);

// Lines, the first without indent and each ending in a line feed:
//   The value is above the delegation's limit.
//     R-18  Decided 300,000 where up to 250,000 is delegated. Source: P54.
//     content.value  must not be negative
std::string Render(const Failure& failure);

int ExitCode(const Failure& failure);

}  // namespace witan::cli
