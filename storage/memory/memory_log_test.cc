#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "storage/contract/event_log_contract.h"
#include "storage/memory/memory_sequence.h"
#include "storage/sequence_log.h"

namespace witan::storage {
namespace {

class MemoryBackend final : public ContractBackend {
 public:
  EventLog& log() override { return *log_; }
  absl::Status Reopen() override {
    log_ = std::make_unique<SequenceLog>(sequence_, codec_, clock_);
    return absl::OkStatus();
  }
  FakeClock& clock() override { return clock_; }

 private:
  MemorySequence sequence_;
  PlainCodec codec_;
  FakeClock clock_;
  std::unique_ptr<SequenceLog> log_ = std::make_unique<SequenceLog>(sequence_, codec_, clock_);
};

std::unique_ptr<ContractBackend> MakeMemoryBackend() { return std::make_unique<MemoryBackend>(); }

INSTANTIATE_TEST_SUITE_P(Memory, EventLogContract, testing::Values(&MakeMemoryBackend));

// What a broker does to a writer, one case at a time.
class FaultyLog : public testing::Test {
 protected:
  FaultyLog() {
    created_ = *log_.Create(LogId{Uuid::Random()}, "test");
    writer_ = *log_.OpenWriter(WriterOptions{});
  }

  AppendResult Append(const std::vector<std::string>& bodies) {
    RecordChain chain(writer_->Next());
    std::vector<std::string> records;
    for (const auto& body : bodies) records.push_back(chain.Add(body));
    sent_ = records;
    AppendResult result;
    writer_->Append(std::move(records), [&](const AppendResult& told) { result = told; });
    return result;
  }

  absl::StatusOr<std::vector<std::string>> Bodies() {
    auto reader = log_.OpenReader(Cursor{});
    if (!reader.ok()) return reader.status();
    auto read = (*reader)->Read(ReadLimits{});
    if (!read.ok()) return read.status();
    passed_over_ = (*reader)->passed_over();
    std::vector<std::string> bodies;
    for (const auto& record : read->records) {
      if (record.header.kind == RecordKind::kOther) bodies.push_back(*codec_.Body(record.bytes));
    }
    return bodies;
  }

  absl::Status NewTerm() {
    return writer_->StartNewTerm(std::chrono::steady_clock::now() + std::chrono::seconds(5));
  }

  MemorySequence sequence_;
  PlainCodec codec_;
  FakeClock clock_;
  SequenceLog log_{sequence_, codec_, clock_};
  Cursor created_;
  std::unique_ptr<LogWriter> writer_;
  std::vector<std::string> sent_;
  uint64_t passed_over_ = 0;
};

using Strings = std::vector<std::string>;

TEST_F(FaultyLog, WritesNothingAfterAnUnknownOutcomeUntilTheNextTerm) {
  sequence_.FailNext({AppendOutcome::kUnknown, 0});
  EXPECT_EQ(Append({"a"}).outcome, AppendOutcome::kUnknown);
  const AppendResult refused = Append({"b"});
  EXPECT_EQ(refused.outcome, AppendOutcome::kNotWritten);
  EXPECT_TRUE(absl::IsInternal(refused.status) || absl::IsUnavailable(refused.status));
  ASSERT_TRUE(NewTerm().ok());
  EXPECT_EQ(Append({"c"}).outcome, AppendOutcome::kDurable);
  EXPECT_EQ(*Bodies(), Strings{"c"});
}

TEST_F(FaultyLog, TheNextTermTellsThatAPrefixSurvived) {
  sequence_.FailNext({AppendOutcome::kUnknown, 1});
  EXPECT_EQ(Append({"a", "b"}).outcome, AppendOutcome::kUnknown);
  ASSERT_TRUE(NewTerm().ok());
  EXPECT_EQ(*Bodies(), Strings{"a"});
  EXPECT_EQ(writer_->confirmed().position, Position(4));
}

TEST_F(FaultyLog, RecordsOfTheOldTermThatStillArriveAreDead) {
  sequence_.FailNext({AppendOutcome::kUnknown, 0});
  Append({"a", "b"});
  const Strings travelling = sent_;
  ASSERT_TRUE(NewTerm().ok());
  for (const auto& record : travelling) sequence_.Inject(record);
  EXPECT_EQ(Bodies()->size(), 0U);
  EXPECT_EQ(passed_over_, 2U);
  // The next append does not land where it was expected: the writer cannot tell, and asks.
  EXPECT_EQ(Append({"c"}).outcome, AppendOutcome::kUnknown);
  ASSERT_TRUE(NewTerm().ok());
  EXPECT_EQ(*Bodies(), Strings{"c"});
}

TEST_F(FaultyLog, GoesOnAfterACertainFailure) {
  sequence_.FailNext({AppendOutcome::kNotWritten, 0});
  EXPECT_EQ(Append({"a"}).outcome, AppendOutcome::kNotWritten);
  EXPECT_EQ(Append({"b"}).outcome, AppendOutcome::kDurable);
  EXPECT_EQ(*Bodies(), Strings{"b"});
}

TEST_F(FaultyLog, GoesOnWithAFreshAppenderWhenItsTermArrivedUnconfirmed) {
  sequence_.FailNext({AppendOutcome::kUnknown, 1});
  ASSERT_TRUE(NewTerm().ok());
  EXPECT_EQ(writer_->term(), Term(2));
  EXPECT_EQ(Append({"a"}).outcome, AppendOutcome::kDurable);
  EXPECT_EQ(*Bodies(), Strings{"a"});
}

TEST_F(FaultyLog, DuplicatesArePassedOver) {
  Append({"a"});
  sequence_.Inject(sent_[0]);
  EXPECT_EQ(*Bodies(), Strings{"a"});
  EXPECT_EQ(passed_over_, 1U);
}

TEST_F(FaultyLog, RetriesAWriterStartedThatWasLost) {
  sequence_.FailNext({AppendOutcome::kUnknown, 0});
  sequence_.FailNext({AppendOutcome::kUnknown, 1});
  const auto second = log_.OpenWriter(WriterOptions{});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ((*second)->term(), Term(2));
}

TEST_F(FaultyLog, GivesUpStartingWhenNothingArrives) {
  for (int i = 0; i < 16; ++i) sequence_.FailNext({AppendOutcome::kUnknown, 0});
  EXPECT_TRUE(absl::IsAborted(log_.OpenWriter(WriterOptions{}).status()));
}

TEST_F(FaultyLog, AChangedByteIsDataLossForEver) {
  Append({"a", "b"});
  auto records = sequence_.Copy();
  records[2].back() = 'X';
  sequence_.Overwrite(2, records[2]);
  auto reader = *log_.OpenReader(Cursor{});
  EXPECT_TRUE(absl::IsDataLoss(reader->Read(ReadLimits{}).status()));
  EXPECT_TRUE(absl::IsDataLoss(reader->Read(ReadLimits{}).status()));
}

TEST_F(FaultyLog, AShortenedLogIsDataLoss) {
  Append({"a", "b"});
  sequence_.Truncate(3);
  EXPECT_TRUE(absl::IsDataLoss(log_.OpenReader(writer_->confirmed()).status()));
}

TEST_F(FaultyLog, AnotherLogsRecordIsDataLoss) {
  NextRecord next = writer_->Next();
  next.log_id = LogId{Uuid::Random()};
  sequence_.Inject(RecordChain(next).Add("x"));
  EXPECT_TRUE(absl::IsDataLoss(Bodies().status()));
}

TEST_F(FaultyLog, ACreationThatCameLateIsPassedOver) {
  const RecordHeader late{.log_id = LogId{Uuid::Random()},
                          .position = Position(1),
                          .term = Term(0),
                          .previous_hash = {},
                          .event_id = Uuid::Random(),
                          .recorded_at = clock_.Now(),
                          .kind = RecordKind::kLogCreated};
  sequence_.Inject(codec_.MakeLogCreated(late, "another creator"));
  EXPECT_TRUE(Bodies().ok());
  EXPECT_EQ(passed_over_, 1U);
}

TEST_F(FaultyLog, ATermThatNobodyStartedIsDataLoss) {
  NextRecord next = writer_->Next();
  next.term = next.term.Next();
  sequence_.Inject(RecordChain(next).Add("x"));
  EXPECT_TRUE(absl::IsDataLoss(Bodies().status()));
}

TEST_F(FaultyLog, BytesThatAreNoRecordAreDataLoss) {
  sequence_.Inject("garbage");
  EXPECT_TRUE(absl::IsDataLoss(Bodies().status()));
}

TEST(Cursor, ComesBackAsItWas) {
  Cursor cursor;
  cursor.log_id = LogId{Uuid::Random()};
  cursor.position = Position(7);
  cursor.term = Term(3);
  cursor.hash = Sha256("x");
  cursor.offset = 12;
  cursor.recorded_at = Timestamp{-5};
  EXPECT_EQ(*Cursor::Decode(cursor.Encode()), cursor);
  EXPECT_TRUE(absl::IsDataLoss(Cursor::Decode("").status()));
  EXPECT_TRUE(absl::IsDataLoss(Cursor::Decode(cursor.Encode() + "x").status()));
  EXPECT_TRUE(absl::IsDataLoss(Cursor::Decode("\x09" + cursor.Encode().substr(1)).status()));
}

}  // namespace
}  // namespace witan::storage
