#include "services/recorder/recorder_part.h"

#include "services/domain/payloads.h"
#include "services/runtime/admin/figures.h"
#include "storage/base/status.h"
#include "witan/command/v1/record.pb.h"

namespace witan::recorder {
namespace {

void AddRecorderFigures(const SequencerState& state, host::Figures& figures) {
  const auto add = [&figures](const char* name, const char* help, uint64_t value) {
    figures.push_back(runtime::GaugeOf(name, help, static_cast<double>(value)));
  };
  add("witan_recorder_position_events", "Position of the last event that is durable.",
      state.position);
  add("witan_recorder_term_number", "Term in which it writes.", state.term);
  add("witan_recorder_waiting_commands", "Commands that wait to be decided.", state.waiting);
  add("witan_recorder_open_calls", "Calls that are not over, streams included.", state.open_calls);
  add("witan_recorder_writing_flag", "1 while it records, 0 when it does not.",
      state.condition == RecorderCondition::kWriting ? 1 : 0);
}

}  // namespace

host::Services CommandServices() {
  host::Services services = host::ServicesBeside<witan::command::v1::RecordRequest>();
  // Every aggregate's file holds events of Payload, and its commands.
  const auto& payloads = *domain::Payload::descriptor()->file();
  for (int i = 0; i < payloads.dependency_count(); ++i) {
    const auto& file = *payloads.dependency(i);
    for (int j = 0; j < file.service_count(); ++j) services.push_back(file.service(j));
  }
  return services;
}

std::string WhyNotReady(const SequencerState& state) {
  switch (state.condition.load()) {
    case RecorderCondition::kWriting:
    case RecorderCondition::kStandingBy:  // does what it is there for: says where commands go
      return "";
    case RecorderCondition::kRecovering:
      return "the recorder finds out what the log has kept; it takes a new term";
    case RecorderCondition::kResigned:
      return "the recorder does not write: another writer took over";
    case RecorderCondition::kStopped:
      return "the recorder does not write: the log failed, and the process has to be started again";
  }
  return "the recorder's condition is not known";
}

RecorderPart::RecorderPart()
    : registry_(std::make_shared<prometheus::Registry>()), metrics_(*registry_) {}

absl::StatusOr<std::unique_ptr<RecorderPart>> RecorderPart::Open(
    const storage::WriterInfo& writer, RecorderStores stores, storage::EventLog& log,
    const Clock& clock, host::Host& host, storage::Leadership* leadership) {
  std::unique_ptr<RecorderPart> part(new RecorderPart());
  RecorderOptions options;
  options.writer = writer;
  options.calls = &host.calls();
  options.leadership = leadership;
  ASSIGN_OR_RETURN(part->recorder_, Recorder::Open(options, std::move(stores), log, clock,
                                                   host.callers(), part->metrics_));
  part->recorder_->OnStopped([&host](const absl::Status& status) { host.GiveUp(status); });
  return part;
}

void RecorderPart::AddFigures(host::Figures& figures) const {
  for (auto& family : registry_->Collect()) figures.push_back(std::move(family));
  AddRecorderFigures(recorder_->state(), figures);
}

}  // namespace witan::recorder
