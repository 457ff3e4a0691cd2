#include "services/runtime/admin/admin_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace witan::runtime {
namespace {

constexpr const char* kLoopback = "127.0.0.1";
constexpr size_t kThreads = 2;
constexpr int kServiceUnavailable = 503;
constexpr std::chrono::milliseconds kStopPause(1);

class HttpAdminServer final : public AdminServer {
 public:
  explicit HttpAdminServer(AdminAnswers answers) : answers_(std::move(answers)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    // The library's own options share the port with whoever listens there.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    server_.Get("/livez", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("ok\n", "text/plain");
    });
    server_.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
      const std::string why_not = answers_.not_ready();
      if (!why_not.empty()) response.status = kServiceUnavailable;
      response.set_content(why_not.empty() ? "ok\n" : why_not + "\n", "text/plain");
    });
    server_.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(answers_.metrics(), "text/plain; version=0.0.4");
    });
  }

  ~HttpAdminServer() override {
    if (!thread_.joinable()) return;
    // The library forgets a stop that comes before its loop began.
    while (!server_.is_running() && !is_over_) std::this_thread::sleep_for(kStopPause);
    server_.stop();
    thread_.join();
  }

  bool Listen(int port) {
    if (!server_.bind_to_port(kLoopback, port)) return false;
    thread_ = std::thread([this] {
      server_.listen_after_bind();
      is_over_ = true;
    });
    return true;
  }

 private:
  const AdminAnswers answers_;
  httplib::Server server_;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(int port, AdminAnswers answers) {
  auto server = std::make_unique<HttpAdminServer>(std::move(answers));
  if (server->Listen(port)) return server;
  return absl::UnavailableError(fmt::format(
      "The port {} is in use by another program; choose another with --admin-port.", port));
}

}  // namespace witan::runtime
