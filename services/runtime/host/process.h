#pragma once

// A program that serves, as those see it who started it.

#include <string>

#include "absl/status/status.h"

namespace witan::host {

class Process {
 public:
  virtual ~Process() = default;

  // Refuses what is new, answers what waits, writes what is to be kept.
  virtual void Stop() = 0;
  // Empty when it does all that it is there for, or a sentence. From any thread.
  virtual std::string WhyNotReady() const = 0;
  // Not OK when it could not go on.
  virtual absl::Status verdict() const = 0;
};

}  // namespace witan::host
