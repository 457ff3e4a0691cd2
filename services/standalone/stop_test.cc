// What an end means for those who are being served.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "services/standalone/testing/running.h"
#include "witan/command/v1/record.grpc.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::standalone::testing {
namespace {

using witan::command::v1::CommandResponse;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStopWithin(8);

std::unique_ptr<Running> Start() {
  return std::make_unique<Running>([](Options& options) { options.stop_within = kStopWithin; });
}

// Sends commands until one is not answered.
class Sender final {
 public:
  Sender(Running& running, uint64_t first) : running_(running), next_(first) {}

  void Run() {
    CommandResponse response;
    while (true) {
      last = running_.Call(kAssignAction, AssignAction(next_), response);
      if (!last.ok()) return;
      recorded.push_back(next_++);
      ++answered;
    }
  }

  grpc::Status last;
  std::vector<uint64_t> recorded;
  std::atomic<uint64_t> answered = 0;

 private:
  Running& running_;
  uint64_t next_;
};

// The token of a position that is not there yet.
std::string Later(const std::string& token) {
  std::string bytes;
  EXPECT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  bytes[bytes.size() - 3] = 1;
  return absl::WebSafeBase64Escape(bytes);
}

TEST(Stop, EndsAnOpenStreamAtOnceWithTheTokenToGoOnFrom) {
  const auto running = Start();
  const auto stub = witan::oversight::v1::OversightService::NewStub(running->channel());
  grpc::ClientContext context;
  Running::Introduce(context);
  const auto stream = stub->WatchEvents(&context, {});
  stream->WaitForInitialMetadata();
  const auto start = Clock::now();
  running->Stop();
  EXPECT_LT(Clock::now() - start, kStopWithin / 2);
  witan::oversight::v1::WatchEventsResponse event;
  EXPECT_FALSE(stream->Read(&event));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(context.GetServerTrailingMetadata().count("witan-token"), 1U);
}

TEST(Stop, EndsABulkStreamThatNobodyClosed) {
  const auto running = Start();
  const auto stub = witan::command::v1::RecordService::NewStub(running->channel());
  grpc::ClientContext context;
  Running::Introduce(context);
  const auto stream = stub->Record(&context);
  witan::command::v1::RecordRequest item;
  *item.mutable_header() = AssignAction(1).header();
  *item.mutable_content()->mutable_action_assigned() = AssignAction(1).content();
  ASSERT_TRUE(stream->Write(item));
  witan::command::v1::RecordResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(answer.has_recorded()) << answer.ShortDebugString();
  const auto start = Clock::now();
  running->Stop();
  EXPECT_LT(Clock::now() - start, kStopWithin / 2);
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Stop, AnswersCommandsInFlightAndKeepsEveryOneThatItAcknowledged) {
  const auto running = Start();
  constexpr uint64_t kSenders = 8;
  std::vector<std::unique_ptr<Sender>> senders;
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < kSenders; ++i) {
    senders.push_back(std::make_unique<Sender>(*running, 1'000'000 * (i + 1)));
    threads.emplace_back([sender = senders.back().get()] { sender->Run(); });
  }
  for (const auto& sender : senders) {
    while (sender->answered < 10) std::this_thread::yield();
  }
  running->process().Stop();
  for (std::thread& thread : threads) thread.join();
  running->Stop();
  running->Start();
  for (const auto& sender : senders) {
    EXPECT_EQ(sender->last.error_code(), grpc::StatusCode::UNAVAILABLE)
        << sender->last.error_message();
    for (const uint64_t number : sender->recorded) {
      CommandResponse response;
      ASSERT_TRUE(running->Call(kAssignAction, AssignAction(number), response).ok());
      EXPECT_TRUE(response.repeated()) << number;
    }
  }
}

TEST(Stop, AQuestionThatWaitsForWhatNeverComesDoesNotHoldItLongerThanTheSettingAllows) {
  const auto running = std::make_unique<Running>(
      [](Options& options) { options.stop_within = std::chrono::milliseconds(400); });
  CommandResponse recorded;
  ASSERT_TRUE(running->Call(kAssignAction, AssignAction(1), recorded).ok());
  witan::oversight::v1::ListRecordsRequest question;
  question.set_at_least(Later(recorded.token()));
  std::thread asker([&] {
    witan::oversight::v1::ListActionsResponse answer;
    const grpc::Status status =
        running->Call("/witan.oversight.v1.OversightService/ListActions", question, answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto start = Clock::now();
  running->process().Stop();
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(2));
  asker.join();
}

}  // namespace
}  // namespace witan::standalone::testing
