#pragma once

// A closed-loop client for one unary method: a fixed number of calls is always in flight; each
// answer starts the next call. One thread, one channel, one completion queue.

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace witan::bench {

struct LoopPlan {
  std::string method;
  uint32_t in_flight = 1;
  // Calls that are measured, after the warm-up ones.
  uint64_t calls = 0;
  uint64_t warm_up_calls = 0;
  // The serialised request of the n-th call, counted from 0.
  std::function<std::string(uint64_t)> request;
  // Says what is wrong with an answer, or nothing.
  std::function<std::string(const std::string& response)> complaint;
  // Sent with each call, e.g. witan-principal-bin.
  std::vector<std::pair<std::string, std::string>> metadata;
};

struct LoopResult {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  double max_us = 0;
  // Of the last answer.
  size_t answer_bytes = 0;
  uint64_t failures = 0;
  std::string first_failure;
};

// Runs the plan to its end. Failures are counted, the first one is told.
LoopResult RunClosedLoop(const std::shared_ptr<grpc::Channel>& channel, const LoopPlan& plan);

// A plain TCP channel to host:port.
std::shared_ptr<grpc::Channel> PlainChannel(const std::string& target);

// The value below which a share (0 to 1) of the samples lies; 0 for none. Sorts them.
double Quantile(std::vector<double>& samples, double share);

}  // namespace witan::bench
