// The ledger of the crash driver: red for answers that contradict each other.

#include "tests/crash/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/failures.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using witan::command::v1::CommandResponse;

class LedgerOfCalls : public ::testing::Test {
 protected:
  std::string Recorded(bool repeated) {
    answer_.set_repeated(repeated);
    return FailuresOf([&] { ledger_.Recorded(place_, answer_); });
  }
  std::string Refused(grpc::StatusCode code) {
    return FailuresOf([&] { ledger_.Refused(place_, code, "no"); });
  }

  Ledger ledger_;
  const size_t place_ = ledger_.Add(Command());
  CommandResponse answer_;
};

TEST_F(LedgerOfCalls, TakesARepeatOfTheFirstAnswer) {
  EXPECT_EQ(Recorded(false), "");
  EXPECT_EQ(Recorded(true), "");
}

TEST_F(LedgerOfCalls, SeesARequestIdThatRecordedTwice) {
  EXPECT_EQ(Recorded(false), "");
  EXPECT_THAT(Recorded(false), HasSubstr("was recorded before"));
}

TEST_F(LedgerOfCalls, SeesARepeatThatIsNotTheFirstAnswer) {
  EXPECT_EQ(Recorded(false), "");
  const std::vector<std::function<void(CommandResponse&)>> spoils = {
      [](CommandResponse& answer) { answer.set_event_id("another"); },
      [](CommandResponse& answer) { answer.set_record_id("another"); },
      [](CommandResponse& answer) { answer.set_version(2); },
      [](CommandResponse& answer) { answer.set_token("another"); },
      [](CommandResponse& answer) { answer.set_position(2); },
      [](CommandResponse& answer) { answer.set_recorded_at_us(2); },
  };
  for (size_t i = 0; i < spoils.size(); ++i) {
    CommandResponse other = answer_;
    other.set_repeated(true);
    spoils[i](other);
    EXPECT_THAT(FailuresOf([&] { ledger_.Recorded(place_, other); }), Not(IsEmpty())) << i;
  }
}

TEST_F(LedgerOfCalls, SeesARefusalAfterAnAcknowledgementAndTheOtherWayRound) {
  EXPECT_EQ(Recorded(false), "");
  EXPECT_THAT(Refused(grpc::StatusCode::FAILED_PRECONDITION), HasSubstr("was recorded, now: no"));
  Ledger other;
  const size_t place = other.Add(Command());
  other.Refused(place, grpc::StatusCode::FAILED_PRECONDITION, "no");
  EXPECT_THAT(FailuresOf([&] { other.Recorded(place, answer_); }), HasSubstr("was refused: no"));
}

TEST_F(LedgerOfCalls, SeesAWrongCommandThatWasRecorded) {
  Command wrong;
  wrong.must_be_refused = true;
  const size_t place = ledger_.Add(wrong);
  EXPECT_THAT(FailuresOf([&] { ledger_.Recorded(place, answer_); }), HasSubstr("must be refused"));
}

TEST_F(LedgerOfCalls, LeavesACommandOpenThatWasOnlyPutOff) {
  EXPECT_EQ(Refused(grpc::StatusCode::UNAVAILABLE), "");
  EXPECT_EQ(ledger_.At(place_).fate, Fate::kUnanswered);
}

}  // namespace
}  // namespace witan::testing
