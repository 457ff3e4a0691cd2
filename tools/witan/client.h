#pragma once

// Calls any method of Witan by its descriptor. For one thread, but for Cancel.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "tools/witan/route.h"
#include "tools/witan/settings.h"

namespace google::protobuf {
class Message;
class MethodDescriptor;
}  // namespace google::protobuf
namespace grpc {
class ChannelInterface;
class Channel;
class ClientContext;
class Status;
}  // namespace grpc

namespace witan::cli {

class Client final {
 public:
  // Makes a channel to an address, with the same credentials for each.
  using Connect = std::function<std::shared_ptr<grpc::Channel>(const std::string& address)>;

  // Reads the certificate files; connects at the first call. InvalidArgument when a file cannot be
  // read or a certificate comes without its key. Without `ca` the call is not encrypted, which
  // Witan accepts only where its configuration says so.
  static absl::StatusOr<std::unique_ptr<Client>> Create(const Settings& settings);
  // At least one address.
  Client(std::vector<std::string> addresses, Connect connect, int64_t timeout_ms);
  ~Client();

  // Blocks until the answer or the deadline. What a process that stands by refuses, or one of
  // several addresses does not answer, is sent again as it is to where Route says: a command must
  // therefore carry its request id.
  grpc::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, google::protobuf::Message& response);

  // Calls a method that streams its answers, without a deadline; `each` gets every answer in
  // `response` and says whether to go on.
  grpc::Status Stream(const google::protobuf::MethodDescriptor& method,
                      const google::protobuf::Message& request, google::protobuf::Message& response,
                      const std::function<bool()>& each);

  // Ends the call under way, and every later one at once, with CANCELLED. From any thread.
  void Cancel();

  // To the process that calls go to now.
  const std::shared_ptr<grpc::Channel>& channel();

  // For calls over `channel`: what became of them.
  NextTry AfterFailure(const Failure& failure) { return route_.After(failure); }
  void AfterAnswer() { route_.Answered(); }

 private:
  class UnderWay;

  grpc::Status CallOnce(const google::protobuf::MethodDescriptor& method,
                        const google::protobuf::Message& request,
                        google::protobuf::Message& response,
                        std::chrono::system_clock::time_point deadline);

  Route route_;
  const Connect connect_;
  const int64_t timeout_ms_;
  // By address; as many as there are recorders.
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  Mutex mutex_;
  bool is_cancelled_ WITAN_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* under_way_ WITAN_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace witan::cli
