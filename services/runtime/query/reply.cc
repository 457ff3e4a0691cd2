#include "services/runtime/query/reply.h"

#include "services/runtime/query/refusal.h"
#include "storage/base/check.h"

namespace witan::query {

std::string PathOfMethodAnswering(const google::protobuf::Descriptor& response) {
  std::string path;
  const google::protobuf::FileDescriptor& file = *response.file();
  for (int i = 0; i < file.service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *file.service(i);
    for (int k = 0; k < service.method_count(); ++k) {
      if (service.method(k)->output_type() != &response) continue;
      WITAN_CHECK(path.empty(), "two methods answer " + response.full_name());
      path = "/" + service.full_name() + "/" + service.method(k)->name();
    }
  }
  WITAN_CHECK(!path.empty(), "no method answers " + response.full_name());
  return path;
}

grpc::Status Closing(runtime::ObservedCall& call, const absl::Status& status) {
  grpc::Status wire = ToGrpc(status);
  const std::string reason = ReasonNameOf(status);
  // Without a reason it is a failure of ours: the caller is told to tell the operator, who finds
  // here what the storage said.
  const std::string cause = reason.empty() ? std::string(status.message()) : std::string();
  call.End(wire.error_code(), reason, cause);
  return wire;
}

Reply::Reply(runtime::CallObserver* observer, const std::string& path,
             grpc::CallbackServerContext& context)
    : call_(observer, path, runtime::TraceparentOf(context)), reactor_(context.DefaultReactor()) {
  context.AddTrailingMetadata(runtime::kTraceIdEntry, call_.trace_id());
}

void Reply::Finish(const absl::Status& status) { reactor_->Finish(Closing(call_, status)); }

}  // namespace witan::query
