#include "services/runtime/log/logger.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "services/runtime/log/json_text.h"

namespace witan::runtime {
namespace {

constexpr int64_t kMicrosOfSecond = 1'000'000;
// What stands in a line besides the texts that are handed in.
constexpr size_t kFrameBytes = 300;

std::string_view WordOf(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

std::string TimeText(Timestamp time) {
  const std::time_t seconds = time.micros / kMicrosOfSecond;
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     time.micros % kMicrosOfSecond);
}

// Writing would not wait: poll says so of a pipe when a whole line fits.
bool HasRoom(int file) {
  pollfd room = {file, POLLOUT, 0};
  return ::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0;
}

}  // namespace

Logger::Logger(std::string service, const Clock& clock, int file)
    : service_(std::move(service)), clock_(clock), file_(file) {}

void Logger::Write(Severity severity, std::string_view message,
                   std::initializer_list<LogField> fields) const {
  std::string line = fmt::format(
      R"({{"time":"{}","severity":"{}","service":{},"message":{})", TimeText(clock_.Now()),
      WordOf(severity), JsonText(service_, kMostTextBytes), JsonText(message, kMostTextBytes));
  for (const LogField& field : fields) {
    const std::string text = fmt::format(",{}:{}", JsonText(field.name, kMostTextBytes),
                                         JsonText(field.value, kMostTextBytes));
    if (line.size() + text.size() + kFrameBytes > kMostLineBytes) break;
    line += text;
  }
  const MutexLock lock(mutex_);
  if (!HasRoom(file_)) {
    ++lines_left_out_;
    return;
  }
  if (lines_left_out_ > 0) line += fmt::format(R"(,"lines_left_out":"{}")", lines_left_out_);
  line += "}\n";
  // A log that cannot be written must not stop the service.
  while (::write(file_, line.data(), line.size()) < 0 && errno == EINTR) continue;
  lines_left_out_ = 0;
}

}  // namespace witan::runtime
