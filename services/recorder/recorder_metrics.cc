#include "services/recorder/recorder_metrics.h"

#include <string>

namespace witan::recorder {
namespace {

prometheus::Counter& Count(prometheus::Registry& registry, const std::string& name,
                           const std::string& help, const prometheus::Labels& labels = {}) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels);
}

prometheus::Counter& Commands(prometheus::Registry& registry, const std::string& result) {
  return Count(registry, "witan_recorder_commands_total", "Commands answered.",
               {{"result", result}});
}

}  // namespace

RecorderMetrics::RecorderMetrics(prometheus::Registry& registry)
    : recorded_(Commands(registry, "recorded")),
      repeated_(Commands(registry, "repeated")),
      validated_(Commands(registry, "validated")),
      refused_(Commands(registry, "refused")),
      batches_(Count(registry, "witan_recorder_batches_total", "Batches made durable.")),
      events_(Count(registry, "witan_recorder_events_total", "Events made durable.")),
      bytes_(Count(registry, "witan_recorder_event_bytes_total", "Bytes of those events.")),
      unconfirmed_(Count(registry, "witan_recorder_unconfirmed_batches_total",
                         "Batches that the log did not confirm.")) {}

void RecorderMetrics::Answered(const CommandInput& /*command*/, const Answer& answer) {
  switch (answer.kind) {
    case AnswerKind::kRecorded:
      return recorded_.Increment();
    case AnswerKind::kRepeated:
      return repeated_.Increment();
    case AnswerKind::kValidated:
      return validated_.Increment();
    case AnswerKind::kRefused:
      return refused_.Increment();
  }
}

void RecorderMetrics::Appended(size_t events, size_t bytes) {
  batches_.Increment();
  events_.Increment(static_cast<double>(events));
  bytes_.Increment(static_cast<double>(bytes));
}

void RecorderMetrics::Unconfirmed() { unconfirmed_.Increment(); }

}  // namespace witan::recorder
