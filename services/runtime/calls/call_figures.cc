#include "services/runtime/calls/call_figures.h"

#include <algorithm>
#include <limits>

namespace witan::runtime {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr size_t kUnknownCode = 2;
// As the ecosystem's middleware writes them.
constexpr std::array<const char*, kStatusCodes> kCodes = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

const char* TypeOf(const MethodDescriptor& method) {
  if (method.client_streaming()) {
    return method.server_streaming() ? "bidi_stream" : "client_stream";
  }
  return method.server_streaming() ? "server_stream" : "unary";
}

ClientMetric Counted(std::vector<ClientMetric::Label> labels, uint64_t value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = static_cast<double>(value);
  return metric;
}

}  // namespace

MethodFigures::MethodFigures(std::string service, std::string method, std::string type)
    : service_(std::move(service)), method_(std::move(method)), type_(std::move(type)) {}

void MethodFigures::Handled(int code, std::chrono::nanoseconds time) {
  const bool is_known = code >= 0 && static_cast<size_t>(code) < kStatusCodes;
  handled_[is_known ? static_cast<size_t>(code) : kUnknownCode].fetch_add(
      1, std::memory_order_relaxed);
  const double seconds = std::chrono::duration<double>(time).count();
  const auto bucket =
      std::lower_bound(kHandlingBucketsS.begin(), kHandlingBucketsS.end(), seconds) -
      kHandlingBucketsS.begin();
  buckets_[static_cast<size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  nanoseconds_.fetch_add(static_cast<uint64_t>(std::max<int64_t>(time.count(), 0)),
                         std::memory_order_relaxed);
}

CallFigures::CallFigures(const std::vector<const ServiceDescriptor*>& services)
    : unknown_("unknown", "unknown", "unary") {
  for (const ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      methods_.emplace_back(service->full_name(), method.name(), TypeOf(method));
      paths_.push_back("/" + service->full_name() + "/" + method.name());
      by_path_.emplace(paths_.back(), &methods_.back());
    }
  }
}

MethodFigures& CallFigures::Of(std::string_view path) {
  const auto it = by_path_.find(path);
  return it == by_path_.end() ? unknown_ : *it->second;
}

std::vector<MetricFamily> CallFigures::Collect() const {
  MetricFamily started{"grpc_server_started_total", "Calls begun.", MetricType::Counter, {}};
  MetricFamily handled{
      "grpc_server_handled_total", "Calls ended, by status code.", MetricType::Counter, {}};
  MetricFamily handling{"grpc_server_handling_seconds",
                        "Time from a call's arrival to its answer.",
                        MetricType::Histogram,
                        {}};
  const auto add = [&](const MethodFigures& figures) {
    const uint64_t begun = figures.started_.load(std::memory_order_relaxed);
    if (begun == 0) return;
    const std::vector<ClientMetric::Label> labels = {{"grpc_type", figures.type_},
                                                     {"grpc_service", figures.service_},
                                                     {"grpc_method", figures.method_}};
    started.metric.push_back(Counted(labels, begun));
    for (size_t code = 0; code < kStatusCodes; ++code) {
      const uint64_t count = figures.handled_[code].load(std::memory_order_relaxed);
      if (count == 0) continue;
      auto with_code = labels;
      with_code.push_back({"grpc_code", kCodes[code]});
      handled.metric.push_back(Counted(std::move(with_code), count));
    }
    ClientMetric times;
    times.label = labels;
    uint64_t cumulative = 0;
    for (size_t i = 0; i < figures.buckets_.size(); ++i) {
      cumulative += figures.buckets_[i].load(std::memory_order_relaxed);
      const double bound = i < kHandlingBucketsS.size() ? kHandlingBucketsS[i]
                                                        : std::numeric_limits<double>::infinity();
      times.histogram.bucket.push_back({cumulative, bound});
    }
    times.histogram.sample_count = cumulative;
    times.histogram.sample_sum =
        static_cast<double>(figures.nanoseconds_.load(std::memory_order_relaxed)) / 1e9;
    handling.metric.push_back(std::move(times));
  };
  for (const MethodFigures& figures : methods_) add(figures);
  add(unknown_);
  return {std::move(started), std::move(handled), std::move(handling)};
}

}  // namespace witan::runtime
