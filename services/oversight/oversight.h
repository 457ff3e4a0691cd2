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

// Register once, before the server is built; Start before calls come; Stop after the server was
// told to shut down and before it is destroyed: it answers what waits and ends the streams.
class Oversight final {
 public:
  // `store` is the service's own, the rest outlives the service.
  Oversight(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
            const runtime::KeyReader& keys, query::PrincipalReader principals, const Clock& clock,
            const Options& options);
  ~Oversight();

  void Register(grpc::ServerBuilder& builder);
  void Start();
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
