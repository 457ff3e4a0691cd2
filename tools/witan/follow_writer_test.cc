// A recorder that stands by and names another, which writes: where commands end up.

#include <fmt/format.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <atomic>

#include "tools/witan/testing/import_story.h"

namespace witan::cli {
namespace {

using witan::command::v1::GetWriterRequest;
using witan::command::v1::GetWriterResponse;

grpc::Status NotWriter(const std::string& writer) {
  google::rpc::ErrorInfo info;
  info.set_reason("NOT_WRITER");
  info.set_domain("witan");
  if (!writer.empty()) (*info.mutable_metadata())["writer"] = writer;
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return {grpc::StatusCode::UNAVAILABLE, "Another process writes.", details.SerializeAsString()};
}

// Knows no writer until it was asked so often.
class Standby final : public witan::command::v1::RecordService::Service {
 public:
  grpc::Status Record(grpc::ServerContext*,
                      grpc::ServerReaderWriter<witan::command::v1::RecordResponse,
                                               witan::command::v1::RecordRequest>*) override {
    return Refuse();
  }
  grpc::Status GetWriter(grpc::ServerContext*, const GetWriterRequest*,
                         GetWriterResponse*) override {
    return Refuse();
  }

  std::atomic<int> calls = 0;
  std::atomic<int> calls_without_writer = 0;

 private:
  grpc::Status Refuse() { return NotWriter(++calls > calls_without_writer ? "writer:1" : ""); }
};

class Writer final : public witan::command::v1::RecordService::Service {
 public:
  grpc::Status GetWriter(grpc::ServerContext*, const GetWriterRequest*,
                         GetWriterResponse* response) override {
    response->set_instance("writer");
    return grpc::Status::OK;
  }
};

class FollowWriter : public testing::ImportStory {
 protected:
  FollowWriter() {
    standby_server_ = grpc::ServerBuilder().RegisterService(&standby_).BuildAndStart();
    writer_server_ = grpc::ServerBuilder().RegisterService(&writer_).BuildAndStart();
  }

  // Any call does: the client does not look at what it carries.
  grpc::Status Ask(Client& client) {
    const auto* method = GetWriterRequest::descriptor()
                             ->file()
                             ->FindServiceByName("RecordService")
                             ->FindMethodByName("GetWriter");
    return client.Call(*method, GetWriterRequest(), response_);
  }

  Client::Connect To(grpc::Server& writer) {
    return [&](const std::string& address) {
      return (address == "writer:1" ? writer : *standby_server_).InProcessChannel({});
    };
  }

  Standby standby_;
  Writer writer_;
  std::unique_ptr<grpc::Server> standby_server_;
  std::unique_ptr<grpc::Server> writer_server_;
  GetWriterResponse response_;
};

TEST_F(FollowWriter, ACallThatAStandbyRefusesGoesToTheWriterItNames) {
  Client client({"standby:1"}, To(*writer_server_), 5'000);
  const grpc::Status status = Ask(client);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.instance(), "writer");
}

TEST_F(FollowWriter, ACallWaitsWhileNoWriterIsKnown) {
  standby_.calls_without_writer = 2;
  Client client({"standby:1"}, To(*writer_server_), 5'000);
  EXPECT_TRUE(Ask(client).ok());
  EXPECT_EQ(standby_.calls, 3);
}

TEST_F(FollowWriter, ACallEndsWithTheRefusalWhenNobodyWritesUntilItsDeadline) {
  standby_.calls_without_writer = 1'000;
  Client client({"standby:1"}, To(*writer_server_), 200);
  EXPECT_EQ(FailureOf(Ask(client)).sentence, "Another process writes.");
}

TEST_F(FollowWriter, AnImportGoesOnAtTheWriterWithTheSameRequestIds) {
  Write({Line("a"), Line("b"), Line("c")});
  standby_.calls_without_writer = 1;
  Client client({"standby:1"}, To(*server_), 5'000);
  Import import(client, options_, notes_);
  const auto report = import.Run({path_});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->recorded, 3u);
  EXPECT_EQ(recorder_.recorded(), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace witan::cli
