#pragma once

// A real standalone: its own data folder and certificates, free ports of the loopback address.

#include <grpcpp/channel.h>
#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace witan::testing {

// For one thread at a time. What it made is gone when it is destroyed, its process too.
class StandaloneProcess final {
 public:
  StandaloneProcess();
  ~StandaloneProcess();
  StandaloneProcess(const StandaloneProcess&) = delete;
  StandaloneProcess& operator=(const StandaloneProcess&) = delete;

  // Starts it and waits until it answers; the test fails, with its last words, when it does not.
  void Start();
  // The two halves of Start: begins, and waits until it answers.
  void Launch();
  void AwaitServing();
  // Starts it with these flags and values instead of the usual ones, for a start that must fail:
  // returns its exit code; `words` gets what it said.
  int StartAndFail(const std::vector<std::string>& more, std::string* words);
  // Programs start as this user from here on; only root can say so.
  void BecomeUser(uid_t user) { user_ = user; }
  // SIGKILL, and waits for its end.
  void Kill();
  // SIGTERM; returns its exit code.
  int Stop();
  // SIGTERM, and does not wait for its end: Kill or the destructor does.
  void BeginStop();

  // A channel with the certificate of this name: "gateway", "cli-registrar", "cli-cqc",
  // "cli-region" (of the Midlands), "cli-unknown".
  std::shared_ptr<grpc::Channel> Channel(const std::string& name) const;

  const std::string& folder() const { return folder_; }
  // Where NAME.pem and NAME.key of each certificate and ca.pem stand.
  const std::string& tls() const;
  std::string data() const { return folder_ + "/data"; }
  std::string address() const;
  int admin_port() const { return admin_port_; }
  // The organisation that cli-registrar speaks for.
  static const std::string& RegistrarId();

 private:
  std::vector<std::string> Arguments() const;
  pid_t Spawn(const std::vector<std::string>& arguments) const;
  std::string Words() const;

  std::string folder_;
  int port_ = 0;
  int admin_port_ = 0;
  pid_t process_ = 0;
  std::optional<uid_t> user_;
};

// A port that nobody listened on a moment ago.
int FreePort();

}  // namespace witan::testing
