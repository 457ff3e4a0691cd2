#pragma once

// The involvement service: where a voice went, and what came back.

#include <memory>

#include "services/runtime/query/node.h"
#include "services/runtime/query/serve.h"

namespace grpc {
class ServerBuilder;
}

namespace witan::involvement {

struct Options {
  query::NodeOptions node;
};

// Register once, before the server is built; Start before calls come; then Drain, the server's
// Shutdown, and Stop before the server is destroyed.
class Involvement final {
 public:
  // `store` is the service's own, the rest outlives the service.
  Involvement(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
              const runtime::KeyReader& keys, query::PrincipalReader principals, const Clock& clock,
              Options options);
  ~Involvement();

  void Register(grpc::ServerBuilder& builder);
  void Start();
  // Questions that wait for what is not there yet wait no longer than `patience`. From any thread.
  void Drain(std::chrono::milliseconds patience);
  // Answers what still waits and ends the threads.
  void Stop();

  projector::Projector& projector() { return node_.projector(); }
  query::Node& node() { return node_; }

  // What its projection needs: activities, and what names and places them.
  static projector::Kinds Kinds();

 private:
  class Service;

  query::Node node_;
  const std::unique_ptr<Service> service_;
};

}  // namespace witan::involvement
