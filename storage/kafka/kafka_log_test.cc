#include <gtest/gtest.h>

#include <memory>

#include "storage/contract/event_log_contract.h"
#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::storage {
namespace {

class KafkaBackend final : public ContractBackend {
 public:
  KafkaBackend() : options_(OneNodeOptions(OneBroker().bootstrap(), FreshTopic())) {
    const absl::Status made = CreateKafkaTopic(options_, kOneNodePlan);
    EXPECT_TRUE(made.ok()) << made;
    EXPECT_TRUE(Reopen().ok());
  }

  EventLog& log() override { return *log_; }
  absl::Status Reopen() override {
    log_.reset();
    auto opened = KafkaEventLog::Open(options_, codec_, clock_);
    if (!opened.ok()) return opened.status();
    log_ = *std::move(opened);
    return absl::OkStatus();
  }
  FakeClock& clock() override { return clock_; }

 private:
  const KafkaLogOptions options_;
  PlainCodec codec_;
  FakeClock clock_;
  std::unique_ptr<KafkaEventLog> log_;
};

std::unique_ptr<ContractBackend> MakeKafkaBackend() { return std::make_unique<KafkaBackend>(); }

INSTANTIATE_TEST_SUITE_P(Kafka, EventLogContract, testing::Values(&MakeKafkaBackend));

}  // namespace
}  // namespace witan::storage
