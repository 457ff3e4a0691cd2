#include "services/runtime/log/logger.h"

#include <fcntl.h>
#include <grpc/support/log.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "services/runtime/log/grpc_log.h"

namespace witan::runtime {
namespace {

class LoggerTest : public ::testing::Test {
 protected:
  // A line that was not written makes the read fail rather than wait.
  LoggerTest() { EXPECT_EQ(::pipe2(files_, O_NONBLOCK), 0); }
  ~LoggerTest() override {
    ::close(files_[0]);
    ::close(files_[1]);
  }

  std::string Line() {
    char bytes[1'000];
    const ssize_t size = ::read(files_[0], bytes, sizeof(bytes));
    return size < 0 ? "" : std::string(bytes, static_cast<size_t>(size));
  }

  int files_[2];
  FakeClock clock_{Timestamp{1'656'633'600'250'000}};
};

TEST_F(LoggerTest, WritesOneObjectALine) {
  Logger("recorder", clock_, files_[1]).Info("started", {{"position", "7"}});
  EXPECT_EQ(Line(),
            R"({"time":"2022-07-01T00:00:00.250000Z","severity":"INFO","service":"recorder",)"
            R"("message":"started","position":"7"})"
            "\n");
}

TEST_F(LoggerTest, KeepsTheLineWholeWhateverTheText) {
  Logger("a", clock_, files_[1]).Error("said \"no\"\n\\ \x01");
  EXPECT_NE(Line().find(R"("message":"said \"no\"\u000a\\ \u0001"})"), std::string::npos);
}

TEST_F(LoggerTest, TakesWhatGrpcSays) {
  // gRPC keeps the logger for the rest of the process.
  static const FakeClock clock;
  static const Logger logger("a", clock, ::dup(files_[1]));
  TakeGrpcLog(logger);
  gpr_log("file.cc", 1, GPR_LOG_SEVERITY_ERROR, "a port %d", 9);
  EXPECT_NE(Line().find(R"("severity":"ERROR","service":"a","message":"a port 9")"),
            std::string::npos);
}

}  // namespace
}  // namespace witan::runtime
