// Topics that were deleted, made anew, cut or written to by strangers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "storage/kafka/testing/kafka_admin.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::storage {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

class KafkaDamage : public testing::Test {
 protected:
  KafkaDamage() {
    writer_ = at_.OpenWriter();
    EXPECT_EQ(AppendAndWait(*writer_, {"a", "b"}).outcome, AppendOutcome::kDurable);
    end_ = writer_->confirmed();
  }

  // Reads on until the reader says something else than Unavailable and nothing.
  absl::Status Follow(LogReader& reader) {
    const auto give_up = steady_clock::now() + seconds(30);
    while (steady_clock::now() < give_up) {
      const auto read = reader.Read(ReadLimits{});
      if (!read.ok() && !absl::IsUnavailable(read.status())) return read.status();
      reader.WaitForMore(steady_clock::now() + std::chrono::milliseconds(100));
    }
    return absl::DeadlineExceededError("the reader noticed nothing");
  }

  // Another topic of the same name; the brokers need a moment for it.
  void MakeTopicAnew() {
    for (int i = 0; i < 100 && !CreateAgain(); ++i) usleep(100'000);
  }
  bool CreateAgain() {
    const bool is_gone =
        absl::IsNotFound(KafkaEventLog::Open(at_.options, at_.codec, at_.clock).status());
    return is_gone && CreateKafkaTopic(at_.options, kOneNodePlan).ok();
  }

  const std::string& bootstrap() { return OneBroker().bootstrap(); }

  LogOnOneBroker at_;
  std::unique_ptr<LogWriter> writer_;
  Cursor end_;
};

TEST_F(KafkaDamage, ATopicDeletedUnderAReaderAndAWriterIsDataLoss) {
  const auto reader = *at_.log->OpenReader(end_);
  DeleteTopic(bootstrap(), at_.options.topic);
  const absl::Status lost = Follow(*reader);
  EXPECT_TRUE(absl::IsDataLoss(lost)) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("the log is gone"));
  EXPECT_TRUE(absl::IsDataLoss(reader->Read(ReadLimits{}).status()));
  EXPECT_NE(AppendAndWait(*writer_, {"c"}).outcome, AppendOutcome::kDurable);
  const absl::Status stopped = writer_->StartNewTerm(steady_clock::now() + seconds(5));
  EXPECT_TRUE(absl::IsDataLoss(stopped)) << stopped;
}

TEST_F(KafkaDamage, ATopicMadeAnewIsDataLossThatSaysWhatWasExpected) {
  DeleteTopic(bootstrap(), at_.options.topic);
  MakeTopicAnew();
  const absl::Status lost = at_.log->OpenReader(end_).status();
  EXPECT_TRUE(absl::IsDataLoss(lost)) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("offset 3"));
  EXPECT_THAT(std::string(lost.message()), HasSubstr("ends at offset 0"));
}

TEST_F(KafkaDamage, ATopicThatHoldsAnotherLogIsDataLoss) {
  DeleteTopic(bootstrap(), at_.options.topic);
  MakeTopicAnew();
  const auto other = KafkaEventLog::Open(at_.options, at_.codec, at_.clock);
  ASSERT_TRUE((*other)->Create(LogId{Uuid::Random()}, "another log").ok());
  const auto writer = *(*other)->OpenWriter(WriterOptions{});
  EXPECT_EQ(AppendAndWait(*writer, {"x", "y", "z"}).outcome, AppendOutcome::kDurable);
  const absl::Status lost = at_.log->OpenReader(end_).status();
  EXPECT_TRUE(absl::IsDataLoss(lost)) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("not the one that was read before"));
}

TEST_F(KafkaDamage, ABeginningThatWasCutOffIsDataLoss) {
  DeleteRecordsBefore(bootstrap(), at_.options.topic, 2);
  const absl::Status lost = at_.log->OpenReader(Cursor{}).status();
  EXPECT_TRUE(absl::IsDataLoss(lost)) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("begins at offset 2"));
  EXPECT_TRUE(at_.log->OpenReader(end_).ok());
}

TEST_F(KafkaDamage, BytesThatAreNoRecordAreDataLoss) {
  EXPECT_EQ(ProduceRaw(bootstrap(), at_.options.topic, "garbage"), 4);
  const auto reader = *at_.log->OpenReader(end_);
  const absl::Status lost = Follow(*reader);
  EXPECT_TRUE(absl::IsDataLoss(lost)) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("offset 4"));
}

TEST_F(KafkaDamage, AValueThatIsEmptyIsDataLoss) {
  ProduceRaw(bootstrap(), at_.options.topic, "");
  EXPECT_TRUE(absl::IsDataLoss(Follow(**at_.log->OpenReader(end_))));
}

TEST_F(KafkaDamage, ADuplicateIsPassedOverAndTheWriterGoesOn) {
  const ConsumedRecord last = ConsumeRaw(bootstrap(), at_.options.topic, 3);
  ProduceRaw(bootstrap(), at_.options.topic, last.value);
  const auto reader = *at_.log->OpenReader(end_);
  const auto read = reader->Read(ReadLimits{});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->records.empty());
  EXPECT_EQ(reader->passed_over(), 1U);
  // Its next batch does not stand where it was expected: unknown, and the next term tells.
  EXPECT_EQ(AppendAndWait(*writer_, {"c"}).outcome, AppendOutcome::kUnknown);
  ASSERT_TRUE(writer_->StartNewTerm(steady_clock::now() + seconds(10)).ok());
  EXPECT_EQ(writer_->confirmed().position, Position(6));
  EXPECT_EQ(AppendAndWait(*writer_, {"d"}).outcome, AppendOutcome::kDurable);
}

TEST_F(KafkaDamage, ARecordOfAnotherLogIsDataLoss) {
  NextRecord next = writer_->Next();
  next.log_id = LogId{Uuid::Random()};
  ProduceRaw(bootstrap(), at_.options.topic, RecordChain(next).Add("x"));
  EXPECT_TRUE(absl::IsDataLoss(Follow(**at_.log->OpenReader(end_))));
}

TEST_F(KafkaDamage, AnEventThatIsTooLargeIsRefusedAndNothingIsWritten) {
  const AppendResult refused = AppendAndWait(*writer_, {"c", std::string(1'100'000, 'x')});
  EXPECT_EQ(refused.outcome, AppendOutcome::kNotWritten);
  EXPECT_THAT(std::string(refused.status.message()), HasSubstr("max.message.bytes = 1048588"));
  EXPECT_EQ(AppendAndWait(*writer_, {"d"}).outcome, AppendOutcome::kDurable);
  EXPECT_EQ(writer_->confirmed().position, Position(5));
}

TEST_F(KafkaDamage, APlainConsumerReadsHeadersAndValue) {
  const ConsumedRecord record = ConsumeRaw(bootstrap(), at_.options.topic, 2);
  EXPECT_EQ(*PlainCodec::Body(record.value), "a");
  EXPECT_THAT(record.headers, Contains(Pair("ce_specversion", "1.0")));
  EXPECT_THAT(record.headers, Contains(Pair("ce_position", "3")));
  EXPECT_THAT(record.headers, Contains(Pair("ce_source", "urn:uuid:" + end_.log_id.ToString())));
  EXPECT_THAT(record.headers, Contains(Pair("content-type", "application/protobuf")));
}

}  // namespace
}  // namespace witan::storage
