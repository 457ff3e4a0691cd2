#pragma once

// What was asked of a log that several processes write, by whom and when, and what came of it: one
// JSON object a line. FORMAT: README.md.

#include <chrono>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "storage/base/mutex.h"

namespace witan::testing {

// Of what a caller heard in the end. A command that was repeated is one operation, from the first
// time it was sent.
struct Operation {
  enum class Kind { kAppend, kRead };
  enum class Result {
    kRecorded,
    kRefused,
    kSeen,     // of a read
    kUnknown,  // the caller gave up: it may come to be recorded at any later time, or never
  };
  using Time = std::chrono::steady_clock::time_point;

  Kind kind = Kind::kAppend;
  size_t client = 0;
  std::string stream;      // the record
  std::string request_id;  // of a command
  std::optional<uint64_t> expected_version;
  Time start;
  Time end;
  uint64_t attempts = 0;
  Result result = Result::kUnknown;
  uint64_t version = 0;   // kRecorded, kSeen
  uint64_t position = 0;  // kRecorded: of the event; kSeen: that the answer speaks for
  std::string reason;     // kRefused: the first
};

// Safe to call from any thread.
class History final {
 public:
  // Times are told from now on. Stops the test program when the file cannot be written.
  explicit History(const std::string& path);

  void Add(const Operation& operation) WITAN_EXCLUDES(mutex_);
  // For whoever reads the file: what was done to the processes. The checker passes it over.
  void AddFault(const std::string& name, Operation::Time start, Operation::Time end)
      WITAN_EXCLUDES(mutex_);
  // All that was added stands in the file.
  void Flush() WITAN_EXCLUDES(mutex_);

  const std::string& path() const { return path_; }

 private:
  int64_t Micros(Operation::Time time) const;
  void Write(const std::string& line) WITAN_EXCLUDES(mutex_);

  const std::string path_;
  const Operation::Time begin_ = std::chrono::steady_clock::now();
  Mutex mutex_;
  std::ofstream file_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::testing
