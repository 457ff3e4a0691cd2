#pragma once

// The oversight service: one consistent answer about any system, region or record, at any moment,
// to whoever asks, as far as they may see.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/query/node.h"
#include "services/runtime/query/serve.h"

namespace grpc {
class ServerBuilder;
}

namespace witan::oversight {

struct Options {
  query::NodeOptions node;
};

// Register once, before the server is built; Start before calls come; then Drain, the server's
// Shutdown, and Stop before the server is destroyed.
class Oversight final {
 public:
  // `store` is the service's own, the rest outlives the service.
  Oversight(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
            const runtime::KeyReader& keys, query::PrincipalReader principals, const Clock& clock,
            const Options& options);
  ~Oversight();

  void Register(grpc::ServerBuilder& builder);
  void Start();
  // Ends the streams at once, each with the token to go on from; questions that wait for what is
  // not there yet wait no longer than `patience`. From any thread.
  void Drain(std::chrono::milliseconds patience);
  // Answers what still waits and ends the threads.
  void Stop();

  // State of the projection, for readiness, metrics and rebuilding.
  projector::Projector& projector() { return node_.projector(); }
  query::Node& node() { return node_; }

 private:
  class Service;

  query::Node node_;
  const std::unique_ptr<Service> service_;
};

}  // namespace witan::oversight
