#include "services/runtime/log/logger.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

namespace witan::runtime {
namespace {

constexpr int64_t kMicrosOfSecond = 1'000'000;

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

// A string of JSON (RFC 8259 section 7). Bytes that are not ASCII are left as they are.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

std::string TimeText(Timestamp time) {
  const std::time_t seconds = time.micros / kMicrosOfSecond;
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     time.micros % kMicrosOfSecond);
}

}  // namespace

Logger::Logger(std::string service, const Clock& clock, int file)
    : service_(std::move(service)), clock_(clock), file_(file) {}

void Logger::Write(Severity severity, std::string_view message,
                   std::initializer_list<LogField> fields) const {
  std::string line = fmt::format(R"({{"time":{},"severity":{},"service":{},"message":{})",
                                 Quoted(TimeText(clock_.Now())), Quoted(WordOf(severity)),
                                 Quoted(service_), Quoted(message));
  for (const LogField& field : fields) {
    line += fmt::format(",{}:{}", Quoted(field.name), Quoted(field.value));
  }
  line += "}\n";
  // A log that cannot be written must not stop the service.
  while (::write(file_, line.data(), line.size()) < 0 && errno == EINTR) continue;
}

}  // namespace witan::runtime
