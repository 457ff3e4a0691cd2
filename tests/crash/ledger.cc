#include "tests/crash/ledger.h"

#include <gtest/gtest.h>

#include "services/domain/payloads.h"

namespace witan::testing {
namespace {

// How often a place is drawn before there seems to be no such record.
constexpr int kDraws = 50;

bool IsForGood(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::ABORTED:
      return true;
    default:  // all others: the caller knows nothing, or is told to call again
      return false;
  }
}

std::string NameOf(const Sent& sent) {
  return std::string(domain::KindName(sent.command.content)) + " " +
         sent.command.header.request_id();
}

}  // namespace

size_t Ledger::Add(Command command) {
  const MutexLock lock(mutex_);
  sent_.push_back(
      {.command = std::move(command), .fate = Fate::kUnanswered, .answer = {}, .refusal = ""});
  return sent_.size() - 1;
}

void Ledger::Recorded(size_t place, const witan::command::v1::CommandResponse& answer) {
  const MutexLock lock(mutex_);
  Sent& sent = sent_[place];
  if (sent.command.must_be_refused) ADD_FAILURE() << NameOf(sent) << " must be refused";
  EXPECT_NE(sent.fate, Fate::kRefused) << NameOf(sent) << " was refused: " << sent.refusal;
  if (sent.fate == Fate::kRecorded) {
    EXPECT_TRUE(answer.repeated()) << NameOf(sent) << " was recorded before";
    EXPECT_EQ(answer.event_id(), sent.answer.event_id()) << NameOf(sent);
    EXPECT_EQ(answer.record_id(), sent.answer.record_id()) << NameOf(sent);
    EXPECT_EQ(answer.version(), sent.answer.version()) << NameOf(sent);
    EXPECT_EQ(answer.token(), sent.answer.token()) << NameOf(sent);
    EXPECT_EQ(answer.position(), sent.answer.position()) << NameOf(sent);
    EXPECT_EQ(answer.recorded_at_us(), sent.answer.recorded_at_us()) << NameOf(sent);
    return;
  }
  sent.fate = Fate::kRecorded;
  sent.answer = answer;
}

void Ledger::Refused(size_t place, grpc::StatusCode code, const std::string& sentence) {
  if (!IsForGood(code)) return;
  const MutexLock lock(mutex_);
  Sent& sent = sent_[place];
  EXPECT_NE(sent.fate, Fate::kRecorded) << NameOf(sent) << " was recorded, now: " << sentence;
  if (sent.fate == Fate::kRecorded) return;
  sent.fate = Fate::kRefused;
  sent.refusal = sentence;
}

std::vector<size_t> Ledger::Of(Fate fate) const {
  const MutexLock lock(mutex_);
  std::vector<size_t> places;
  for (size_t i = 0; i < sent_.size(); ++i) {
    if (sent_[i].fate == fate) places.push_back(i);
  }
  return places;
}

Sent Ledger::At(size_t place) const {
  const MutexLock lock(mutex_);
  return sent_[place];
}

std::vector<Sent> Ledger::All() const {
  const MutexLock lock(mutex_);
  return sent_;
}

std::optional<std::string> Ledger::AnyRecord(witan::event::v1::Payload::KindCase kind,
                                             std::mt19937_64& random) const {
  const MutexLock lock(mutex_);
  for (int i = 0; i < kDraws && !sent_.empty(); ++i) {
    const Sent& sent = sent_[random() % sent_.size()];
    const bool fits = sent.fate == Fate::kRecorded && sent.command.content.kind_case() == kind;
    if (fits) return sent.answer.record_id();
  }
  return std::nullopt;
}

}  // namespace witan::testing
