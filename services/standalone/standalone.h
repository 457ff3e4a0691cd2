#pragma once

// All services in one process: the log, the recorder, the queries, the admin port. Wiring of the
// same parts that the separate programs use, and nothing else.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/host/process.h"
#include "services/runtime/log/logger.h"
#include "services/standalone/options.h"

namespace witan::standalone {

class Standalone : public host::Process {
 public:
  // Opens everything and serves. `stop` is called when it cannot go on. Errors are sentences that
  // name the file, folder, port or certificate. The logger outlives it.
  static absl::StatusOr<std::unique_ptr<Standalone>> Start(const Options& options,
                                                           const runtime::Logger& logger,
                                                           std::function<void()> stop);
};

}  // namespace witan::standalone
