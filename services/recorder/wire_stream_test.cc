// The bulk stream over gRPC: in order, bounded, and ended cleanly.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "services/recorder/testing/served_recorder.h"
#include "services/recorder/wire/bulk_stream.h"
#include "witan/command/v1/record.grpc.pb.h"

namespace witan::recorder {
namespace {

using testing::RecorderStory;
using witan::command::v1::CommandResponse;
using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;

using WireStream = testing::ServedRecorder;

TEST_F(WireStream, AnswersABulkStreamItemByItemInOrder) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  constexpr int kItems = 700;  // more than the stream's window
  std::thread sender([&] {
    for (int i = 0; i < kItems; ++i) {
      RecordRequest item = Item("Q" + std::to_string(1000 + i));
      if (i % 7 == 3) item.mutable_content()->mutable_organisation_registered()->clear_name();
      EXPECT_TRUE(stream->Write(item));
    }
    stream->WritesDone();
  });
  RecordResponse response;
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.index(), static_cast<uint64_t>(i));
    EXPECT_EQ(response.has_refused(), i % 7 == 3);
    if (response.has_refused()) {
      EXPECT_EQ(response.refused().violations(0).field(), "content.name");
    }
  }
  EXPECT_FALSE(stream->Read(&response));
  sender.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireStream, ItemsOfOneStreamSeeTheOnesBefore) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  stream->Write(Item("QF7"));
  RecordRequest second;
  *second.mutable_header() = story_.Header(RecorderStory::IcsId("QF7"));
  second.mutable_content()->mutable_organisation_renamed()->set_name("New name");
  second.mutable_content()->mutable_organisation_renamed()->set_from("2022-06-01");
  stream->Write(second);
  stream->WritesDone();
  RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.recorded().version(), 2U) << response.ShortDebugString();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireStream, RefusesARecordOfTheLogItself) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  RecordRequest item;
  *item.mutable_header() = story_.Header("");
  item.mutable_content()->mutable_writer_started()->set_instance("forged");
  stream->Write(item);
  stream->WritesDone();
  RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(response.has_refused());
  EXPECT_EQ(response.refused().code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(WireStream, SurvivesClientsThatGoAway) {
  for (int i = 0; i < 20; ++i) {
    auto stub = witan::command::v1::RecordService::NewStub(channel_);
    grpc::ClientContext context;
    AddPrincipal(context);
    const auto stream = stub->Record(&context);
    for (int k = 0; k < 50; ++k) stream->Write(Item("Q" + std::to_string(i * 50 + k)));
    context.TryCancel();
    stream->Finish();
  }
  CommandResponse response;
  EXPECT_TRUE(Register(Registration("QF7"), &response).ok());
}

TEST_F(WireStream, EndsStreamsAndRefusesCallsWhileItDrains) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  grpc::ClientContext context;
  AddPrincipal(context);
  const auto stream = stub->Record(&context);
  stream->Write(Item("QF7"));
  RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  recorder_->Drain(std::chrono::milliseconds(100));
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status ended = stream->Finish();
  EXPECT_EQ(ended.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonsOf(ended), "SHUTTING_DOWN");
  CommandResponse refused;
  EXPECT_EQ(ReasonsOf(Register(Registration("QF8"), &refused)), "SHUTTING_DOWN");
}

TEST_F(WireStream, RefusesMoreStreamsThanItServes) {
  auto stub = witan::command::v1::RecordService::NewStub(channel_);
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReaderWriter<RecordRequest, RecordResponse>>> streams;
  RecordResponse response;
  for (size_t i = 0; i <= kMostStreams; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    AddPrincipal(*contexts.back());
    streams.push_back(stub->Record(contexts.back().get()));
    if (i == kMostStreams) break;
    streams.back()->Write(Item("Q" + std::to_string(100 + i)));
    ASSERT_TRUE(streams.back()->Read(&response));
  }
  EXPECT_FALSE(streams.back()->Read(&response));
  EXPECT_EQ(streams.back()->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  streams.pop_back();
  for (const auto& stream : streams) {
    stream->WritesDone();
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_TRUE(stream->Finish().ok());
  }
}

}  // namespace
}  // namespace witan::recorder
