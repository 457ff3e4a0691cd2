#include "tests/shared_log/service.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "storage/base/check.h"

namespace witan::testing {
namespace {

constexpr std::chrono::seconds kMostStart(120);
constexpr std::chrono::milliseconds kPause(20);
// Below the ports that Linux gives to outgoing connections: a service finds its own again.
constexpr uint32_t kFirstPort = 12'000;
constexpr uint32_t kPorts = 8'000;

bool IsFree(uint32_t port) {
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool is_free = ::bind(file, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  ::close(file);
  return is_free;
}

uint32_t OwnPort() {
  std::random_device random;
  while (true) {
    const uint32_t port = kFirstPort + random() % kPorts;
    if (IsFree(port)) return port;
  }
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  // After a kill the next try follows at once, and no other channel's connection is shared.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

Service::Service(std::string program, std::vector<std::string> settings, std::string folder)
    : program_(std::move(program)),
      settings_(std::move(settings)),
      folder_(std::move(folder)),
      address_(fmt::format("127.0.0.1:{}", OwnPort())),
      admin_port_(std::to_string(OwnPort())),
      channel_(ChannelTo(address_)) {
  std::filesystem::create_directories(folder_);
}

void Service::Start() {
  std::vector<std::string> words = {
      program_, "--data",       folder_,     "--listen",
      address_, "--admin-port", admin_port_, "--plain-for-measurement"};
  words.insert(words.end(), settings_.begin(), settings_.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string heard = folder_ + ".words";
  std::filesystem::remove(heard);  // what an earlier process said is not this one's
  const pid_t parent = ::getpid();
  process_ = ::fork();
  WITAN_CHECK(process_ >= 0, "no process for a service");
  if (process_ > 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int file = ::open(heard.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

std::string Service::Words() const {
  std::ifstream file(folder_ + ".words", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Service::AwaitServing() const {
  const auto until = std::chrono::steady_clock::now() + kMostStart;
  while (Words().find("\"serves\"") == std::string::npos) {
    siginfo_t ended = {};
    ::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid == process_ || std::chrono::steady_clock::now() > until) {
      FAIL() << program_ << " does not serve: " << Words();
    }
    std::this_thread::sleep_for(kPause);
  }
}

void Service::Signal(int signal) const {
  WITAN_CHECK(process_ > 0 && ::kill(process_, signal) == 0, "the service does not run");
}

int Service::AwaitEnd() {
  const auto until = std::chrono::steady_clock::now() + kMostStart;
  while (std::chrono::steady_clock::now() < until) {
    siginfo_t ended = {};
    ::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid == process_) return End(SIGKILL);
    std::this_thread::sleep_for(kPause);
  }
  ADD_FAILURE() << program_ << " does not end: " << Words();
  return -1;
}

int Service::End(int signal) {
  if (process_ == 0) return 0;
  ::kill(process_, signal);
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace witan::testing
