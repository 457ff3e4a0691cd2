#pragma once

// grpc.health.v1: whether the server, or one of its services by its full name, serves.

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace grpc {
class ServerBuilder;
}

namespace witan::runtime {

class CallObserver;

struct HealthOptions {
  // Full names; whether each is ready. The server serves when all do. Called from any thread,
  // often.
  struct Service {
    std::string name;
    std::function<bool()> is_ready;
  };
  std::vector<Service> services;
  // Null: nobody observes. Outlives the health service.
  CallObserver* calls = nullptr;
};

// Safe to call from any thread. Register before the server is built; Stop before it is shut down.
class Health {
 public:
  static std::unique_ptr<Health> Create(HealthOptions options);
  virtual ~Health() = default;

  virtual void Register(grpc::ServerBuilder& builder) = 0;
  // From now on nothing serves; streams are told so and end with UNAVAILABLE.
  virtual void Stop() = 0;
};

}  // namespace witan::runtime
