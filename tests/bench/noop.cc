// The no-op server that the benchmarks compare with: the same API shape (any unary method over the
// generic service, one completion queue, one thread), which answers a CommandResponse of the usual
// size, or as many bytes as it is told, and does nothing else.
//
//   bench_noop PORT [BYTES]

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "witan/command/v1/command.pb.h"

namespace {

constexpr int kPostedAccepts = 512;

grpc::ByteBuffer Answer(size_t size) {
  if (size > 0) {
    const grpc::Slice slice(std::string(size, 'x'));
    return {&slice, 1};
  }
  witan::command::v1::CommandResponse response;
  response.set_event_id("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10");
  response.set_record_id("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10");
  response.set_token("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  response.set_version(1);
  response.set_position(1'000'000);
  response.set_recorded_at_us(1'700'000'000'000'000);
  const std::string bytes = response.SerializeAsString();
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

// One call: accepted, read, answered, then accepted anew.
class Call final {
 public:
  Call(grpc::AsyncGenericService& service, grpc::ServerCompletionQueue& queue)
      : service_(service), queue_(queue) {
    Accept();
  }

  void Advance(bool ok, const grpc::ByteBuffer& answer) {
    if (!ok && step_ != Step::kReading) return;
    switch (step_) {
      case Step::kAccepting:
        step_ = Step::kReading;
        stream_->Read(&request_, this);
        return;
      case Step::kReading:
        step_ = Step::kAnswering;
        stream_->WriteAndFinish(answer, {}, grpc::Status::OK, this);
        return;
      case Step::kAnswering:
        Accept();
        return;
    }
  }

 private:
  enum class Step { kAccepting, kReading, kAnswering };

  void Accept() {
    step_ = Step::kAccepting;
    stream_.reset();
    context_ = std::make_unique<grpc::GenericServerContext>();
    stream_ = std::make_unique<grpc::GenericServerAsyncReaderWriter>(context_.get());
    service_.RequestCall(context_.get(), stream_.get(), &queue_, &queue_, this);
  }

  grpc::AsyncGenericService& service_;
  grpc::ServerCompletionQueue& queue_;
  Step step_ = Step::kAccepting;
  std::unique_ptr<grpc::GenericServerContext> context_;
  std::unique_ptr<grpc::GenericServerAsyncReaderWriter> stream_;
  grpc::ByteBuffer request_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fputs("bench_noop takes the port and, if wanted, the bytes of its answer\n", stderr);
    return 2;
  }
  grpc::AsyncGenericService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:" + std::string(argv[1]), grpc::InsecureServerCredentials());
  builder.RegisterAsyncGenericService(&service);
  auto queue = builder.AddCompletionQueue();
  auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  const grpc::ByteBuffer answer = Answer(argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0);
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < kPostedAccepts; ++i) calls.push_back(std::make_unique<Call>(service, *queue));
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) static_cast<Call*>(tag)->Advance(ok, answer);
}
