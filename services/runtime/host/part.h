#pragma once

// One service of a process, as its host sees it: what it serves, whether it is ready, its figures,
// and its life.

#include <google/protobuf/descriptor.h>
#include <prometheus/metric_family.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace grpc {
class ServerBuilder;
}

namespace witan::host {

using Services = std::vector<const google::protobuf::ServiceDescriptor*>;
using Figures = std::vector<prometheus::MetricFamily>;

// The services that are declared in the file of Message.
template <class Message>
Services ServicesBeside() {
  Services services;
  const auto& file = *Message::descriptor()->file();
  for (int i = 0; i < file.service_count(); ++i) services.push_back(file.service(i));
  return services;
}

// Register before the server is built, Start after it; then Drain, the server's Shutdown, Stop,
// once each, from the host's thread. The rest is safe from any thread.
class Part {
 public:
  virtual ~Part() = default;

  // What reflection lists, what health knows by name, what calls are counted under.
  virtual Services services() const = 0;
  // Empty when it does what it is there for, or one sentence for the operator.
  virtual std::string WhyNotReady() const = 0;
  virtual void AddFigures(Figures& figures) const = 0;

  virtual void Register(grpc::ServerBuilder& builder) = 0;
  // A sentence why it cannot.
  virtual absl::Status Start() = 0;
  // Ends streams, refuses what is new where it must; what waits for something else waits no longer
  // than `patience`.
  virtual void Drain(std::chrono::milliseconds patience) = 0;
  // Answers what is left and ends the threads. Without effect the second time.
  virtual void Stop() = 0;
};

}  // namespace witan::host
