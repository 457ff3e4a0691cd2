#pragma once

// Lines of JSON for the people who run a service. A line is written whole, by one write, so that
// lines of several threads do not mix, and a reader that has stopped reading stops nobody: lines
// that find no room are counted and left out. Personal details never belong in one.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "storage/base/clock.h"
#include "storage/base/mutex.h"

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
  // A text is cut after kMostTextBytes; bytes that are no UTF-8 are written as U+FFFD.
  void Write(Severity severity, std::string_view message,
             std::initializer_list<LogField> fields) const WITAN_EXCLUDES(mutex_);

  static constexpr size_t kMostTextBytes = 600;
  // A pipe takes this many bytes at once or none.
  static constexpr size_t kMostLineBytes = 4'096;

 private:
  const std::string service_;
  const Clock& clock_;
  const int file_;

  mutable Mutex mutex_;  // held while writing: the next line must see whether there is room
  mutable uint64_t lines_left_out_ WITAN_GUARDED_BY(mutex_) = 0;
};

}  // namespace witan::runtime
