#include "services/runtime/query/testing/caller.h"

#include <condition_variable>
#include <mutex>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "storage/base/check.h"

namespace witan::query::testing {
namespace {

constexpr char kPrincipal[] = "test-principal-bin";

grpc::ByteBuffer Serialised(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

bool Parse(const grpc::ByteBuffer& buffer, google::protobuf::Message& message) {
  grpc::Slice slice;
  return buffer.DumpToSingleSlice(&slice).ok() &&
         message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

}  // namespace

PrincipalReader Believing() {
  return
      [](const grpc::CallbackServerContext& context) -> absl::StatusOr<witan::auth::v1::Principal> {
        const auto it = context.client_metadata().find(kPrincipal);
        witan::auth::v1::Principal principal;
        if (it == context.client_metadata().end() ||
            !principal.ParseFromArray(it->second.data(), static_cast<int>(it->second.size()))) {
          return absl::UnauthenticatedError("The call says nothing of who is calling.");
        }
        return principal;
      };
}

Caller::Caller(const std::function<void(grpc::ServerBuilder&)>& register_services) {
  grpc::ServerBuilder builder;
  register_services(builder);
  server_ = builder.BuildAndStart();
  WITAN_CHECK(server_ != nullptr, "no server");
  channel_ = server_->InProcessChannel(grpc::ChannelArguments());
}

Caller::~Caller() { Shutdown(); }

void Caller::Shutdown() {
  if (server_) server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
}

void Caller::Introduce(const witan::auth::v1::Principal& principal, grpc::ClientContext& context) {
  context.AddMetadata(kPrincipal, principal.SerializeAsString());
}

grpc::Status Caller::Call(const std::string& method, const witan::auth::v1::Principal* principal,
                          const google::protobuf::Message& request,
                          google::protobuf::Message& response, std::chrono::milliseconds patience) {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience);
  if (principal != nullptr) Introduce(*principal, context);
  const grpc::ByteBuffer sent = Serialised(request);
  grpc::ByteBuffer received;
  std::mutex mutex;
  std::condition_variable done;
  bool is_done = false;
  grpc::Status result;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &sent, &received,
                 [&](const grpc::Status& status) {
                   const std::lock_guard lock(mutex);
                   result = status;
                   is_done = true;
                   done.notify_one();
                 });
  std::unique_lock lock(mutex);
  done.wait(lock, [&] { return is_done; });
  if (result.ok() && !Parse(received, response)) {
    return {grpc::StatusCode::INTERNAL, "the answer cannot be read"};
  }
  return result;
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details()) || details.details().empty() ||
      !details.details(0).UnpackTo(&info)) {
    return "";
  }
  return info.reason();
}

}  // namespace witan::query::testing
