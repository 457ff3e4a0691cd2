#pragma once

// What a server's calls came to, under the names that the gRPC ecosystem uses, so that stock
// dashboards work: grpc_server_started_total, grpc_server_handled_total and
// grpc_server_handling_seconds. Labels come from the schema alone; a method that is in no service
// counts as method "unknown" of service "unknown". A method appears with its first call.

#include <google/protobuf/descriptor.h>
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace witan::runtime {

// Upper bounds of the histogram's buckets, in seconds.
inline constexpr std::array<double, 13> kHandlingBucketsS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
// OK, and the 16 codes that gRPC knows besides.
inline constexpr size_t kStatusCodes = 17;

// The figures of one method. Safe to use from any thread.
class MethodFigures final {
 public:
  MethodFigures(std::string service, std::string method, std::string type);

  void Started() { started_.fetch_add(1, std::memory_order_relaxed); }
  // A code that gRPC does not know counts as UNKNOWN.
  void Handled(int code, std::chrono::nanoseconds time);

  const std::string& method() const { return method_; }

 private:
  friend class CallFigures;
  const std::string service_;
  const std::string method_;
  const std::string type_;
  std::atomic<uint64_t> started_ = 0;
  std::array<std::atomic<uint64_t>, kStatusCodes> handled_ = {};
  std::array<std::atomic<uint64_t>, kHandlingBucketsS.size() + 1> buckets_ = {};
  std::atomic<uint64_t> nanoseconds_ = 0;
};

// Safe to use from any thread.
class CallFigures final : public prometheus::Collectable {
 public:
  explicit CallFigures(const std::vector<const google::protobuf::ServiceDescriptor*>& services);

  // Of "/witan.decision.v1.DecisionService/MakeDecision".
  MethodFigures& Of(std::string_view path);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  std::deque<MethodFigures> methods_;  // constant after construction, its elements are not
  std::unordered_map<std::string_view, MethodFigures*> by_path_;
  std::deque<std::string> paths_;
  MethodFigures unknown_;
};

}  // namespace witan::runtime
