// A log that moves to a topic and back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/one_broker.h"
#include "storage/memory/memory_sequence.h"
#include "storage/sequence_log.h"

namespace witan::storage {
namespace {

using testing::HasSubstr;
using Strings = std::vector<std::string>;

NextRecordBytes Each(const Strings& records) {
  return [&records, given = size_t{0}]() mutable -> absl::StatusOr<std::optional<std::string>> {
    if (given == records.size()) return std::optional<std::string>();
    return std::optional<std::string>(records[given++]);
  };
}

// The bytes of a log of two terms, made elsewhere.
Strings RecordsOfAnotherLog() {
  MemorySequence sequence;
  const PlainCodec codec;
  const FakeClock clock;
  SequenceLog log(sequence, codec, clock);
  EXPECT_TRUE(log.Create(LogId{Uuid::Random()}, "test").ok());
  for (int term = 0; term < 2; ++term) {
    const auto writer = *log.OpenWriter(WriterOptions{});
    EXPECT_EQ(AppendAndWait(*writer, {"one", "two", "three"}).outcome, AppendOutcome::kDurable);
  }
  return sequence.Copy();
}

class KafkaRestore : public testing::Test {
 protected:
  KafkaRestore() : options_(OneNodeOptions(OneBroker().bootstrap(), FreshTopic())) {
    EXPECT_TRUE(CreateKafkaTopic(options_, kOneNodePlan).ok());
    log_ = *KafkaEventLog::Open(options_, codec_, clock_);
  }

  Strings Bytes() {
    Strings bytes;
    const auto reader = *log_->OpenReader(Cursor());
    for (bool at_end = false; !at_end;) {
      const ReadResult read = *reader->Read(ReadLimits{});
      for (const AcceptedRecord& record : read.records) bytes.push_back(record.bytes);
      at_end = read.at_end;
    }
    return bytes;
  }

  const KafkaLogOptions options_;
  const PlainCodec codec_;
  FakeClock clock_;
  std::unique_ptr<KafkaEventLog> log_;
  const Strings records_ = RecordsOfAnotherLog();
};

TEST_F(KafkaRestore, MovesALogToATopicAndBackWithTheSameBytes) {
  const auto restored = log_->Restore(Each(records_), nullptr);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->end.position.value(), records_.size());
  const Strings bytes = Bytes();
  EXPECT_EQ(bytes, records_);
  MemorySequence back;
  ASSERT_TRUE(Restore(back, codec_, Each(bytes), nullptr).ok());
  EXPECT_EQ(back.Copy(), records_);
}

TEST_F(KafkaRestore, GoesOnWhereItWasCutOff) {
  const Strings first(records_.begin(), records_.begin() + 3);
  ASSERT_TRUE(log_->Restore(Each(first), nullptr).ok());
  const auto restored = log_->Restore(Each(records_), nullptr);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->found, 3u);
  EXPECT_EQ(Bytes(), records_);
}

TEST_F(KafkaRestore, AWriterGoesOnBehindWhatWasRestored) {
  ASSERT_TRUE(log_->Restore(Each(records_), nullptr).ok());
  const auto writer = log_->OpenWriter(WriterOptions{});
  ASSERT_TRUE(writer.ok()) << writer.status();
  EXPECT_EQ((*writer)->term(), Term(3));
  EXPECT_EQ(AppendAndWait(**writer, {"four"}).outcome, AppendOutcome::kDurable);
  EXPECT_EQ(Bytes().size(), records_.size() + 2);
}

TEST_F(KafkaRestore, RefusesATopicWithAnotherLog) {
  ASSERT_TRUE(log_->Create(LogId{Uuid::Random()}, "another").ok());
  const auto restored = log_->Restore(Each(records_), nullptr);
  EXPECT_TRUE(absl::IsFailedPrecondition(restored.status())) << restored.status();
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr("position 1"));
  EXPECT_EQ(Bytes().size(), 1u);
}

}  // namespace
}  // namespace witan::storage
