#include "tests/faults/history.h"

#include <fmt/format.h>

#include "storage/base/check.h"

namespace witan::testing {
namespace {

const char* NameOf(Operation::Result result) {
  switch (result) {
    case Operation::Result::kRecorded:
      return "recorded";
    case Operation::Result::kRefused:
      return "refused";
    case Operation::Result::kSeen:
      return "seen";
    case Operation::Result::kUnknown:
      return "unknown";
  }
  return "";
}

}  // namespace

History::History(const std::string& path) : path_(path), file_(path) {
  WITAN_CHECK(file_.good(), "the history cannot be written");
}

int64_t History::Micros(Operation::Time time) const {
  return std::chrono::duration_cast<std::chrono::microseconds>(time - begin_).count();
}

// Ids, reasons and names are words without quotes or backslashes.
void History::Add(const Operation& operation) {
  std::string line = fmt::format(
      R"({{"op":"{}","client":{},"stream":"{}","start_us":{},"end_us":{},"outcome":"{}")",
      operation.kind == Operation::Kind::kRead ? "read" : "append", operation.client,
      operation.stream, Micros(operation.start), Micros(operation.end), NameOf(operation.result));
  if (!operation.request_id.empty())
    line += fmt::format(R"(,"request":"{}")", operation.request_id);
  if (operation.attempts > 0) line += fmt::format(R"(,"attempts":{})", operation.attempts);
  if (operation.expected_version) {
    line += fmt::format(R"(,"expected":{})", *operation.expected_version);
  }
  if (operation.position > 0) {
    line += fmt::format(R"(,"version":{},"position":{})", operation.version, operation.position);
  }
  if (!operation.reason.empty()) line += fmt::format(R"(,"reason":"{}")", operation.reason);
  Write(line + "}\n");
}

void History::AddFault(const std::string& name, Operation::Time start, Operation::Time end) {
  Write(fmt::format("{{\"op\":\"fault\",\"fault\":\"{}\",\"start_us\":{},\"end_us\":{}}}\n", name,
                    Micros(start), Micros(end)));
}

void History::Flush() {
  const MutexLock lock(mutex_);
  file_.flush();
}

void History::Write(const std::string& line) {
  const MutexLock lock(mutex_);
  file_ << line;
}

}  // namespace witan::testing
