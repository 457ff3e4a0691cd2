#include "services/runtime/grpc_services/reflection.h"

#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/server_builder.h>

#include <deque>
#include <functional>
#include <set>

#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "services/runtime/calls/observed_call.h"
#include "storage/base/mutex.h"

namespace witan::runtime {
namespace {

namespace pb = grpc::reflection::v1alpha;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

constexpr char kInfo[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr size_t kMostStreams = 100;

void Refuse(grpc::StatusCode code, const std::string& sentence, pb::ServerReflectionResponse& out) {
  out.mutable_error_response()->set_error_code(code);
  out.mutable_error_response()->set_error_message(sentence);
}

// Answers one question after the other; a file goes out once a stream.
class Answers final {
 public:
  explicit Answers(const std::vector<std::string>& services) : services_(services) {}

  void Answer(const pb::ServerReflectionRequest& asked, pb::ServerReflectionResponse& out) {
    out.Clear();
    out.set_valid_host(asked.host());
    *out.mutable_original_request() = asked;
    switch (asked.message_request_case()) {
      case pb::ServerReflectionRequest::kFileByFilename:
        return AddFiles(pool_.FindFileByName(asked.file_by_filename()), out);
      case pb::ServerReflectionRequest::kFileContainingSymbol:
        return AddFiles(pool_.FindFileContainingSymbol(asked.file_containing_symbol()), out);
      case pb::ServerReflectionRequest::kFileContainingExtension:
        return AddFiles(FileOf(asked.file_containing_extension()), out);
      case pb::ServerReflectionRequest::kAllExtensionNumbersOfType:
        return AddExtensions(asked.all_extension_numbers_of_type(), out);
      case pb::ServerReflectionRequest::kListServices:
        for (const std::string& name : services_) {
          out.mutable_list_services_response()->add_service()->set_name(name);
        }
        return;
      case pb::ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
        return Refuse(grpc::StatusCode::INVALID_ARGUMENT, "The question asks for nothing.", out);
    }
  }

 private:
  const FileDescriptor* FileOf(const pb::ExtensionRequest& asked) const {
    const Descriptor* type = pool_.FindMessageTypeByName(asked.containing_type());
    if (type == nullptr) return nullptr;
    const FieldDescriptor* extension = pool_.FindExtensionByNumber(type, asked.extension_number());
    return extension == nullptr ? nullptr : extension->file();
  }

  // The file and all that it stands on, which the asker would ask for next.
  void AddFiles(const FileDescriptor* first, pb::ServerReflectionResponse& out) {
    if (first == nullptr) {
      return Refuse(grpc::StatusCode::NOT_FOUND, "The schema of this server holds no such name.",
                    out);
    }
    std::deque<const FileDescriptor*> open = {first};
    std::set<const FileDescriptor*> seen = {first};
    auto& response = *out.mutable_file_descriptor_response();
    while (!open.empty()) {
      const FileDescriptor* file = open.front();
      open.pop_front();
      // What was asked for by name goes out again; what it stands on, once.
      if (sent_.insert(file).second || file == first) {
        google::protobuf::FileDescriptorProto proto;
        file->CopyTo(&proto);
        response.add_file_descriptor_proto(proto.SerializeAsString());
      }
      for (int i = 0; i < file->dependency_count(); ++i) {
        if (seen.insert(file->dependency(i)).second) open.push_back(file->dependency(i));
      }
    }
  }

  void AddExtensions(const std::string& name, pb::ServerReflectionResponse& out) const {
    const Descriptor* type = pool_.FindMessageTypeByName(name);
    if (type == nullptr) {
      return Refuse(grpc::StatusCode::NOT_FOUND, "The schema of this server holds no such message.",
                    out);
    }
    std::vector<const FieldDescriptor*> extensions;
    pool_.FindAllExtensions(type, &extensions);
    auto& response = *out.mutable_all_extension_numbers_response();
    response.set_base_type_name(name);
    for (const FieldDescriptor* extension : extensions) {
      response.add_extension_number(extension->number());
    }
  }

  const DescriptorPool& pool_ = *DescriptorPool::generated_pool();
  const std::vector<std::string>& services_;
  std::set<const FileDescriptor*> sent_;
};

// One conversation. Owns itself until the server is done with it.
class Stream final
    : public grpc::ServerBidiReactor<pb::ServerReflectionRequest, pb::ServerReflectionResponse> {
 public:
  Stream(ObservedCall call, const std::vector<std::string>& services,
         std::function<void(Stream*)> is_gone)
      : call_(std::move(call)), answers_(services), is_gone_(std::move(is_gone)) {}

  void Begin() { StartRead(&request_); }

  void End(const grpc::Status& status) WITAN_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      if (is_finished_) return;
      is_finished_ = true;
    }
    call_.End(status.error_code());
    Finish(status);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End(grpc::Status::OK);
    answers_.Answer(request_, response_);
    const MutexLock lock(mutex_);
    if (!is_finished_) StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return End(grpc::Status(grpc::StatusCode::CANCELLED, "the caller left"));
    const MutexLock lock(mutex_);
    if (!is_finished_) StartRead(&request_);
  }
  void OnCancel() override { End(grpc::Status(grpc::StatusCode::CANCELLED, "the caller left")); }
  void OnDone() override {
    is_gone_(this);
    delete this;
  }

 private:
  ObservedCall call_;
  Answers answers_;
  const std::function<void(Stream*)> is_gone_;
  pb::ServerReflectionRequest request_;
  pb::ServerReflectionResponse response_;

  Mutex mutex_;  // nothing is begun after Finish
  bool is_finished_ WITAN_GUARDED_BY(mutex_) = false;
};

class ReflectionService final : public Reflection, public pb::ServerReflection::CallbackService {
 public:
  explicit ReflectionService(ReflectionOptions options) : options_(std::move(options)) {}

  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

  void Stop() override {
    const MutexLock lock(mutex_);
    is_over_ = true;
    // While the lock is held no stream goes: its last callback runs on another thread.
    for (Stream* stream : streams_) {
      stream->End(grpc::Status(grpc::StatusCode::UNAVAILABLE, "The service is stopping."));
    }
  }

  grpc::ServerBidiReactor<pb::ServerReflectionRequest, pb::ServerReflectionResponse>*
  ServerReflectionInfo(grpc::CallbackServerContext* context) override {
    auto* stream = new Stream(ObservedCall(options_.calls, kInfo, TraceparentOf(*context)),
                              options_.services, [this](Stream* gone) {
                                const MutexLock lock(mutex_);
                                streams_.erase(gone);
                              });
    bool is_taken = false;
    {
      const MutexLock lock(mutex_);
      is_taken = !is_over_ && streams_.size() < kMostStreams;
      if (is_taken) streams_.insert(stream);
    }
    if (is_taken) {
      stream->Begin();
    } else {
      stream->End(grpc::Status(grpc::StatusCode::UNAVAILABLE,
                               "The service is stopping or has too many streams."));
    }
    return stream;
  }

 private:
  const ReflectionOptions options_;
  Mutex mutex_;
  std::set<Stream*> streams_ WITAN_GUARDED_BY(mutex_);
  bool is_over_ WITAN_GUARDED_BY(mutex_) = false;
};

}  // namespace

std::unique_ptr<Reflection> Reflection::Create(ReflectionOptions options) {
  return std::make_unique<ReflectionService>(std::move(options));
}

}  // namespace witan::runtime
