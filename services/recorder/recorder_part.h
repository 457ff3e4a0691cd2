#pragma once

// The recorder as a part of a process: opened over a log, with its figures and its readiness.

#include <prometheus/registry.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/recorder/recorder.h"
#include "services/recorder/recorder_metrics.h"
#include "services/runtime/host/host.h"
#include "services/runtime/host/part.h"

namespace witan::recorder {

// The typed command services, which one generic handler serves, and RecordService.
host::Services CommandServices();

// Empty: it records. Else one sentence for the operator.
std::string WhyNotReady(const SequencerState& state);

class RecorderPart final : public host::Part {
 public:
  // As Recorder::Open. The host is told when it can write no more; it, the log, the clock and
  // `leadership` (null: this process alone writes) outlive the part.
  static absl::StatusOr<std::unique_ptr<RecorderPart>> Open(
      const storage::WriterInfo& writer, RecorderStores stores, storage::EventLog& log,
      const Clock& clock, host::Host& host, storage::Leadership* leadership = nullptr);

  // For the query services of the same process.
  const runtime::KeyReader& keys() const { return recorder_->keys(); }
  // The last position that is durable.
  uint64_t log_end() const { return recorder_->state().position; }

  host::Services services() const override { return CommandServices(); }
  std::string WhyNotReady() const override { return recorder::WhyNotReady(recorder_->state()); }
  void AddFigures(host::Figures& figures) const override;
  void Register(grpc::ServerBuilder& builder) override { recorder_->Register(builder); }
  absl::Status Start() override { return recorder_->Start(); }
  void Drain(std::chrono::milliseconds patience) override { recorder_->Drain(patience); }
  void Stop() override { recorder_->Stop(); }

 private:
  RecorderPart();

  const std::shared_ptr<prometheus::Registry> registry_;  // shared with prometheus' own collectors
  RecorderMetrics metrics_;
  std::unique_ptr<Recorder> recorder_;
};

}  // namespace witan::recorder
