#include "services/runtime/admin/admin_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>

#include "services/runtime/admin/figures.h"

namespace witan::runtime {
namespace {

using ::testing::HasSubstr;

// A port that was free a moment ago.
int FreePort() {
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(file, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(file, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(file);
  return ntohs(address.sin_port);
}

class AdminServerTest : public ::testing::Test {
 protected:
  AdminServerTest() : port_(FreePort()), client_("127.0.0.1", port_) {
    auto server = AdminServer::Start(
        port_, {.not_ready = [this] { return std::string(is_ready_ ? "" : "no"); },
                .metrics = [] { return std::string("a 1\n"); }});
    EXPECT_TRUE(server.ok()) << server.status();
    if (server.ok()) server_ = *std::move(server);
  }

  std::atomic<bool> is_ready_ = true;
  const int port_;
  std::unique_ptr<AdminServer> server_;
  httplib::Client client_;
};

TEST_F(AdminServerTest, LivesAndGivesItsFigures) {
  EXPECT_EQ(client_.Get("/livez")->status, 200);
  EXPECT_EQ(client_.Get("/metrics")->body, "a 1\n");
  EXPECT_EQ(client_.Get("/else")->status, 404);
}

TEST_F(AdminServerTest, SaysWhyItIsNotReady) {
  EXPECT_EQ(client_.Get("/readyz")->status, 200);
  is_ready_ = false;
  const auto answer = client_.Get("/readyz");
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "no\n");
}

TEST(ProcessFigures, SayWhatTheProcessUses) {
  std::map<std::string, double> values;
  for (const auto& family : ProcessFigures()) {
    const auto& metric = family.metric.at(0);
    values[family.name] =
        family.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value;
  }
  EXPECT_GT(values.at("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GT(values.at("process_virtual_memory_bytes"), values.at("process_resident_memory_bytes"));
  EXPECT_GE(values.at("process_open_fds"), 3);
  EXPECT_GE(values.at("process_max_fds"), values.at("process_open_fds"));
  EXPECT_GE(values.at("process_cpu_seconds_total"), 0);
  EXPECT_GT(values.at("process_start_time_seconds"), 1.6e9);
}

TEST_F(AdminServerTest, RefusesAPortInUse) {
  const auto second = AdminServer::Start(port_, {});
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("The port " + std::to_string(port_) + " is in use"));
}

}  // namespace
}  // namespace witan::runtime
