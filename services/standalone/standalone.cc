#include "services/standalone/standalone.h"

#include <fmt/format.h>

#include <filesystem>

#include "services/involvement/involvement_part.h"
#include "services/oversight/oversight_part.h"
#include "services/recorder/recorder_part.h"
#include "services/runtime/admin/figures.h"
#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/host/build.h"
#include "services/runtime/host/host.h"
#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/rocks_event_log.h"

namespace witan::standalone {
namespace {

namespace fs = std::filesystem;

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

// The folder of the log and the disk that it is on. What cannot be read is left out.
void AddFileFigures(const std::string& data, host::Figures& figures) {
  figures.push_back(runtime::GaugeOf("witan_recorder_log_size_bytes", "Size of the log's files.",
                                     BytesBelow(data + "/log")));
  const auto free = storage::FreeBytes(data);
  if (!free.ok()) return;
  figures.push_back(runtime::GaugeOf("witan_recorder_disk_free_bytes",
                                     "Free space on the disk of the data folder.",
                                     static_cast<double>(*free)));
}

host::Services AllServices() {
  host::Services all = recorder::CommandServices();
  for (const host::Services& more :
       {oversight::OversightServices(), involvement::InvolvementServices()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

class WholeProcess final : public Standalone {
 public:
  explicit WholeProcess(const Options& options) : options_(options), codec_(host::ThisBuild()) {}

  absl::Status Start(const runtime::Logger& logger, std::function<void()> stop) {
    RETURN_IF_ERROR(MakeDataFolder());
    ASSIGN_OR_RETURN(host_, host::Host::Open(options_, AllServices(), logger, std::move(stop)));
    RETURN_IF_ERROR(OpenLog());
    RETURN_IF_ERROR(AddParts());
    host_->AddFigures(
        [data = options_.data](host::Figures& figures) { AddFileFigures(data, figures); });
    return host_->Serve();
  }

  void Stop() override { host_->Stop(); }
  std::string WhyNotReady() const override { return host_->WhyNotReady(); }
  absl::Status verdict() const override { return host_->verdict(); }

 private:
  absl::Status MakeDataFolder() {
    std::error_code failure;
    fs::create_directories(options_.data, failure);
    if (!failure) return absl::OkStatus();
    return absl::PermissionDeniedError(
        fmt::format("The data folder {} cannot be made: {}.", options_.data, failure.message()));
  }

  // The first start makes the log. A log that is gone while what was made from it is still there is
  // lost, and never taken for a new one.
  absl::Status OpenLog() {
    storage::RocksEventLogOptions options;
    options.directory = options_.data + "/log";
    const bool is_first_start = !fs::exists(options_.data + "/recorder");
    if (!is_first_start && !fs::exists(options.directory)) {
      return absl::DataLossError(fmt::format(
          "The log {} is gone, but {}/recorder was made from it. Put the log back, or name another "
          "folder with --data.",
          options.directory, options_.data));
    }
    options.create_if_missing = is_first_start;
    options.benchmark_without_sync = options_.unsynced_for_measurement;
    ASSIGN_OR_RETURN(log_, storage::RocksEventLog::Open(options, codec_, clock_));
    if (!is_first_start) return absl::OkStatus();
    const auto created = log_->Create(LogId{Uuid::Random()}, "the first start of standalone");
    return absl::IsAlreadyExists(created.status()) ? absl::OkStatus() : created.status();
  }

  absl::Status AddParts() {
    ASSIGN_OR_RETURN(recorder::RecorderStores stores,
                     recorder::OpenRecorderStores({.state = options_.data + "/recorder",
                                                   .keys = options_.data + "/keys",
                                                   .master_key = options_.master_key}));
    ASSIGN_OR_RETURN(auto recorder, recorder::RecorderPart::Open(
                                        {.instance = "standalone", .address = options_.listen},
                                        std::move(stores), *log_, clock_, *host_));
    const runtime::KeyReader& keys = recorder->keys();
    const auto log_end = [raw = recorder.get()] { return raw->log_end(); };
    host_->Add(std::move(recorder));
    ASSIGN_OR_RETURN(auto oversight, oversight::OpenOversightPart(options_.data, *log_, keys,
                                                                  clock_, *host_, log_end));
    host_->Add(std::move(oversight));
    ASSIGN_OR_RETURN(auto involvement, involvement::OpenInvolvementPart(options_.data, *log_, keys,
                                                                        clock_, *host_, log_end));
    host_->Add(std::move(involvement));
    return absl::OkStatus();
  }

  const Options options_;
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_;
  std::unique_ptr<storage::RocksEventLog> log_;
  std::unique_ptr<host::Host> host_;  // after the log, which its parts read
};

}  // namespace

absl::StatusOr<std::unique_ptr<Standalone>> Standalone::Start(const Options& options,
                                                              const runtime::Logger& logger,
                                                              std::function<void()> stop) {
  auto process = std::make_unique<WholeProcess>(options);
  RETURN_IF_ERROR(process->Start(logger, std::move(stop)));
  return process;
}

}  // namespace witan::standalone
