// What the log on Kafka is measured against: librdkafka alone, on the same brokers. One measurement
// a run, its figures as one line of JSON.
//
//   bench_kafka KIND --kafka 127.0.0.1:9092 --topic witan.log [--records N] [--bytes N]
//
// fill: makes a log of N small events in a new topic. read: our reader from the log's beginning to
// its end, everything checked. consume: a plain consumer of the same topic to the same end.
// produce: records of so many bytes by a plain idempotent producer to a topic that is no log, one
// in flight.

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/runtime/codec/envelope_codec.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/kafka/kafka_event_log.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/rebuild_log.h"

namespace witan::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWaitMs = 10'000;

struct Options {
  std::string kind;
  std::string bootstrap;
  std::string topic = "witan.log";
  uint64_t records = 1'000'000;
  size_t bytes = 900;
};

struct Figures {
  uint64_t records = 0;
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// ---- Our log

storage::KafkaLogOptions LogOptions(const Options& options) {
  storage::KafkaLogOptions log;
  log.connection.bootstrap = options.bootstrap;
  log.topic = options.topic;
  log.relaxed = {storage::KafkaNeed::kReplicationFactor, storage::KafkaNeed::kMinInsyncReplicas,
                 storage::KafkaNeed::kFlushMessages};
  return log;
}

std::unique_ptr<storage::KafkaEventLog> OpenLog(const Options& options) {
  static const runtime::EnvelopeCodec codec(runtime::BuildInfo{"bench_kafka", ""});
  static const SystemClock clock;
  auto log = storage::KafkaEventLog::Open(LogOptions(options), codec, clock);
  WITAN_CHECK(log.ok(), std::string(log.status().message()));
  return *std::move(log);
}

Figures Fill(const Options& options) {
  const storage::KafkaTopicPlan plan{
      .replication_factor = 1, .min_insync_replicas = 1, .flush_each_message = false};
  const absl::Status made = storage::CreateKafkaTopic(LogOptions(options), plan);
  WITAN_CHECK(made.ok(), std::string(made.message()));
  const auto log = OpenLog(options);
  const auto start = Clock::now();
  FillLog(*log, {.events = options.records});
  return {.records = options.records,
          .per_second = static_cast<double>(options.records) / SecondsSince(start)};
}

// The log is open: what a follower pays once is not part of reading.
Figures Read(const Options& options) {
  const auto log = OpenLog(options);
  const auto start = Clock::now();
  const auto reader = log->OpenReader(storage::Cursor());
  WITAN_CHECK(reader.ok(), std::string(reader.status().message()));
  bool is_at_end = false;
  while (!is_at_end) {
    const auto read = (*reader)->Read(storage::ReadLimits());
    WITAN_CHECK(read.ok(), std::string(read.status().message()));
    is_at_end = read->at_end;
  }
  const uint64_t records = (*reader)->cursor().position.value();
  return {.records = records, .per_second = static_cast<double>(records) / SecondsSince(start)};
}

// ---- librdkafka alone

struct ClientDeleter {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using Client = std::unique_ptr<rd_kafka_t, ClientDeleter>;

void OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
  WITAN_CHECK(message->err == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_err2str(message->err));
  ++*static_cast<uint64_t*>(opaque);
}

Client MakeClient(rd_kafka_type_t type, const Options& options,
                  const std::vector<std::pair<std::string, std::string>>& settings,
                  uint64_t* delivered) {
  std::array<char, 512> why{};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  const auto set = [&](const std::string& name, const std::string& value) {
    const auto result =
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size());
    WITAN_CHECK(result == RD_KAFKA_CONF_OK, why.data());
  };
  set("bootstrap.servers", options.bootstrap);
  for (const auto& [name, value] : settings) set(name, value);
  if (delivered != nullptr) {
    rd_kafka_conf_set_opaque(conf, delivered);
    rd_kafka_conf_set_dr_msg_cb(conf, &OnDelivery);
  }
  Client client(rd_kafka_new(type, conf, why.data(), why.size()));
  WITAN_CHECK(client != nullptr, why.data());
  return client;
}

Figures Produce(const Options& options) {
  uint64_t delivered = 0;
  const Client client =
      MakeClient(RD_KAFKA_PRODUCER, options,
                 {{"enable.idempotence", "true"}, {"linger.ms", "0"}, {"acks", "all"}}, &delivered);
  rd_kafka_topic_t* topic = rd_kafka_topic_new(client.get(), options.topic.c_str(), nullptr);
  std::string value(options.bytes, 'x');
  std::vector<double> samples;
  const auto began = Clock::now();
  // The first finds the leader and gets the producer's id.
  for (uint64_t i = 0; i <= options.records; ++i) {
    const auto start = Clock::now();
    const int sent = rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, value.data(), value.size(),
                                      nullptr, 0, nullptr);
    WITAN_CHECK(sent == 0, rd_kafka_err2str(rd_kafka_last_error()));
    while (delivered <= i) rd_kafka_poll(client.get(), kWaitMs);
    if (i > 0) samples.push_back(SecondsSince(start) * 1e6);
  }
  Figures figures{.records = options.records,
                  .per_second = static_cast<double>(options.records) / SecondsSince(began)};
  figures.p50_us = Quantile(samples, 0.50);
  figures.p99_us = Quantile(samples, 0.99);
  rd_kafka_topic_destroy(topic);
  return figures;
}

Figures Consume(const Options& options) {
  const Client client =
      MakeClient(RD_KAFKA_CONSUMER, options, {{"check.crcs", "true"}}, /*delivered=*/nullptr);
  rd_kafka_topic_t* topic = rd_kafka_topic_new(client.get(), options.topic.c_str(), nullptr);
  const auto start = Clock::now();
  int64_t low = 0;
  int64_t end = 0;
  WITAN_CHECK(rd_kafka_query_watermark_offsets(client.get(), options.topic.c_str(), 0, &low, &end,
                                               kWaitMs) == RD_KAFKA_RESP_ERR_NO_ERROR,
              "the brokers do not tell where the topic ends");
  WITAN_CHECK(rd_kafka_consume_start(topic, 0, RD_KAFKA_OFFSET_BEGINNING) == 0, "no consumer");
  uint64_t records = 0;
  for (int64_t next = low; next < end;) {
    rd_kafka_message_t* message = rd_kafka_consume(topic, 0, kWaitMs);
    WITAN_CHECK(message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR, "no record");
    next = message->offset + 1;
    ++records;
    rd_kafka_message_destroy(message);
  }
  const double seconds = SecondsSince(start);
  rd_kafka_consume_stop(topic, 0);
  rd_kafka_topic_destroy(topic);
  return {.records = records, .per_second = static_cast<double>(records) / seconds};
}

Figures Measure(const Options& options) {
  if (options.kind == "fill") return Fill(options);
  if (options.kind == "read") return Read(options);
  if (options.kind == "consume") return Consume(options);
  return Produce(options);
}

}  // namespace
}  // namespace witan::bench

int main(int argc, char** argv) {
  witan::bench::Options options;
  CLI::App app("One measurement of the log on Kafka, or of librdkafka alone");
  app.add_option("kind", options.kind)
      ->required()
      ->check(CLI::IsMember({"fill", "read", "consume", "produce"}));
  app.add_option("--kafka", options.bootstrap, "host:port of a broker")->required();
  app.add_option("--topic", options.topic, "the topic")->capture_default_str();
  app.add_option("--records", options.records, "fill, produce: how many")->capture_default_str();
  app.add_option("--bytes", options.bytes, "produce: size of each")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const witan::bench::Figures figures = witan::bench::Measure(options);
  fmt::print("{{\"records\":{},\"per_second\":{:.1f},\"p50_us\":{:.1f},\"p99_us\":{:.1f}}}\n",
             figures.records, figures.per_second, figures.p50_us, figures.p99_us);
  return 0;
}
