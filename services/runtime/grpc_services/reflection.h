#pragma once

// grpc.reflection.v1alpha: which services are served, and the schema behind them, from the
// descriptors that the program is made of.

#include <memory>
#include <string>
#include <vector>

namespace grpc {
class ServerBuilder;
}

namespace witan::runtime {

class CallObserver;

struct ReflectionOptions {
  // Full names of the services that are served, those of one generic handler too.
  std::vector<std::string> services;
  // Null: nobody observes. Outlives the reflection service.
  CallObserver* calls = nullptr;
};

// Safe to call from any thread. Register before the server is built; Stop before it is shut down.
class Reflection {
 public:
  static std::unique_ptr<Reflection> Create(ReflectionOptions options);
  virtual ~Reflection() = default;

  virtual void Register(grpc::ServerBuilder& builder) = 0;
  // Ends the open streams with UNAVAILABLE and takes no more.
  virtual void Stop() = 0;
};

}  // namespace witan::runtime
