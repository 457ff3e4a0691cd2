#pragma once

// SIGINT and SIGTERM as something to wait for. Made first in main, before any thread: a thread made
// later inherits that the signals are blocked.

namespace witan::runtime {

class StopSignal final {
 public:
  StopSignal();

  // Returns when one of the signals came, or Raise was called.
  void Wait();

  // Ends Wait. Safe to call from any thread.
  void Raise();
};

}  // namespace witan::runtime
