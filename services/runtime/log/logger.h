#pragma once

// Lines of JSON for the people who run a service. A line is written whole, by one write, so that
// lines of several threads do not mix. Personal details never belong in one.

#include <initializer_list>
#include <string>
#include <string_view>

#include "storage/base/clock.h"

namespace witan::runtime {

enum class Severity { kInfo, kWarning, kError };

struct LogField {
  std::string_view name;
  std::string value;
};

// Safe to call from any thread.
class Logger final {
 public:
  // Writes to the open file `file`. The clock outlives the logger.
  Logger(std::string service, const Clock& clock, int file);

  void Info(std::string_view message, std::initializer_list<LogField> fields = {}) const {
    Write(Severity::kInfo, message, fields);
  }
  void Warning(std::string_view message, std::initializer_list<LogField> fields = {}) const {
    Write(Severity::kWarning, message, fields);
  }
  void Error(std::string_view message, std::initializer_list<LogField> fields = {}) const {
    Write(Severity::kError, message, fields);
  }
  void Write(Severity severity, std::string_view message,
             std::initializer_list<LogField> fields) const;

 private:
  const std::string service_;
  const Clock& clock_;
  const int file_;
};

}  // namespace witan::runtime
