#pragma once

// One program over a shared log, in a process of its own, on free ports of the loopback address.

#include <grpcpp/channel.h>
#include <sys/types.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

namespace witan::testing {

// For one thread at a time, but for what is const. Its process is gone when it is destroyed, or
// when the program that made it ends, however that ends.
class Service final {
 public:
  // `program`: its path. `settings`: of the log. `folder`: of its data, found again by a later
  // start.
  Service(std::string program, std::vector<std::string> settings, std::string folder);
  ~Service() { End(SIGKILL); }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // On the same ports each time. Returns at once.
  void Start();
  // Waits until it says that it serves; the test fails, with its last words, when it does not.
  void AwaitServing() const;
  // To a process that runs.
  void Signal(int signal) const;
  // Sends the signal, if it runs, and waits for its end. Returns its exit code, or 128 and the
  // signal that ended it.
  int End(int signal);
  // Waits until it ends by itself, and returns as End; -1, and the test fails, when it does not.
  int AwaitEnd();
  bool runs() const { return process_ != 0; }

  const std::string& address() const { return address_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // What the process said on its outputs since it was started last.
  std::string Words() const;

 private:
  const std::string program_;
  const std::vector<std::string> settings_;
  const std::string folder_;
  const std::string address_;
  const std::string admin_port_;
  const std::shared_ptr<grpc::Channel> channel_;  // gRPC's own handle
  pid_t process_ = 0;
};

}  // namespace witan::testing
