#include "services/standalone/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "services/runtime/admin/figures.h"
#include "services/runtime/server/certificates.h"
#include "storage/rocksdb/folder.h"

namespace witan::standalone {
namespace {

namespace fs = std::filesystem;
using runtime::GaugeOf;

constexpr double kMicrosOfSecond = 1e6;

// Files come and go while the log is written: one that has just gone counts nothing.
double BytesBelow(const std::string& folder) {
  double bytes = 0;
  std::error_code failure;
  for (fs::recursive_directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    std::error_code gone;
    const auto size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
    if (!gone) bytes += static_cast<double>(size);
  }
  return bytes;
}

}  // namespace

void AddRecorderFigures(const recorder::SequencerState& recorder, Figures& figures) {
  const auto add = [&figures](const char* name, const char* help, uint64_t value) {
    figures.push_back(GaugeOf(name, help, static_cast<double>(value)));
  };
  add("witan_recorder_position_events", "Position of the last event that is durable.",
      recorder.position);
  add("witan_recorder_term_number", "Term in which it writes.", recorder.term);
  add("witan_recorder_waiting_commands", "Commands that wait to be decided.", recorder.waiting);
  add("witan_recorder_open_calls", "Calls that are not over, streams included.",
      recorder.open_calls);
  add("witan_recorder_writing_flag", "1 while it records, 0 when it does not.",
      recorder.condition == recorder::RecorderCondition::kWriting ? 1 : 0);
}

void AddViewFigures(std::string_view service, const projector::ProjectorStatus& status,
                    uint64_t log_end, Timestamp now, Figures& figures) {
  const uint64_t head = status.head.value();
  const auto add = [&](const char* what, const char* help, double value) {
    figures.push_back(GaugeOf(fmt::format("witan_{}_{}", service, what), help, value));
  };
  add("position_events", "Position that its views have reached.", static_cast<double>(head));
  add("lag_events", "Events recorded that its views do not show yet.",
      static_cast<double>(log_end > head ? log_end - head : 0));
  const auto age = now - status.complete_until;
  add("age_seconds", "How long ago its views last showed all that was recorded.",
      std::max(0.0, static_cast<double>(age.count()) / kMicrosOfSecond));
  add("following_flag", "1 while its views follow the log, 0 when they are built or stand still.",
      status.state == projector::ProjectorState::kFollowing ? 1 : 0);
}

void AddFileFigures(const Options& options, Figures& figures) {
  figures.push_back(GaugeOf("witan_recorder_log_size_bytes", "Size of the log's files.",
                            BytesBelow(options.data + "/log")));
  const auto free = storage::FreeBytes(options.data);
  if (free.ok()) {
    figures.push_back(GaugeOf("witan_recorder_disk_free_bytes",
                              "Free space on the disk of the data folder.",
                              static_cast<double>(*free)));
  }
  if (options.plain_for_measurement) return;
  const auto until = runtime::ValidUntil(options.tls.certificate);
  if (!until.ok()) return;
  const auto left = std::chrono::duration<double>(*until - std::chrono::system_clock::now());
  figures.push_back(GaugeOf("witan_standalone_certificate_left_seconds",
                            "How long the certificate in the file is still valid.", left.count()));
}

}  // namespace witan::standalone
