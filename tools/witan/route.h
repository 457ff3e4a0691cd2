#pragma once

// Which of several processes a call goes to. Recorders on one log answer alike, but for commands:
// one writes, the others refuse them with NOT_WRITER and the writer's address. Any call may be sent
// again to another of them: a query changes nothing, a command is recorded once under its request
// id. For one thread.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tools/witan/failure.h"

namespace witan::cli {

// What to do after a call that failed.
enum class NextTry {
  // Nobody else can be expected to answer it otherwise.
  kNone,
  // Send it to `current` now.
  kAtOnce,
  // Nobody writes, as far as is known; send it to `current` after a pause.
  kAfterPause,
};

class Route final {
 public:
  // At least one address, host:port each.
  explicit Route(std::vector<std::string> addresses);

  // Where to send the next call.
  const std::string& current() const { return current_; }

  // Takes a failure of a call that was sent to `current`, and chooses anew. A named writer is
  // followed, also to an address that was not given; one that does not answer is left for the next
  // of the addresses given. kNone for every failure but UNAVAILABLE, and where each address was
  // tried and none of them answered.
  NextTry After(const Failure& failure);

  // A call was answered: what follows is counted anew.
  void Answered();

 private:
  NextTry AfterRefusal(const std::string& writer);
  NextTry AfterSilence();
  void GoOn();

  const std::vector<std::string> addresses_;
  size_t next_ = 0;
  std::string current_;
  // Whether `current_` was named as the writer by the refusal before.
  bool is_followed_ = false;
  // The last address that did not answer; whoever still names it as the writer is behind.
  std::string silent_;
  size_t silent_count_ = 0;
  // Somebody stands by, so that somebody will write.
  bool is_awaiting_writer_ = false;
};

// The parts of "host:port,host:port"; at least one, which may be empty.
std::vector<std::string> SplitAddresses(std::string_view text);

// The pause before the try of this number, from 0: short at first, half a second at the longest.
std::chrono::milliseconds PauseBefore(int number);

}  // namespace witan::cli
