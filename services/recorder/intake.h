#pragma once

// What waits to be decided: single calls before the items of bulk streams, in bounded numbers.

#include <cstddef>
#include <deque>
#include <vector>

#include "services/recorder/batch_recorder.h"

namespace witan::recorder {

struct IntakeLimits {
  // Of one batch.
  size_t batch_commands = 1'000;
  size_t batch_bytes = size_t{1} << 20;
  // Commands that may wait before single calls are refused at once.
  size_t waiting_commands = 4'096;
};

// For one thread.
class Intake final {
 public:
  explicit Intake(const IntakeLimits& limits) : limits_(limits) {}

  void AddSingle(PendingCommand& command, size_t bytes) { singles_.push_back({&command, bytes}); }
  void AddBulk(PendingCommand& command, size_t bytes) { bulk_.push_back({&command, bytes}); }

  size_t size() const { return singles_.size() + bulk_.size(); }
  bool empty() const { return size() == 0; }
  bool IsFull() const { return size() >= limits_.waiting_commands; }

  // The next batch, in the order of arrival, single calls first: at least one command when any
  // waits.
  std::vector<PendingCommand*> TakeBatch() {
    std::vector<PendingCommand*> batch;
    size_t bytes = 0;
    for (std::deque<Waiting>* queue : {&singles_, &bulk_}) {
      while (!queue->empty() && batch.size() < limits_.batch_commands) {
        bytes += queue->front().bytes;
        if (!batch.empty() && bytes > limits_.batch_bytes) return batch;
        batch.push_back(queue->front().command);
        queue->pop_front();
      }
    }
    return batch;
  }

 private:
  struct Waiting {
    PendingCommand* command;
    size_t bytes;
  };
  const IntakeLimits limits_;
  std::deque<Waiting> singles_;
  std::deque<Waiting> bulk_;
};

}  // namespace witan::recorder
