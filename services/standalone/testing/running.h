#pragma once

// A whole process in the test's own: every service over a data folder that lasts as long as the
// test, on free ports, called over TCP.

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>

#include "services/standalone/standalone.h"
#include "witan/action/v1/action.pb.h"

namespace witan::standalone::testing {

class Running final {
 public:
  // Without TLS. `change` may alter the settings before the first start.
  explicit Running(const std::function<void(Options&)>& change = {});
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Once more over the same data, after Stop. Fails the test when it does not start.
  void Start();
  void Stop();
  Standalone& process() { return *process_; }
  const Options& options() const { return options_; }

  // A call of any method as the register's own registrar.
  grpc::Status Call(const std::string& method, const google::protobuf::Message& request,
                    google::protobuf::Message& response);
  grpc::Status Call(const std::string& method, const google::protobuf::Message& request,
                    google::protobuf::Message& response, grpc::ClientContext& context);
  static void Introduce(grpc::ClientContext& context);
  std::shared_ptr<grpc::Channel> channel();

  // What /PATH of the admin port answers, its status before it: "200 ok\n".
  std::string Admin(const std::string& path) const;
  // The lines that it has logged since the last time.
  std::string Lines();

 private:
  const SystemClock clock_;
  int log_[2] = {-1, -1};  // a pipe: read, write
  std::unique_ptr<runtime::Logger> logger_;
  Options options_;
  std::unique_ptr<Standalone> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A command that is recorded once the register knows its registrar, as each Running's does. The
// same number is the same request.
witan::action::v1::AssignActionRequest AssignAction(uint64_t number);
inline constexpr const char* kAssignAction = "/witan.action.v1.ActionService/AssignAction";

// A port of 127.0.0.1 that was free just now.
int FreePort();

}  // namespace witan::standalone::testing
