#include "tools/witan/client.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "storage/base/status.h"

namespace witan::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// An answer may hold 500 records.
constexpr int kMaxMessageBytes = 64 << 20;
// Who waits for Witan to come back tries every few seconds, not every two minutes.
constexpr int kFirstReconnectMs = 200;
constexpr int kLongestReconnectMs = 2'000;
// A quiet stream over a network that is gone would otherwise never end.
constexpr int kKeepaliveMs = 30'000;

absl::StatusOr<std::string> ReadPem(const std::string& path, const char* what) {
  if (path.empty()) return std::string();
  std::ifstream file(path);
  if (!file) {
    return absl::InvalidArgumentError(fmt::format("The {} {} cannot be read.", what, path));
  }
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(const Settings& settings) {
  if (settings.cert.empty() != settings.key.empty()) {
    return absl::InvalidArgumentError("A certificate needs its key: give both --cert and --key.");
  }
  if (settings.ca.empty()) {
    if (settings.cert.empty()) return grpc::InsecureChannelCredentials();
    return absl::InvalidArgumentError(
        "A certificate needs the authority of the server: give --ca too.");
  }
  grpc::SslCredentialsOptions options;
  ASSIGN_OR_RETURN(options.pem_root_certs, ReadPem(settings.ca, "authority"));
  ASSIGN_OR_RETURN(options.pem_cert_chain, ReadPem(settings.cert, "certificate"));
  ASSIGN_OR_RETURN(options.pem_private_key, ReadPem(settings.key, "key"));
  return grpc::SslCredentials(options);
}

grpc::ByteBuffer Serialise(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

bool Parse(const grpc::ByteBuffer& bytes, Message& message) {
  std::vector<grpc::Slice> slices;
  if (!bytes.Dump(&slices).ok()) return false;
  std::string joined;
  for (const grpc::Slice& slice : slices) {
    joined.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return message.ParseFromString(joined);
}

std::string PathOf(const MethodDescriptor& method) {
  return fmt::format("/{}/{}", method.service()->full_name(), method.name());
}

grpc::Status Unreadable() {
  return {grpc::StatusCode::INTERNAL,
          "The answer cannot be read: is this Witan of another version?"};
}

// Waits for the one operation under way.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

// The call that Cancel ends, for as long as it lasts.
class Client::UnderWay final {
 public:
  UnderWay(Client& client, grpc::ClientContext& context) : client_(client) {
    MutexLock lock(client_.mutex_);
    client_.under_way_ = &context;
    if (client_.is_cancelled_) context.TryCancel();
  }
  ~UnderWay() {
    MutexLock lock(client_.mutex_);
    client_.under_way_ = nullptr;
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  Client& client_;
};

absl::StatusOr<std::unique_ptr<Client>> Client::Create(const Settings& settings) {
  ASSIGN_OR_RETURN(auto credentials, CredentialsOf(settings));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestReconnectMs);
  // The address is looked up again before each connection; by default at most every 30 s.
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  if (!settings.server_name.empty()) arguments.SetSslTargetNameOverride(settings.server_name);
  auto connect = [credentials, arguments](const std::string& address) {
    return grpc::CreateCustomChannel(address, credentials, arguments);
  };
  return std::make_unique<Client>(SplitAddresses(settings.server), std::move(connect),
                                  settings.timeout_ms);
}

Client::Client(std::vector<std::string> addresses, Connect connect, int64_t timeout_ms)
    : route_(std::move(addresses)), connect_(std::move(connect)), timeout_ms_(timeout_ms) {}

Client::~Client() = default;

const std::shared_ptr<grpc::Channel>& Client::channel() {
  std::shared_ptr<grpc::Channel>& channel = channels_[route_.current()];
  if (channel == nullptr) channel = connect_(route_.current());
  return channel;
}

grpc::Status Client::Call(const MethodDescriptor& method, const Message& request,
                          Message& response) {
  const auto deadline = std::chrono::system_clock::now() + std::chrono::milliseconds(timeout_ms_);
  for (int pauses = 0;;) {
    const grpc::Status status = CallOnce(method, request, response, deadline);
    if (status.ok()) route_.Answered();
    const NextTry next = status.ok() ? NextTry::kNone : route_.After(FailureOf(status));
    if (next == NextTry::kNone) return status;
    const auto pause =
        next == NextTry::kAtOnce ? std::chrono::milliseconds(0) : PauseBefore(pauses++);
    // The refusal says more than that the time was over.
    if (std::chrono::system_clock::now() + pause >= deadline) return status;
    std::this_thread::sleep_for(pause);
  }
}

grpc::Status Client::CallOnce(const MethodDescriptor& method, const Message& request,
                              Message& response, std::chrono::system_clock::time_point deadline) {
  grpc::GenericStub stub(channel());
  grpc::ClientContext context;
  context.set_deadline(deadline);
  const UnderWay under_way(*this, context);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, PathOf(method), Serialise(request), &queue);
  call->StartCall();
  grpc::ByteBuffer bytes;
  grpc::Status status;
  call->Finish(&bytes, &status, nullptr);
  Next(queue);
  if (status.ok() && !Parse(bytes, response)) return Unreadable();
  return status;
}

grpc::Status Client::Stream(const MethodDescriptor& method, const Message& request,
                            Message& response, const std::function<bool()>& each) {
  grpc::GenericStub stub(channel());
  grpc::ClientContext context;
  // While Witan starts again there is nothing to do but to wait for it; Cancel ends that.
  context.set_wait_for_ready(true);
  const UnderWay under_way(*this, context);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, PathOf(method), &queue);
  call->StartCall(nullptr);
  bool alive = Next(queue);
  if (alive) {
    call->Write(Serialise(request), grpc::WriteOptions().set_last_message(), nullptr);
    alive = Next(queue);
  }
  bool readable = true;
  bool wanted = true;
  while (alive && readable && wanted) {
    grpc::ByteBuffer bytes;
    call->Read(&bytes, nullptr);
    alive = Next(queue);
    if (!alive) break;
    readable = Parse(bytes, response);
    wanted = readable && each();
  }
  if (alive) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  Next(queue);
  if (!readable) return Unreadable();
  return wanted ? status : grpc::Status::OK;
}

void Client::Cancel() {
  MutexLock lock(mutex_);
  is_cancelled_ = true;
  if (under_way_ != nullptr) under_way_->TryCancel();
}

}  // namespace witan::cli
