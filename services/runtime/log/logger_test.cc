#include "services/runtime/log/logger.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "services/runtime/log/json_text.h"
#include "services/runtime/log/library_logs.h"
#include "services/runtime/log/line_budget.h"
#include "services/runtime/log/readiness_lines.h"
#include "witan/organisation/v1/organisation.pb.h"

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
    char bytes[5'000];
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
  TakeLibraryLogs(logger);
  gpr_log("file.cc", 1, GPR_LOG_SEVERITY_ERROR, "a port %d", 9);
  EXPECT_THAT(Line(),
              ::testing::HasSubstr(R"("severity":"ERROR","service":"a","message":"a port 9")"));
}

TEST_F(LoggerTest, NeverSaysWhatProtobufQuotes) {
  static const FakeClock clock;
  static const Logger logger("a", clock, ::dup(files_[1]));
  TakeLibraryLogs(logger);
  witan::organisation::v1::OrganisationRegistered content;
  content.set_name("Secret \xFF name");
  EXPECT_FALSE(witan::organisation::v1::OrganisationRegistered().ParseFromString(
      content.SerializeAsString()));
  const std::string line = Line();
  EXPECT_NE(line.find("protobuf complains"), std::string::npos);
  EXPECT_EQ(line.find("Secret"), std::string::npos);
  EXPECT_EQ(line.find("name"), std::string::npos);
}

TEST_F(LoggerTest, LeavesLinesOutRatherThanWaitForAReader) {
  const Logger logger("a", clock_, files_[1]);
  for (int i = 0; i < 2'000; ++i) logger.Info(std::string(100, 'x'));
  while (!Line().empty()) continue;
  logger.Info("later");
  EXPECT_NE(Line().find(R"("message":"later","lines_left_out":")"), std::string::npos);
  logger.Info("last");
  EXPECT_EQ(Line().find("lines_left_out"), std::string::npos);
}

TEST_F(LoggerTest, SaysOnceThatAProcessIsReadyAndOnceThatItIsNot) {
  const Logger logger("a", clock_, files_[1]);
  std::atomic<bool> is_ready = true;
  const auto next = [this] {
    std::string line;
    while ((line = Line()).empty()) std::this_thread::yield();
    return line;
  };
  const ReadinessLines lines(logger, [&] { return std::string(is_ready ? "" : "it rebuilds"); });
  EXPECT_THAT(next(), ::testing::HasSubstr(R"("message":"ready")"));
  is_ready = false;
  EXPECT_THAT(next(), ::testing::HasSubstr(R"("message":"not ready","reason":"it rebuilds")"));
}

TEST(JsonText, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(JsonText("caf\xC3\xA9 \xC3", 100), "\"caf\xC3\xA9 \xEF\xBF\xBD\"");
  EXPECT_EQ(JsonText("\xC0\xAF", 100), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(JsonText("\xED\xA0\x80", 100), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(JsonText("\xF0\x9F\x8C\xB3", 100), "\"\xF0\x9F\x8C\xB3\"");
}

TEST(JsonText, CutsALongText) { EXPECT_EQ(JsonText("abcdef", 3), "\"abc...\""); }

TEST(LineBudget, CountsWhatItLeftOut) {
  LineBudget budget(2);
  const LineBudget::Time start = std::chrono::steady_clock::now();
  EXPECT_EQ(budget.Take(start), 0U);
  EXPECT_EQ(budget.Take(start), 0U);
  EXPECT_EQ(budget.Take(start), std::nullopt);
  EXPECT_EQ(budget.Take(start + std::chrono::milliseconds(900)), std::nullopt);
  EXPECT_EQ(budget.Take(start + std::chrono::seconds(1)), 2U);
  EXPECT_EQ(budget.Take(start + std::chrono::seconds(1)), 0U);
}

}  // namespace
}  // namespace witan::runtime
