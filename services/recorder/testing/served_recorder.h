#pragma once

// A recorder behind a real gRPC server on the loopback address, over a log in memory, and ways to
// call it: typed, by bytes, by streams.

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/recorder/recorder.h"
#include "services/recorder/testing/recorder_story.h"
#include "services/runtime/keys/database_key_table.h"
#include "witan/command/v1/command.pb.h"
#include "witan/command/v1/record.pb.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::recorder::testing {

inline constexpr char kRegister[] =
    "/witan.organisation.v1.OrganisationService/RegisterOrganisation";

inline runtime::CallerRules PlainRules() {
  runtime::CallerRules rules;
  rules.deployment = "test";
  rules.believes_plain_peers = true;
  return rules;
}

// A server over the log of a story, whose own process has ended.
class ServedRecorder : public ::testing::Test {
 protected:
  ServedRecorder() {
    story_.process = {};
    options_.writer = {"test", "127.0.0.1:7401"};
    Start();
  }

  ~ServedRecorder() override { End(); }

  void Start() {
    RecorderStores stores;
    stores.state = std::make_unique<storage::MemoryKeyValueStore>(4);
    stores.key_database = std::make_unique<storage::MemoryKeyValueStore>(1);
    stores.keys = runtime::DatabaseKeyTable::Open(*stores.key_database).value();
    stores.master_key = std::make_unique<runtime::LocalMasterKey>(std::string(32, 'k'));
    auto opened =
        Recorder::Open(options_, std::move(stores), story_.log, story_.clock, callers_, probe_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    recorder_ = *std::move(opened);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    recorder_->Register(builder);
    server_ = builder.BuildAndStart();
    ASSERT_TRUE(recorder_->Start().ok());
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials());
  }

  void End() {
    if (server_ == nullptr) return;
    recorder_->Drain(std::chrono::milliseconds(100));
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
    recorder_->Stop();
    server_.reset();
  }

  void AddPrincipal(grpc::ClientContext& context) {
    context.AddMetadata("witan-principal-bin", story_.principal().SerializeAsString());
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  }

  // Calls any method with any bytes.
  grpc::Status CallBytes(const std::string& method, const std::string& bytes, std::string* answer) {
    grpc::ClientContext context;
    AddPrincipal(context);
    return Call(context, method, bytes, answer);
  }

  grpc::Status Call(grpc::ClientContext& context, const std::string& method,
                    const std::string& bytes, std::string* answer) {
    grpc::CompletionQueue queue;
    grpc::GenericStub stub(channel_);
    const grpc::Slice slice(bytes);
    const auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&slice, 1), &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) continue;
    for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
      if (key == "witan-token") token_ = std::string(value.data(), value.size());
    }
    std::vector<grpc::Slice> slices;
    if (status.ok() && response.Dump(&slices).ok()) {
      for (const grpc::Slice& part : slices) {
        answer->append(reinterpret_cast<const char*>(part.begin()), part.size());
      }
    }
    return status;
  }

  witan::organisation::v1::RegisterOrganisationRequest Registration(const std::string& code) {
    witan::organisation::v1::RegisterOrganisationRequest request;
    *request.mutable_header() = story_.Header(RecorderStory::IcsId(code));
    request.mutable_content()->set_kind(witan::organisation::v1::ORGANISATION_KIND_ICS);
    request.mutable_content()->set_name("Organisation " + code);
    auto* ods = request.mutable_content()->add_codes();
    ods->set_scheme(witan::organisation::v1::CODE_SCHEME_ODS);
    ods->set_code(code);
    return request;
  }

  witan::command::v1::RecordRequest Item(const std::string& code) {
    const witan::organisation::v1::RegisterOrganisationRequest request = Registration(code);
    witan::command::v1::RecordRequest item;
    *item.mutable_header() = request.header();
    *item.mutable_content()->mutable_organisation_registered() = request.content();
    return item;
  }

  grpc::Status Register(const witan::organisation::v1::RegisterOrganisationRequest& request,
                        witan::command::v1::CommandResponse* response) {
    std::string answer;
    const grpc::Status status = CallBytes(kRegister, request.SerializeAsString(), &answer);
    EXPECT_TRUE(response->ParseFromString(answer));
    return status;
  }

  // Reasons of a status's details, joined by a space.
  static std::string ReasonsOf(const grpc::Status& status) {
    google::rpc::Status details;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    std::string reasons;
    for (const auto& detail : details.details()) {
      google::rpc::ErrorInfo info;
      if (!detail.UnpackTo(&info)) continue;
      EXPECT_EQ(info.domain(), "witan");
      reasons += (reasons.empty() ? "" : " ") + info.reason();
    }
    return reasons;
  }

  static std::string TraceIn(const grpc::ClientContext& context) {
    const auto it = context.GetServerTrailingMetadata().find("witan-trace-id");
    return it == context.GetServerTrailingMetadata().end()
               ? std::string()
               : std::string(it->second.data(), it->second.size());
  }

  RecorderStory story_;
  RecorderOptions options_;
  runtime::CallerPolicy callers_{PlainRules()};
  SilentProbe probe_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

}  // namespace witan::recorder::testing
