#pragma once

// Calls any method of Witan by its descriptor. For one thread, but for Cancel.

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
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
  // Reads the certificate files; connects at the first call. InvalidArgument when a file cannot be
  // read or a certificate comes without its key. Without `ca` the call is not encrypted, which
  // Witan accepts only where its configuration says so.
  static absl::StatusOr<std::unique_ptr<Client>> Create(const Settings& settings);
  // Over a channel that exists, for tests.
  Client(std::shared_ptr<grpc::Channel> channel, int64_t timeout_ms);
  ~Client();

  // Blocks until the answer or the deadline.
  grpc::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, google::protobuf::Message& response);

  // Calls a method that streams its answers, without a deadline; `each` gets every answer in
  // `response` and says whether to go on.
  grpc::Status Stream(const google::protobuf::MethodDescriptor& method,
                      const google::protobuf::Message& request, google::protobuf::Message& response,
                      const std::function<bool()>& each);

  // Ends the call under way, and every later one at once, with CANCELLED. From any thread.
  void Cancel();

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  class UnderWay;

  std::shared_ptr<grpc::Channel> channel_;
  int64_t timeout_ms_;
  Mutex mutex_;
  bool is_cancelled_ WITAN_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* under_way_ WITAN_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace witan::cli
