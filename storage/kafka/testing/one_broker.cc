#include "storage/kafka/testing/one_broker.h"

#include <future>

#include "storage/base/check.h"

namespace witan::storage {

KafkaCluster& OneBroker() {
  // A broker that was killed may come back once its session has ended.
  static KafkaCluster broker(
      1, {"broker.session.timeout.ms=3000", "broker.heartbeat.interval.ms=500"});
  return broker;
}

LogOnOneBroker::LogOnOneBroker() : options(OneNodeOptions(OneBroker().bootstrap(), FreshTopic())) {
  const absl::Status made = CreateKafkaTopic(options, kOneNodePlan);
  WITAN_CHECK(made.ok(), std::string(made.message()));
  auto opened = KafkaEventLog::Open(options, codec, clock);
  WITAN_CHECK(opened.ok(), std::string(opened.status().message()));
  log = *std::move(opened);
  const auto first = log->Create(LogId{Uuid::Random()}, "test");
  WITAN_CHECK(first.ok(), std::string(first.status().message()));
  created = *first;
}

std::unique_ptr<LogWriter> LogOnOneBroker::OpenWriter(const std::string& instance) {
  WriterOptions wanted;
  wanted.info.instance = instance;
  wanted.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  auto writer = log->OpenWriter(wanted);
  WITAN_CHECK(writer.ok(), std::string(writer.status().message()));
  return *std::move(writer);
}

AppendResult AppendAndWait(LogWriter& writer, const std::vector<std::string>& bodies) {
  RecordChain chain(writer.Next());
  std::vector<std::string> records;
  records.reserve(bodies.size());
  for (const std::string& body : bodies) records.push_back(chain.Add(body));
  // Shared, for the waiting thread may be gone before the telling one has left set_value.
  const auto told = std::make_shared<std::promise<AppendResult>>();
  writer.Append(std::move(records),
                [told](const AppendResult& result) { told->set_value(result); });
  return told->get_future().get();
}

}  // namespace witan::storage
