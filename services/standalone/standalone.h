#pragma once

// All services in one process: the log, the recorder, the queries, the admin port. Wiring of the
// same libraries that the separate programs use, and nothing else.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/log/logger.h"
#include "services/standalone/options.h"

namespace witan::standalone {

class Standalone {
 public:
  virtual ~Standalone() = default;

  // Opens everything and serves. `stop` is called when it cannot go on. Errors are sentences that
  // name the file, folder, port or certificate. The logger outlives it.
  static absl::StatusOr<std::unique_ptr<Standalone>> Start(const Options& options,
                                                           const runtime::Logger& logger,
                                                           std::function<void()> stop);

  // Refuses what is new, answers what waits, writes what is to be kept.
  virtual void Stop() = 0;

  // Empty when it does all that it is there for, or a sentence. From any thread.
  virtual std::string WhyNotReady() const = 0;

  // Not OK when it could not go on.
  virtual absl::Status verdict() const = 0;
};

}  // namespace witan::standalone
