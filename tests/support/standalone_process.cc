#include "tests/support/standalone_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "services/domain/organisation/organisation.h"
#include "storage/base/check.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using witan::organisation::v1::ORGANISATION_KIND_CQC;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;

constexpr std::chrono::seconds kMostStart(30);
constexpr std::chrono::milliseconds kPause(5);

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Making certificates costs a second: once for each test program.
const std::string& Certificates() {
  static const std::string* const folder = [] {
    static char name[] = "/tmp/witan_tls_XXXXXX";
    WITAN_CHECK(::mkdtemp(name) != nullptr, "no temporary folder");
    const std::string command = fmt::format(
        "{} {} standalone gateway cli-registrar cli-cqc cli-region cli-unknown >/dev/null 2>&1",
        WITAN_DEV_CA, name);
    WITAN_CHECK(std::system(command.c_str()) == 0, "the certificates could not be made");
    std::atexit([] { fs::remove_all(name); });
    return new std::string(name);  // lives as long as the program, which removes the folder
  }();
  return *folder;
}

// Whom a certificate of this name speaks for.
std::string PrincipalEntry(const std::string& name, const std::string& organisation_id,
                           const std::string& role) {
  return fmt::format(R"({{"certificate":"spiffe://dev/{0}","principal":)"
                     R"({{"subject":"{0}","organisationId":"{1}","roles":["{2}"]}}}})",
                     name, organisation_id, role);
}

int ExitCode(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int FreePort() {
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool is_bound = ::bind(file, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                        ::getsockname(file, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  WITAN_CHECK(is_bound, "no free port");
  ::close(file);
  return ntohs(address.sin_port);
}

const std::string& StandaloneProcess::RegistrarId() {
  static const std::string id = "e1ea9416-a647-5a37-9d88-b1d23d74d957";
  return id;
}

StandaloneProcess::StandaloneProcess() : port_(FreePort()), admin_port_(FreePort()) {
  char name[] = "/tmp/witan_standalone_XXXXXX";
  WITAN_CHECK(::mkdtemp(name) != nullptr, "no temporary folder");
  folder_ = name;
  const std::string principals =
      PrincipalEntry("cli-registrar", RegistrarId(), "ROLE_REGISTRAR") + "," +
      PrincipalEntry("cli-cqc", domain::OrganisationIdOf(ORGANISATION_KIND_CQC, "CQC"),
                     "ROLE_CQC") +
      "," +
      PrincipalEntry("cli-region", domain::OrganisationIdOf(ORGANISATION_KIND_NHSE_REGION, "Y60"),
                     "ROLE_REGION");
  WriteText(folder_ + "/principals.json", fmt::format(R"({{"principals":[{}]}})", principals));
  fs::create_directory(data());
}

StandaloneProcess::~StandaloneProcess() {
  Kill();
  fs::remove_all(folder_);
}

const std::string& StandaloneProcess::tls() const { return Certificates(); }

std::string StandaloneProcess::address() const { return fmt::format("127.0.0.1:{}", port_); }

std::vector<std::string> StandaloneProcess::Arguments() const {
  const std::string& tls = Certificates();
  return {WITAN_STANDALONE,
          "--data",
          data(),
          "--listen",
          address(),
          "--admin-port",
          std::to_string(admin_port_),
          "--cert",
          tls + "/standalone.pem",
          "--key",
          tls + "/standalone.key",
          "--ca",
          tls + "/ca.pem",
          "--principals",
          folder_ + "/principals.json"};
}

pid_t StandaloneProcess::Spawn(const std::vector<std::string>& arguments) const {
  std::vector<char*> raw;
  for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
  raw.push_back(nullptr);
  const std::string words = folder_ + "/words";
  fs::remove(words);  // what an earlier process said is not this one's
  const pid_t process = ::fork();
  if (process == 0) {
    const int file = ::open(words.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    // Opened before: the user may not be allowed to reach the folder of the program.
    const int program = ::open(raw[0], O_RDONLY | O_CLOEXEC);
    if (user_ && (::setgid(*user_) != 0 || ::setuid(*user_) != 0)) ::_exit(127);
    ::fexecve(program, raw.data(), environ);
    ::_exit(127);
  }
  WITAN_CHECK(process > 0, "standalone cannot be started");
  return process;
}

std::string StandaloneProcess::Words() const { return ReadText(folder_ + "/words"); }

void StandaloneProcess::Start() {
  Launch();
  AwaitServing();
}

void StandaloneProcess::Launch() { process_ = Spawn(Arguments()); }

void StandaloneProcess::AwaitServing() {
  const auto until = std::chrono::steady_clock::now() + kMostStart;
  while (Words().find("\"serves\"") == std::string::npos) {
    const bool has_ended = ::waitpid(process_, nullptr, WNOHANG) == process_;
    if (has_ended) process_ = 0;
    if (has_ended || std::chrono::steady_clock::now() > until) {
      FAIL() << "standalone does not serve: " << Words();
    }
    std::this_thread::sleep_for(kPause);
  }
}

int StandaloneProcess::StartAndFail(const std::vector<std::string>& more, std::string* words) {
  std::vector<std::string> arguments = Arguments();
  for (size_t i = 0; i + 1 < more.size(); i += 2) {
    const auto flag = std::find(arguments.begin(), arguments.end(), more[i]);
    if (flag != arguments.end()) arguments.erase(flag, flag + 2);
    arguments.insert(arguments.end(), {more[i], more[i + 1]});
  }
  // A start that succeeds where it must not is stopped by its own alarm and gives another code.
  const pid_t process = Spawn(arguments);
  std::jthread guard([process](const std::stop_token& stop) {
    const auto until = std::chrono::steady_clock::now() + kMostStart;
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(kPause);
    }
    if (!stop.stop_requested()) ::kill(process, SIGKILL);
  });
  const int code = ExitCode(process);
  guard.request_stop();
  *words = Words();
  return code;
}

void StandaloneProcess::Kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  ExitCode(process_);
  process_ = 0;
}

void StandaloneProcess::BeginStop() { ::kill(process_, SIGTERM); }

int StandaloneProcess::Stop() {
  BeginStop();
  const int code = ExitCode(process_);
  process_ = 0;
  return code;
}

std::shared_ptr<grpc::Channel> StandaloneProcess::Channel(const std::string& name) const {
  const std::string& tls = Certificates();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadText(tls + "/ca.pem");
  options.pem_cert_chain = ReadText(fmt::format("{}/{}.pem", tls, name));
  options.pem_private_key = ReadText(fmt::format("{}/{}.key", tls, name));
  grpc::ChannelArguments arguments;
  // After a kill the next try follows at once, and no other channel's connection is shared.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  return grpc::CreateCustomChannel(address(), grpc::SslCredentials(options), arguments);
}

}  // namespace witan::testing
