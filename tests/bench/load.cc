// The load generator of the benchmarks: one measurement a run, its figures as one line of JSON.
//
//   bench_load KIND --target 127.0.0.1:7400 --in-flight 64 --calls 100000
//
// KIND: witan (single commands), noop, etcd, bulk, fill (bulk, to make a log of a size), get, sync
// (append and fdatasync of the same bytes in a file).

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "tests/bench/bulk.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/etcd.pb.h"
#include "tests/bench/workload.h"

namespace witan::bench {
namespace {

// The stored size of one event of the workload: its text and what the envelope adds.
constexpr size_t kEventBytes = 900;

struct Options {
  std::string kind;
  std::string target = "127.0.0.1:7400";
  uint32_t in_flight = 64;
  uint64_t calls = 50'000;
  uint64_t warm_up = 2'000;
  uint64_t run = 1;
  uint64_t records = 100'000;
  uint64_t records_run = 1;
  std::string file;
};

std::string NoComplaint(const std::string& /*response*/) { return ""; }

std::string EtcdComplaint(const std::string& response) {
  etcdserverpb::TxnResponse answer;
  if (!answer.ParseFromString(response)) return "etcd's answer cannot be read";
  return answer.succeeded() ? "" : "the key existed";
}

LoopPlan PlanOf(const Options& options) {
  LoopPlan plan;
  plan.in_flight = options.in_flight;
  plan.calls = options.calls;
  plan.warm_up_calls = options.warm_up;
  plan.complaint = NoComplaint;
  plan.metadata = PrincipalMetadata();
  if (options.kind == "etcd") {
    plan.method = "/etcdserverpb.KV/Txn";
    plan.request = [run = options.run](uint64_t number) { return EtcdPut(run, number); };
    plan.complaint = EtcdComplaint;
    plan.metadata.clear();
  } else if (options.kind == "get") {
    plan.method = "/witan.oversight.v1.OversightService/GetAction";
    plan.request = [=](uint64_t number) {
      // A step that is prime to every number of records walks over all of them in no order.
      return GetRecord(ActionId(options.records_run, number * 7919 % options.records));
    };
  } else {
    plan.method = "/witan.action.v1.ActionService/AssignAction";
    plan.request = [run = options.run](uint64_t number) { return AssignAction(run, number); };
  }
  return plan;
}

LoopResult RunSync(const Options& options) {
  LoopResult result;
  const int file = ::open(options.file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) {
    result.failures = 1;
    result.first_failure = fmt::format("cannot open {}", options.file);
    return result;
  }
  const std::string bytes(kEventBytes, 'x');
  std::vector<double> samples;
  const auto began = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < options.calls; ++i) {
    const auto started = std::chrono::steady_clock::now();
    if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0) ++result.failures;
    const std::chrono::duration<double, std::micro> took =
        std::chrono::steady_clock::now() - started;
    samples.push_back(took.count());
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  ::close(file);
  result.per_second = static_cast<double>(options.calls) / seconds.count();
  result.p50_us = Quantile(samples, 0.50);
  result.p99_us = Quantile(samples, 0.99);
  return result;
}

LoopResult Measure(const Options& options) {
  if (options.kind == "sync") return RunSync(options);
  const auto channel = PlainChannel(options.target);
  if (options.kind == "witan" || options.kind == "bulk" || options.kind == "fill") {
    LoopPlan first;
    first.method = "/witan.organisation.v1.OrganisationService/RegisterOrganisation";
    first.calls = 1;
    first.request = [](uint64_t) { return RegisterRegistrar(); };
    first.complaint = NoComplaint;
    first.metadata = PrincipalMetadata();
    LoopResult registered = RunClosedLoop(channel, first);
    if (registered.failures != 0) return registered;
  }
  if (options.kind == "bulk" || options.kind == "fill") {
    const uint32_t window = options.kind == "fill" ? 2'000 : 100;
    return RunBulk(channel, {options.run, options.calls, window});
  }
  return RunClosedLoop(channel, PlanOf(options));
}

}  // namespace
}  // namespace witan::bench

int main(int argc, char** argv) {
  witan::bench::Options options;
  CLI::App app("One measurement of the benchmarks");
  app.add_option("kind", options.kind)
      ->required()
      ->check(CLI::IsMember({"witan", "noop", "etcd", "bulk", "fill", "get", "sync"}));
  app.add_option("--target", options.target, "host:port");
  app.add_option("--in-flight", options.in_flight, "calls at a time");
  app.add_option("--calls", options.calls, "measured calls");
  app.add_option("--warm-up", options.warm_up, "calls before them");
  app.add_option("--run", options.run, "number that keeps request ids apart");
  app.add_option("--records", options.records, "get: how many records there are");
  app.add_option("--records-run", options.records_run, "get: the run that made them");
  app.add_option("--file", options.file, "sync: the file");
  CLI11_PARSE(app, argc, argv);
  const witan::bench::LoopResult result = witan::bench::Measure(options);
  fmt::print("{{\"per_second\":{:.1f},\"p50_us\":{:.1f},\"p99_us\":{:.1f},\"failures\":{}}}\n",
             result.per_second, result.p50_us, result.p99_us, result.failures);
  if (result.failures != 0) {
    fmt::print(stderr, "{} calls failed; the first: {}\n", result.failures, result.first_failure);
    return 1;
  }
  return 0;
}
