#pragma once

// One line of an import file: a witan.command.v1.RecordRequest in JSON, which may say two things
// more than a request does:
//
//   - no header.requestId: it is derived from the command itself, so that the same line is the same
//     request whenever and from whichever file it is imported. Two equal lines are one command.
//   - beside header and content, "expectRefusal": ["R-18"]: the line shows what Witan does not
//     allow, and must be refused for exactly these reasons.
//
// References to earlier lines (see references.h) are filled in first.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/witan/failure.h"
#include "tools/witan/references.h"
#include "witan/command/v1/record.pb.h"

namespace witan::cli {

struct ImportLine {
  witan::command::v1::RecordRequest request;
  // Reasons as errors carry them ("R_18"), in order; empty where the line shall be recorded.
  std::vector<std::string> expected_refusal;
};

// InvalidArgument, saying what is wrong, when the line is no command; FailedPrecondition when it
// refers to a line that recorded nothing.
absl::StatusOr<ImportLine> ReadImportLine(std::string_view line, const EventIds& events);

// Whether a command was refused for the reasons expected, no fewer and no others.
bool IsRefusalExpected(const std::vector<std::string>& expected, const Failure& failure);

}  // namespace witan::cli
