#pragma once

// The recorder's figures for Prometheus.

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include "services/recorder/batch_recorder.h"

namespace witan::recorder {

// Labels: `result` is one of recorded, repeated, validated, refused.
class RecorderMetrics final : public RecorderProbe {
 public:
  explicit RecorderMetrics(prometheus::Registry& registry);

  void Answered(const CommandInput& command, const Answer& answer) override;
  void Appended(size_t events, size_t bytes) override;
  void Unconfirmed() override;

 private:
  prometheus::Counter& recorded_;
  prometheus::Counter& repeated_;
  prometheus::Counter& validated_;
  prometheus::Counter& refused_;
  prometheus::Counter& batches_;
  prometheus::Counter& events_;
  prometheus::Counter& bytes_;
  prometheus::Counter& unconfirmed_;
};

}  // namespace witan::recorder
