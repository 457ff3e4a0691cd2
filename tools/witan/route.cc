#include "tools/witan/route.h"

#include <grpcpp/support/status.h>

#include <algorithm>
#include <utility>

namespace witan::cli {
namespace {

constexpr char kNotWriter[] = "NOT_WRITER";
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{500};
// Beyond this doubling the longest pause is reached.
constexpr int kMostDoublings = 4;

bool IsFromStandby(const Failure& failure) {
  return std::any_of(failure.reasons.begin(), failure.reasons.end(),
                     [](const Reason& reason) { return reason.reason == kNotWriter; });
}

}  // namespace

Route::Route(std::vector<std::string> addresses)
    : addresses_(std::move(addresses)), current_(addresses_.front()) {}

NextTry Route::After(const Failure& failure) {
  if (failure.code != grpc::StatusCode::UNAVAILABLE) return NextTry::kNone;
  return IsFromStandby(failure) ? AfterRefusal(failure.writer) : AfterSilence();
}

void Route::Answered() {
  is_followed_ = false;
  silent_.clear();
  silent_count_ = 0;
  is_awaiting_writer_ = false;
}

NextTry Route::AfterRefusal(const std::string& writer) {
  is_awaiting_writer_ = true;
  silent_count_ = 0;
  if (writer.empty() || writer == current_ || writer == silent_) {
    // By the next time it may be back.
    silent_.clear();
    GoOn();
    return NextTry::kAfterPause;
  }
  current_ = writer;
  // Two that name each other would otherwise be asked without end and without a pause.
  const bool was_followed = std::exchange(is_followed_, true);
  return was_followed ? NextTry::kAfterPause : NextTry::kAtOnce;
}

NextTry Route::AfterSilence() {
  silent_ = current_;
  ++silent_count_;
  GoOn();
  if (is_awaiting_writer_) return NextTry::kAfterPause;
  if (silent_count_ < addresses_.size()) return NextTry::kAtOnce;
  silent_count_ = 0;
  return NextTry::kNone;
}

void Route::GoOn() {
  is_followed_ = false;
  next_ = (next_ + 1) % addresses_.size();
  current_ = addresses_[next_];
}

std::vector<std::string> SplitAddresses(std::string_view text) {
  std::vector<std::string> addresses;
  for (;;) {
    const size_t comma = text.find(',');
    addresses.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return addresses;
    text.remove_prefix(comma + 1);
  }
}

std::chrono::milliseconds PauseBefore(int number) {
  return std::min(kLongestPause, kFirstPause * (1 << std::min(number, kMostDoublings)));
}

}  // namespace witan::cli
