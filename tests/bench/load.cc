// The load generator of the benchmarks: one measurement a run, its figures as one line of JSON.
//
//   bench_load KIND --target 127.0.0.1:7400 --in-flight 64 --calls 100000
//
// Commands: witan (single ones), bulk (one stream, a window of 100), etcd, noop. To fill a log:
// fill (actions), country (organisations, boards, members), decisions (of those boards). Queries on
// the country: get, list, list-system, overview, overview-system; noop-get is get sent to the
// no-op. And sync: append and fdatasync of the same bytes in a file.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <map>

#include "tests/bench/bulk.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/country.h"
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
  std::string file;
};

using Request = std::function<std::string(uint64_t)>;

std::string NoComplaint(const std::string& /*response*/) { return ""; }

std::string EtcdComplaint(const std::string& response) {
  etcdserverpb::TxnResponse answer;
  if (!answer.ParseFromString(response)) return "etcd's answer cannot be read";
  return answer.succeeded() ? "" : "the key existed";
}

// What is asked of the oversight service.
struct Query {
  const char* method;
  Request request;
};

const std::map<std::string, Query>& Queries(const Options& options) {
  static const std::map<std::string, Query> queries = {
      {"get",
       {"GetDecision",
        [records = options.records](uint64_t number) {
          // A step that is prime to every number of records walks over all of them in no order.
          return GetRecord(DecisionId(number * 7919 % records));
        }}},
      {"list", {"ListDecisions", [](uint64_t) { return ListFirstPage(""); }}},
      {"list-system",
       {"ListDecisions",
        [](uint64_t number) {
          return ListFirstPage(SystemCode(static_cast<uint32_t>(number % kSystems)));
        }}},
      {"overview", {"GetOverview", [](uint64_t) { return GetOverview(""); }}},
      {"overview-system",
       {"GetOverview",
        [](uint64_t number) {
          return GetOverview(SystemCode(static_cast<uint32_t>(number % kSystems)));
        }}},
  };
  return queries;
}

LoopPlan PlanOf(const Options& options) {
  LoopPlan plan;
  plan.in_flight = options.in_flight;
  plan.calls = options.calls;
  plan.warm_up_calls = options.warm_up;
  plan.complaint = NoComplaint;
  plan.metadata = PrincipalMetadata(RegistrarId());
  const std::string name = options.kind == "noop-get" ? "get" : options.kind;
  const auto query = Queries(options).find(name);
  if (query != Queries(options).end()) {
    plan.method = fmt::format("/witan.oversight.v1.OversightService/{}", query->second.method);
    plan.request = query->second.request;
  } else if (options.kind == "etcd") {
    plan.method = "/etcdserverpb.KV/Txn";
    plan.request = [run = options.run](uint64_t number) { return EtcdPut(run, number); };
    plan.complaint = EtcdComplaint;
    plan.metadata.clear();
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

// The registrar itself is recorded once; asked again, the first answer comes.
LoopResult RecordRegistrar(const std::shared_ptr<grpc::Channel>& channel) {
  LoopPlan plan;
  plan.method = "/witan.organisation.v1.OrganisationService/RegisterOrganisation";
  plan.calls = 1;
  plan.request = [](uint64_t) { return RegisterRegistrar(); };
  plan.complaint = NoComplaint;
  plan.metadata = PrincipalMetadata(RegistrarId());
  return RunClosedLoop(channel, plan);
}

LoopResult RunAll(const std::shared_ptr<grpc::Channel>& channel,
                  const std::vector<BulkPlan>& plans) {
  LoopResult all;
  double seconds = 0;
  double commands = 0;
  for (const BulkPlan& plan : plans) {
    LoopResult one = RunBulk(channel, plan);
    commands += static_cast<double>(plan.commands);
    seconds += static_cast<double>(plan.commands) / one.per_second;
    all.failures += one.failures;
    if (all.first_failure.empty()) all.first_failure = std::move(one.first_failure);
  }
  all.per_second = commands / seconds;
  return all;
}

BulkPlan Actions(const Options& options) {
  return {.commands = options.calls,
          .window = options.kind == "fill" ? kFillWindow : options.in_flight,
          .request = [run = options.run](uint64_t number) { return RecordAction(run, number); },
          .metadata = PrincipalMetadata(RegistrarId())};
}

LoopResult Measure(const Options& options) {
  const std::string& kind = options.kind;
  if (kind == "sync") return RunSync(options);
  const auto channel = PlainChannel(options.target);
  const bool records = kind == "witan" || kind == "bulk" || kind == "fill" || kind == "country";
  if (records) {
    LoopResult registered = RecordRegistrar(channel);
    if (registered.failures != 0) return registered;
  }
  if (kind == "bulk" || kind == "fill") return RunBulk(channel, Actions(options));
  if (kind == "country") return RunAll(channel, CountryPlans());
  if (kind == "decisions") return RunAll(channel, DecisionPlans(options.records));
  return RunClosedLoop(channel, PlanOf(options));
}

}  // namespace
}  // namespace witan::bench

int main(int argc, char** argv) {
  witan::bench::Options options;
  CLI::App app("One measurement of the benchmarks");
  app.add_option("kind", options.kind)
      ->required()
      ->check(CLI::IsMember({"witan", "bulk", "etcd", "noop", "fill", "country", "decisions", "get",
                             "list", "list-system", "overview", "overview-system", "noop-get",
                             "sync"}));
  app.add_option("--target", options.target, "host:port");
  app.add_option("--in-flight", options.in_flight, "calls at a time");
  app.add_option("--calls", options.calls, "measured calls");
  app.add_option("--warm-up", options.warm_up, "calls before them");
  app.add_option("--run", options.run, "number that keeps request ids apart");
  app.add_option("--records", options.records, "how many decisions there are, or shall be");
  app.add_option("--file", options.file, "sync: the file");
  CLI11_PARSE(app, argc, argv);
  const witan::bench::LoopResult result = witan::bench::Measure(options);
  fmt::print(
      "{{\"per_second\":{:.1f},\"p50_us\":{:.1f},\"p99_us\":{:.1f},\"max_us\":{:.1f},"
      "\"answer_bytes\":{},\"failures\":{}}}\n",
      result.per_second, result.p50_us, result.p99_us, result.max_us, result.answer_bytes,
      result.failures);
  if (result.failures != 0) {
    fmt::print(stderr, "{} calls failed; the first: {}\n", result.failures, result.first_failure);
    return 1;
  }
  return 0;
}
