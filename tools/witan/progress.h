#pragma once

// How far an import is: a bar that is drawn again on a terminal, a plain line now and then
// elsewhere. Bad lines are printed above it.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tools/witan/import.h"

namespace witan::cli {

class Progress final : public ImportObserver {
 public:
  // `total` is 0 where it is not known. Writes to `stream`, which must outlive it.
  Progress(uint64_t total, std::FILE* stream, bool is_terminal);

  void OnBadLine(const SourceLine& line, const Failure& failure) override;
  void OnNotRefused(const SourceLine& line, const std::vector<std::string>& expected) override;
  void OnProgress(const ImportReport& report) override;
  void OnReconnect(const Failure& failure, std::chrono::milliseconds wait) override;

  // Takes the bar away, so that what follows stands on a line of its own.
  void Finish();

 private:
  void Draw(uint64_t done);
  void Clear();

  const uint64_t total_;
  std::FILE* const stream_;
  const bool is_terminal_;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point drawn_at_{};
};

// "Recorded 812, 0 recorded before, 1 refused; 813 lines read." and the same for a trial.
std::string Summary(const ImportReport& report, bool validate_only);

// The report as one JSON object.
std::string SummaryJson(const ImportReport& report);

}  // namespace witan::cli
