#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "services/runtime/grpc_services/health.h"
#include "services/runtime/grpc_services/reflection.h"
#include "witan/action/v1/action.pb.h"

namespace witan::runtime {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::reflection::v1alpha::ServerReflectionRequest;
using grpc::reflection::v1alpha::ServerReflectionResponse;

class GrpcServicesTest : public ::testing::Test {
 protected:
  GrpcServicesTest() {
    // A file of the schema is in a program that uses it.
    EXPECT_NE(witan::action::v1::ActionAssigned::descriptor(), nullptr);
    grpc::ServerBuilder builder;
    health_->Register(builder);
    reflection_->Register(builder);
    server_ = builder.BuildAndStart();
    channel_ = server_->InProcessChannel(grpc::ChannelArguments());
  }
  ~GrpcServicesTest() override { Stop(); }

  void Stop() {
    health_->Stop();
    reflection_->Stop();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
  }

  grpc::Status Check(const std::string& service) {
    const auto stub = grpc::health::v1::Health::NewStub(channel_);
    grpc::ClientContext context;
    HealthCheckRequest request;
    request.set_service(service);
    return stub->Check(&context, request, &health_answer_);
  }

  ServerReflectionResponse Ask(const ServerReflectionRequest& request) {
    const auto stub = grpc::reflection::v1alpha::ServerReflection::NewStub(channel_);
    grpc::ClientContext context;
    const auto stream = stub->ServerReflectionInfo(&context);
    ServerReflectionResponse response;
    EXPECT_TRUE(stream->Write(request));
    stream->WritesDone();
    EXPECT_TRUE(stream->Read(&response));
    EXPECT_TRUE(stream->Finish().ok());
    return response;
  }

  static std::vector<std::string> FilesIn(const ServerReflectionResponse& response) {
    std::vector<std::string> names;
    for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
      google::protobuf::FileDescriptorProto file;
      EXPECT_TRUE(file.ParseFromString(bytes));
      names.push_back(file.name());
    }
    return names;
  }

  std::atomic<bool> is_recorder_ready_ = true;
  std::atomic<bool> is_oversight_ready_ = true;
  std::unique_ptr<Health> health_ =
      Health::Create({.services = {{"recorder", [this] { return is_recorder_ready_.load(); }},
                                   {"oversight", [this] { return is_oversight_ready_.load(); }}}});
  std::unique_ptr<Reflection> reflection_ =
      Reflection::Create({.services = {"witan.action.v1.ActionService"}});
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  HealthCheckResponse health_answer_;
};

TEST_F(GrpcServicesTest, AServerServesWhenAllItsServicesDo) {
  ASSERT_TRUE(Check("").ok());
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::SERVING);
  is_oversight_ready_ = false;
  ASSERT_TRUE(Check("").ok());
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(GrpcServicesTest, EachServiceHasItsOwnHealth) {
  is_oversight_ready_ = false;
  ASSERT_TRUE(Check("oversight").ok());
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::NOT_SERVING);
  ASSERT_TRUE(Check("recorder").ok());
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::SERVING);
}

TEST_F(GrpcServicesTest, AServiceThatIsNotThereIsNotFound) {
  EXPECT_EQ(Check("nonsense").error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(GrpcServicesTest, AWatcherThatHasReadNothingYetHearsThatItStops) {
  const auto stub = grpc::health::v1::Health::NewStub(channel_);
  grpc::ClientContext context;
  const auto stream = stub->Watch(&context, HealthCheckRequest());
  stream->WaitForInitialMetadata();
  std::thread stopping([this] { health_->Stop(); });
  while (stream->Read(&health_answer_)) continue;
  stopping.join();
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GrpcServicesTest, AWatcherHearsOfEachChangeAndOfTheEnd) {
  const auto stub = grpc::health::v1::Health::NewStub(channel_);
  grpc::ClientContext context;
  const auto stream = stub->Watch(&context, HealthCheckRequest());
  ASSERT_TRUE(stream->Read(&health_answer_));
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::SERVING);
  is_recorder_ready_ = false;
  ASSERT_TRUE(stream->Read(&health_answer_));
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::NOT_SERVING);
  is_recorder_ready_ = true;
  ASSERT_TRUE(stream->Read(&health_answer_));
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::SERVING);
  health_->Stop();
  ASSERT_TRUE(stream->Read(&health_answer_));
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_FALSE(stream->Read(&health_answer_));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GrpcServicesTest, AWatcherOfAServiceThatIsNotThereIsToldSo) {
  const auto stub = grpc::health::v1::Health::NewStub(channel_);
  grpc::ClientContext context;
  HealthCheckRequest request;
  request.set_service("nonsense");
  const auto stream = stub->Watch(&context, request);
  ASSERT_TRUE(stream->Read(&health_answer_));
  EXPECT_EQ(health_answer_.status(), HealthCheckResponse::SERVICE_UNKNOWN);
  context.TryCancel();
}

TEST_F(GrpcServicesTest, OpenConversationsDoNotHoldAServerThatStops) {
  const auto health = grpc::health::v1::Health::NewStub(channel_);
  grpc::ClientContext watching;
  const auto watch = health->Watch(&watching, HealthCheckRequest());
  const auto reflection = grpc::reflection::v1alpha::ServerReflection::NewStub(channel_);
  grpc::ClientContext asking;
  const auto conversation = reflection->ServerReflectionInfo(&asking);
  ServerReflectionRequest request;
  request.set_list_services("*");
  ASSERT_TRUE(conversation->Write(request));
  ServerReflectionResponse response;
  ASSERT_TRUE(conversation->Read(&response));
  const auto start = std::chrono::steady_clock::now();
  Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
  EXPECT_EQ(conversation->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GrpcServicesTest, ListsTheServicesThatAreServed) {
  ServerReflectionRequest request;
  request.set_list_services("*");
  const auto response = Ask(request);
  ASSERT_EQ(response.list_services_response().service_size(), 1);
  EXPECT_EQ(response.list_services_response().service(0).name(), "witan.action.v1.ActionService");
}

TEST_F(GrpcServicesTest, ASymbolsFileComesWithAllThatItStandsOn) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol("witan.action.v1.ActionService.AssignAction");
  const auto files = FilesIn(Ask(request));
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(files[0], "witan/action/v1/action.proto");
  EXPECT_THAT(files, ::testing::Contains("witan/options/v1/options.proto"));
  EXPECT_THAT(files, ::testing::Contains("google/protobuf/descriptor.proto"));
}

TEST_F(GrpcServicesTest, FilesAndExtensionsAreFound) {
  ServerReflectionRequest request;
  request.set_file_by_filename("witan/action/v1/action.proto");
  EXPECT_EQ(FilesIn(Ask(request))[0], "witan/action/v1/action.proto");
  request.set_all_extension_numbers_of_type("google.protobuf.FieldOptions");
  const auto numbers = Ask(request).all_extension_numbers_response();
  ASSERT_GT(numbers.extension_number_size(), 0);
  request.mutable_file_containing_extension()->set_containing_type("google.protobuf.FieldOptions");
  request.mutable_file_containing_extension()->set_extension_number(numbers.extension_number(0));
  EXPECT_FALSE(FilesIn(Ask(request)).empty());
}

TEST_F(GrpcServicesTest, WhatTheSchemaDoesNotHoldIsNotFound) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol("witan.Nothing");
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_file_by_filename("../../etc/passwd");
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  request.mutable_file_containing_extension()->set_containing_type("witan.Nothing");
  EXPECT_EQ(Ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Ask(ServerReflectionRequest()).error_response().error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace witan::runtime
