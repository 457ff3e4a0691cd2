#pragma once

// Several recorders as a caller sees them: any of them is asked, and the one that writes answers.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/crash/ledger.h"
#include "tests/support/command_caller.h"

namespace witan::testing {

// Where the recorders listen, and which of them answered last. Safe to use from several threads.
class Recorders final {
 public:
  struct Address {
    std::string address;
    std::shared_ptr<grpc::Channel> channel;  // gRPC's own handle
  };
  explicit Recorders(std::vector<Address> addresses) : addresses_(std::move(addresses)) {}

  size_t size() const { return addresses_.size(); }
  const Address& at(size_t place) const { return addresses_[place]; }
  size_t likely() const { return likely_; }
  void Likely(size_t place) { likely_ = place; }
  // `otherwise` for an address that is not among them.
  size_t PlaceOf(const std::string& address, size_t otherwise) const;

 private:
  const std::vector<Address> addresses_;
  std::atomic<size_t> likely_ = 0;
};

// One caller, for one thread: sends a command, follows NOT_WRITER, and sends it again with the same
// request id as long as nobody says what became of it.
class PersistentCaller final {
 public:
  // Each try waits for `patience`.
  PersistentCaller(Recorders& recorders, std::chrono::milliseconds patience);

  // One try. Moves on to another recorder where this one did not answer for good.
  Outcome Try(const Command& command);
  // Whether the answer settles the command. A code that no fault may bring about fails the test.
  static bool IsSettled(const Outcome& outcome);

 private:
  Recorders& recorders_;
  std::vector<CommandCaller> callers_;
  size_t at_ = 0;
};

}  // namespace witan::testing
