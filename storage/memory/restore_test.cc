#include "storage/restore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/status.h"
#include "storage/contract/plain_codec.h"
#include "storage/memory/memory_sequence.h"
#include "storage/sequence_log.h"

namespace witan::storage {
namespace {

using testing::HasSubstr;
using Strings = std::vector<std::string>;

// A log with some records and two terms, and what is restored of it elsewhere.
class RestoreTest : public testing::Test {
 protected:
  RestoreTest() {
    EXPECT_TRUE(log_.Create(LogId{Uuid::Random()}, "test").ok());
    for (int term = 0; term < 2; ++term) {
      const auto writer = *log_.OpenWriter(WriterOptions{});
      RecordChain chain(writer->Next());
      Strings records;
      for (const char* body : {"one", "two", "three"}) records.push_back(chain.Add(body));
      writer->Append(std::move(records), [](const AppendResult& told) {
        EXPECT_EQ(told.outcome, AppendOutcome::kDurable);
      });
    }
    records_ = sequence_.Copy();
  }

  absl::StatusOr<Restored> RestoreOf(const Strings& records) {
    size_t given = 0;
    return Restore(
        into_, codec_,
        [&]() -> absl::StatusOr<std::optional<std::string>> {
          if (given == records.size()) return std::optional<std::string>();
          return std::optional<std::string>(records[given++]);
        },
        [&](Position position) { progress_.push_back(position.value()); });
  }

  Strings FirstOf(size_t count) const {
    return {records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(count)};
  }

  MemorySequence sequence_;
  PlainCodec codec_;
  FakeClock clock_;
  SequenceLog log_{sequence_, codec_, clock_};
  Strings records_;
  MemorySequence into_;
  std::vector<uint64_t> progress_;
};

TEST_F(RestoreTest, TakesEveryRecordAsItIs) {
  const auto restored = RestoreOf(records_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(into_.Copy(), records_);
  EXPECT_EQ(restored->taken, records_.size());
  EXPECT_EQ(restored->found, 0u);
  EXPECT_EQ(restored->end.position.value(), records_.size());
  EXPECT_EQ(restored->end.hash, Sha256(records_.back()));
  EXPECT_EQ(progress_, std::vector<uint64_t>{records_.size()});
}

TEST_F(RestoreTest, GoesOnWhereItWasCutOff) {
  ASSERT_TRUE(RestoreOf(FirstOf(4)).ok());
  const auto restored = RestoreOf(records_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->found, 4u);
  EXPECT_EQ(restored->taken, records_.size() - 4);
  EXPECT_EQ(into_.Copy(), records_);
}

TEST_F(RestoreTest, ChangesNothingWhenEverythingIsThere) {
  ASSERT_TRUE(RestoreOf(records_).ok());
  const auto again = RestoreOf(records_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->taken, 0u);
  EXPECT_EQ(again->end.position.value(), records_.size());
  EXPECT_EQ(into_.Copy(), records_);
}

TEST_F(RestoreTest, RefusesToAddToAnotherLog) {
  SequenceLog other(into_, codec_, clock_);
  ASSERT_TRUE(other.Create(LogId{Uuid::Random()}, "another").ok());
  const auto restored = RestoreOf(records_);
  EXPECT_TRUE(absl::IsFailedPrecondition(restored.status())) << restored.status();
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr("position 1"));
  EXPECT_EQ(into_.Copy().size(), 1u);
}

TEST_F(RestoreTest, RefusesALogThatHoldsMoreThanItIsGiven) {
  ASSERT_TRUE(RestoreOf(records_).ok());
  const auto restored = RestoreOf(FirstOf(3));
  EXPECT_TRUE(absl::IsFailedPrecondition(restored.status())) << restored.status();
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr("position 4"));
}

TEST_F(RestoreTest, WritesNothingBehindARecordThatDoesNotContinueTheLog) {
  Strings holed = records_;
  holed.erase(holed.begin() + 3);
  const auto restored = RestoreOf(holed);
  EXPECT_TRUE(absl::IsDataLoss(restored.status())) << restored.status();
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr("position 4"));
  EXPECT_TRUE(into_.Copy().empty());
}

TEST_F(RestoreTest, RefusesARecordThatWasChanged) {
  Strings changed = records_;
  changed[3].back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(RestoreOf(changed).status()));
}

TEST_F(RestoreTest, CanBeMadeAgainAfterAFailureOfTheBackend) {
  into_.FailNext({.outcome = AppendOutcome::kUnknown, .kept = 2});
  EXPECT_FALSE(RestoreOf(records_).ok());
  const auto restored = RestoreOf(records_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->found, 2u);
  EXPECT_EQ(into_.Copy(), records_);
}

TEST_F(RestoreTest, SaysWhatTheSourceSays) {
  const auto restored = Restore(
      into_, codec_,
      []() -> absl::StatusOr<std::optional<std::string>> {
        return absl::DataLossError("the file is cut off");
      },
      nullptr);
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr("cut off"));
}

}  // namespace
}  // namespace witan::storage
