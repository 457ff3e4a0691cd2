// Two recorders over one log behind real servers: who writes, who stands by, what callers are told.

#include "services/recorder/succession.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/recorder/testing/served_recorder.h"

namespace witan::recorder {
namespace {

using Clock = std::chrono::steady_clock;
using testing::kRegister;
using testing::RecorderStory;
using witan::command::v1::CommandResponse;
using witan::command::v1::GetWriterResponse;

constexpr std::chrono::seconds kPatience(10);

// Whom the members believe to be elected, as the test says.
class Election final {
 public:
  class Member final : public storage::Leadership {
   public:
    Member(Election& election, int number) : election_(election), number_(number) {}
    absl::Status Start() override { return absl::OkStatus(); }
    bool IsElected() const override {
      return !has_resigned_ && (election_.elected == number_ || election_.all_are_elected);
    }
    bool MayTake() const override { return IsElected() && election_.is_settled; }
    void Resign() override {
      has_resigned_ = true;
      if (election_.elected == number_) election_.elected = election_.next.load();
    }

   private:
    Election& election_;
    const int number_;
    std::atomic<bool> has_resigned_ = false;
  };

  std::atomic<int> elected = 0;
  // Who is elected when that one resigns.
  std::atomic<int> next = 0;
  std::atomic<bool> all_are_elected = false;
  // Otherwise it is being held anew, and nobody takes a term.
  std::atomic<bool> is_settled = true;
};

// One process.
class Server final {
 public:
  Server(RecorderStory& story, Election& election, int number, storage::KeyValueStore& key_database)
      : member_(election, number) {
    RecorderOptions options;
    options.writer = {fmt::format("recorder-{}", number), fmt::format("host-{}:7401", number)};
    options.leadership = &member_;
    RecorderStores stores;
    stores.state = std::make_unique<storage::MemoryKeyValueStore>(4);
    stores.keys = runtime::DatabaseKeyTable::Open(key_database).value();
    stores.master_key = std::make_unique<runtime::LocalMasterKey>(std::string(32, 'k'));
    auto opened =
        Recorder::Open(options, std::move(stores), story.log, story.clock, callers_, probe_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    recorder_ = *std::move(opened);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    recorder_->Register(builder);
    server_ = builder.BuildAndStart();
    EXPECT_TRUE(recorder_->Start().ok());
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials());
  }

  ~Server() { End(); }

  void End() {
    if (server_ == nullptr) return;
    recorder_->Drain(std::chrono::milliseconds(100));
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
    recorder_->Stop();
    server_.reset();
  }

  grpc::Status Call(RecorderStory& story, const std::string& method,
                    const google::protobuf::Message& request, google::protobuf::Message& answer) {
    grpc::ClientContext context;
    context.AddMetadata("witan-principal-bin", story.principal().SerializeAsString());
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const grpc::internal::RpcMethod rpc(method.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
    return grpc::internal::BlockingUnaryCall<google::protobuf::MessageLite,
                                             google::protobuf::MessageLite>(
        channel_.get(), rpc, &context, request, &answer);
  }

  Recorder& recorder() { return *recorder_; }
  bool AwaitCondition(RecorderCondition condition) {
    const auto until = Clock::now() + kPatience;
    while (recorder_->state().condition != condition && Clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return recorder_->state().condition == condition;
  }

 private:
  Election::Member member_;
  runtime::CallerPolicy callers_{testing::PlainRules()};
  testing::SilentProbe probe_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

class SuccessionTest : public ::testing::Test {
 protected:
  SuccessionTest() {
    story_.process = {};
    one_ = std::make_unique<Server>(story_, election_, 1, key_database_);
    two_ = std::make_unique<Server>(story_, election_, 2, key_database_);
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

  grpc::Status Register(Server& server, const std::string& code, CommandResponse& response) {
    return server.Call(story_, kRegister, Registration(code), response);
  }

  GetWriterResponse WriterBy(Server& server) {
    GetWriterResponse response;
    const auto status = server.Call(story_, "/witan.command.v1.RecordService/GetWriter",
                                    witan::command::v1::GetWriterRequest(), response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  void Elect(int number) {
    election_.elected = number;
    Server& server = number == 1 ? *one_ : *two_;
    ASSERT_TRUE(server.AwaitCondition(RecorderCondition::kWriting));
  }

  // The address that the details of a refusal name.
  static std::string WriterIn(const grpc::Status& status) {
    google::rpc::Status details;
    google::rpc::ErrorInfo info;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    EXPECT_TRUE(details.details_size() > 0 && details.details(0).UnpackTo(&info));
    EXPECT_EQ(info.reason(), "NOT_WRITER");
    const auto writer = info.metadata().find("writer");
    return writer == info.metadata().end() ? "" : writer->second;
  }

  RecorderStory story_;
  storage::MemoryKeyValueStore key_database_{1};
  Election election_;
  std::unique_ptr<Server> one_;
  std::unique_ptr<Server> two_;
  CommandResponse response_;
};

TEST_F(SuccessionTest, NobodyWritesUntilOneIsElected) {
  EXPECT_TRUE(one_->AwaitCondition(RecorderCondition::kStandingBy));
  EXPECT_EQ(Register(*one_, "QF7", response_).error_code(), grpc::StatusCode::UNAVAILABLE);
  Elect(1);
  EXPECT_TRUE(Register(*one_, "QF7", response_).ok());
}

TEST_F(SuccessionTest, AStandbyRefusesCommandsWithTheWritersAddress) {
  Elect(1);
  ASSERT_TRUE(Register(*one_, "QF7", response_).ok());
  while (two_->recorder().state().position < response_.position()) std::this_thread::yield();
  const grpc::Status refused = Register(*two_, "QE1", response_);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(WriterIn(refused), "host-1:7401");
}

TEST_F(SuccessionTest, AStandbySaysWhoWritesAsTheLogSays) {
  Elect(1);
  const GetWriterResponse known = WriterBy(*one_);
  EXPECT_EQ(known.address(), "host-1:7401");
  while (WriterBy(*two_).term() != known.term()) std::this_thread::yield();
  EXPECT_EQ(WriterBy(*two_).instance(), "recorder-1");
}

TEST_F(SuccessionTest, AnOpenStreamToAStandbyIsRefusedWithTheWritersAddress) {
  Elect(1);
  while (WriterBy(*two_).address().empty()) std::this_thread::yield();
  grpc::Status refused = two_->Call(story_, "/witan.command.v1.RecordService/Record",
                                    witan::command::v1::RecordRequest(), response_);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(WriterIn(refused), "host-1:7401");
}

TEST_F(SuccessionTest, TheNextWriterKnowsWhatTheLastOneRecorded) {
  Elect(1);
  const auto request = Registration("QF7");
  ASSERT_TRUE(one_->Call(story_, kRegister, request, response_).ok());
  Elect(2);
  CommandResponse again;
  ASSERT_TRUE(two_->Call(story_, kRegister, request, again).ok());
  EXPECT_TRUE(again.repeated());
  EXPECT_EQ(again.position(), response_.position());
}

TEST_F(SuccessionTest, AWriterThatIsElectedNoMoreStandsByAndWritesAgainWhenItIs) {
  Elect(1);
  ASSERT_TRUE(Register(*one_, "QF7", response_).ok());
  Elect(2);
  ASSERT_TRUE(one_->AwaitCondition(RecorderCondition::kStandingBy));
  ASSERT_TRUE(Register(*two_, "QE1", response_).ok());
  EXPECT_FALSE(Register(*one_, "QHG", response_).ok());
  Elect(1);
  ASSERT_TRUE(Register(*one_, "QHG", response_).ok());
  EXPECT_EQ(WriterBy(*one_).address(), "host-1:7401");
}

// The election is wrong: the term alone decides.
TEST_F(SuccessionTest, TwoThatBelieveThemselvesElectedRecordNothingTwice) {
  Elect(1);
  election_.all_are_elected = true;
  ASSERT_TRUE(two_->AwaitCondition(RecorderCondition::kWriting));
  for (int i = 0; i < 40; ++i) {
    const auto request = Registration(fmt::format("Q{:02}", i));
    std::vector<uint64_t> positions;
    for (Server* server : {one_.get(), two_.get(), one_.get()}) {
      const auto until = Clock::now() + kPatience;
      while (!server->Call(story_, kRegister, request, response_).ok() && Clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      positions.push_back(response_.position());
    }
    EXPECT_EQ(positions[0], positions[1]);
    EXPECT_EQ(positions[0], positions[2]);
  }
}

// The other one took a term, went again, and nobody calls the one that is elected.
TEST_F(SuccessionTest, AnIdleWriterWhoseTermIsOverTakesTheNextOne) {
  Elect(1);
  ASSERT_TRUE(Register(*one_, "QF7", response_).ok());
  election_.all_are_elected = true;
  ASSERT_TRUE(two_->AwaitCondition(RecorderCondition::kWriting));
  election_.all_are_elected = false;
  ASSERT_TRUE(two_->AwaitCondition(RecorderCondition::kStandingBy));
  const auto until = Clock::now() + kPatience;
  while (WriterBy(*two_).address() != "host-1:7401" && Clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(WriterBy(*two_).address(), "host-1:7401");
  EXPECT_TRUE(Register(*one_, "QE1", response_).ok());
}

TEST_F(SuccessionTest, NobodyTakesATermWhileTheElectionIsHeldAnew) {
  election_.is_settled = false;
  election_.elected = 1;
  EXPECT_FALSE(Register(*one_, "QF7", response_).ok());
  EXPECT_NE(WriterBy(*one_).address(), "host-1:7401");
  election_.is_settled = true;
  ASSERT_TRUE(one_->AwaitCondition(RecorderCondition::kWriting));
  EXPECT_TRUE(Register(*one_, "QF7", response_).ok());
}

TEST_F(SuccessionTest, APlannedStopHandsOverBeforeItIsOver) {
  Elect(1);
  election_.next = 2;
  ASSERT_TRUE(Register(*one_, "QF7", response_).ok());
  const auto start = Clock::now();
  std::thread stopping([this] { one_->End(); });
  while (!Register(*two_, "QE1", response_).ok()) std::this_thread::yield();
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(2));
  stopping.join();
}

}  // namespace
}  // namespace witan::recorder
