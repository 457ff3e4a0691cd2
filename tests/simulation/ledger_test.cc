#include "tests/simulation/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/contract/plain_codec.h"

namespace witan::simulation {
namespace {

using storage::AcceptedRecord;
using storage::PlainCodec;
using storage::RecordHeader;
using storage::RecordKind;
using testing::HasSubstr;

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() {
    Add(RecordKind::kLogCreated, 0);
    Add(RecordKind::kWriterStarted, 1);
  }

  // What would come next; a test spoils one field of it.
  RecordHeader Next(RecordKind kind, uint64_t term) const {
    return {.log_id = LogId{},
            .position = Position(ledger_.size() + 1),
            .term = Term(term),
            .previous_hash = last_.hash,
            .event_id = Uuid::Random(),
            .recorded_at = Timestamp{static_cast<int64_t>(ledger_.size() + 1)},
            .kind = kind};
  }
  static AcceptedRecord Record(const RecordHeader& header, const std::string& body = "body") {
    const std::string bytes = PlainCodec::Make(header, body);
    return {header, Sha256(bytes), 0, bytes};
  }
  void Add(RecordKind kind, uint64_t term) {
    last_ = Record(Next(kind, term));
    ledger_.Accept(last_);
  }
  std::string ViolationOf(const RecordHeader& header) {
    ledger_.Accept(Record(header));
    return ledger_.violation();
  }

  Ledger ledger_;
  AcceptedRecord last_;
};

TEST_F(LedgerTest, AcceptsAWholeLogFromSeveralReaders) {
  Add(RecordKind::kOther, 1);
  ledger_.Acknowledge(last_.header.position, last_.hash);
  ledger_.Accept(last_);
  Add(RecordKind::kWriterStarted, 4);
  ledger_.Close();
  EXPECT_EQ(ledger_.violation(), "");
  EXPECT_EQ(ledger_.size(), 4U);
}

TEST_F(LedgerTest, SeesTwoReadersThatDiffer) {
  ledger_.Accept(Record(last_.header, "another body"));
  EXPECT_THAT(ledger_.violation(), HasSubstr("two readers differ at position 2"));
}

TEST_F(LedgerTest, SeesAGap) {
  RecordHeader header = Next(RecordKind::kOther, 1);
  header.position = header.position.Next();
  EXPECT_THAT(ViolationOf(header), HasSubstr("accepted position 4 after 2"));
}

TEST_F(LedgerTest, SeesABrokenChain) {
  RecordHeader header = Next(RecordKind::kOther, 1);
  header.previous_hash[0] ^= 1;
  EXPECT_THAT(ViolationOf(header), HasSubstr("chain breaks at position 3"));
}

TEST_F(LedgerTest, SeesATermThatDoesNotRise) {
  EXPECT_THAT(ViolationOf(Next(RecordKind::kWriterStarted, 1)), HasSubstr("term 1 follows term 1"));
}

TEST_F(LedgerTest, SeesATermThatNobodyStarted) {
  EXPECT_THAT(ViolationOf(Next(RecordKind::kOther, 2)), HasSubstr("term 2 follows term 1"));
}

TEST_F(LedgerTest, SeesTimeThatStandsStill) {
  RecordHeader header = Next(RecordKind::kOther, 1);
  header.recorded_at = last_.header.recorded_at;
  EXPECT_THAT(ViolationOf(header), HasSubstr("time does not rise"));
}

TEST_F(LedgerTest, SeesASecondBeginning) {
  EXPECT_THAT(ViolationOf(Next(RecordKind::kLogCreated, 1)), HasSubstr("LogCreated"));
}

TEST_F(LedgerTest, SeesOneEventTwice) {
  RecordHeader header = Next(RecordKind::kOther, 1);
  header.event_id = last_.header.event_id;
  EXPECT_THAT(ViolationOf(header), HasSubstr("accepted twice, at positions 2 and 3"));
}

TEST_F(LedgerTest, SeesAHashThatIsNotThatOfTheBytes) {
  AcceptedRecord record = Record(Next(RecordKind::kOther, 1));
  record.hash[3] ^= 1;
  ledger_.Accept(record);
  EXPECT_THAT(ledger_.violation(), HasSubstr("the hash told of position 3"));
}

TEST_F(LedgerTest, SeesThatSomethingAcknowledgedIsLost) {
  ledger_.Acknowledge(Position(3), Hash{});
  EXPECT_EQ(ledger_.violation(), "");
  ledger_.Close();
  EXPECT_THAT(ledger_.violation(), HasSubstr("position 3 was acknowledged and is lost"));
}

TEST_F(LedgerTest, SeesThatAnotherRecordStandsWhereOneWasAcknowledged) {
  ledger_.Acknowledge(Position(3), Hash{});
  EXPECT_THAT(ViolationOf(Next(RecordKind::kOther, 1)), HasSubstr("is another record"));
}

TEST_F(LedgerTest, SeesTwoAcknowledgementsOfOnePosition) {
  ledger_.Acknowledge(Position(9), Hash{});
  ledger_.Acknowledge(Position(9), last_.hash);
  EXPECT_THAT(ledger_.violation(), HasSubstr("two records are acknowledged at position 9"));
}

TEST_F(LedgerTest, SeesThatWhatWasToldAsNotRecordedIsAcceptedLater) {
  const RecordHeader header = Next(RecordKind::kOther, 1);
  ledger_.Refute(Record(header).hash);
  EXPECT_THAT(ViolationOf(header), HasSubstr("position 3 was told as not recorded"));
}

TEST_F(LedgerTest, SeesThatWhatIsAcceptedIsToldAsNotRecorded) {
  ledger_.Refute(last_.hash);
  EXPECT_THAT(ledger_.violation(), HasSubstr("accepted was told as not recorded"));
}

}  // namespace
}  // namespace witan::simulation
