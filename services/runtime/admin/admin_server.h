#pragma once

// What an operator asks a process over HTTP on the loopback address: whether it lives (/livez),
// whether it is ready (/readyz), its figures (/metrics, Prometheus text). Never exposed.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace witan::runtime {

struct AdminAnswers {
  // Empty when ready, or why not. Called from several threads.
  std::function<std::string()> not_ready;
  std::function<std::string()> metrics;
};

// Answers from its own threads until it is destroyed.
class AdminServer {
 public:
  virtual ~AdminServer() = default;

  // Unavailable, with a sentence, when the port is taken.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(int port, AdminAnswers answers);
};

}  // namespace witan::runtime
