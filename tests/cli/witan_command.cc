#include "tests/cli/witan_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "storage/base/check.h"

namespace witan::testing {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int WaitFor(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

WitanCommand::WitanCommand(const StandaloneProcess& standalone, const std::string& certificate) {
  std::string name = standalone.folder() + "/cli_XXXXXX";
  WITAN_CHECK(::mkdtemp(name.data()) != nullptr, "no temporary folder");
  folder_ = name;
  const std::string tls = standalone.tls() + "/";
  Write("settings", fmt::format("server = {}\ncert = {}{}.pem\nkey = {}{}.key\nca = {}ca.pem\n",
                                standalone.address(), tls, certificate, tls, certificate, tls));
}

WitanCommand::~WitanCommand() {
  if (started_ != 0) {
    ::kill(started_, SIGKILL);
    WaitFor(started_);
  }
  std::filesystem::remove_all(folder_);
}

std::string WitanCommand::Path(const std::string& name) const { return folder_ + "/" + name; }

std::string WitanCommand::Write(const std::string& name, const std::string& text) const {
  std::ofstream(Path(name), std::ios::binary) << text;
  return Path(name);
}

pid_t WitanCommand::Spawn(const std::vector<std::string>& arguments) const {
  std::vector<char*> raw = {const_cast<char*>(WITAN_CLI)};
  for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
  raw.push_back(nullptr);
  const std::string in = Path("in");
  const std::string out = Path("out");
  const std::string err = Path("err");
  const std::string settings = Path("settings");
  std::filesystem::remove(out);  // what an earlier one said is not this one's
  const pid_t process = ::fork();
  if (process == 0) {
    ::setenv("WITAN_CONFIG", settings.c_str(), 1);
    ::unsetenv("COLUMNS");
    ::dup2(::open(in.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600), STDIN_FILENO);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDOUT_FILENO);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDERR_FILENO);
    ::execv(raw[0], raw.data());
    ::_exit(127);
  }
  WITAN_CHECK(process > 0, "witan cannot be started");
  return process;
}

Ran WitanCommand::Run(const std::vector<std::string>& arguments, const std::string& input) const {
  Write("in", input);
  const int code = WaitFor(Spawn(arguments));
  return {code, ReadText(Path("out")), ReadText(Path("err"))};
}

bool WitanCommand::RunAndKill(const std::vector<std::string>& arguments,
                              std::chrono::milliseconds after) const {
  const pid_t process = Spawn(arguments);
  std::this_thread::sleep_for(after);
  ::kill(process, SIGKILL);
  return WaitFor(process) == 128 + SIGKILL;
}

void WitanCommand::Start(const std::vector<std::string>& arguments) {
  WITAN_CHECK(started_ == 0, "one runs already");
  started_ = Spawn(arguments);
}

std::string WitanCommand::Printed() const { return ReadText(Path("out")); }

Ran WitanCommand::Stop() {
  ::kill(started_, SIGINT);
  return Wait();
}

Ran WitanCommand::Wait() {
  const int code = WaitFor(started_);
  started_ = 0;
  return {code, ReadText(Path("out")), ReadText(Path("err"))};
}

Ran RunShell(const std::string& line) {
  const std::string command = fmt::format("bash --norc -c '{}' 2>&1", line);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  WITAN_CHECK(pipe != nullptr, "bash cannot be started");
  Ran ran;
  std::array<char, 4096> buffer;
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.out.append(buffer.data(), size);
  }
  const int status = ::pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return ran;
}

}  // namespace witan::testing
