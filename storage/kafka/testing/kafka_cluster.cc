#include "storage/kafka/testing/kafka_cluster.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>

#include "storage/base/check.h"
#include "storage/base/uuid.h"

namespace witan::storage {
namespace {

// WITAN_KAFKA: the script, given by CMake.
[[noreturn]] void RunScript(int in, int out, int nodes, const std::vector<std::string>& settings) {
  std::vector<std::string> words = {WITAN_KAFKA, "run", "--nodes", std::to_string(nodes)};
  for (const std::string& setting : settings) {
    words.emplace_back("--set");
    words.push_back(setting);
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

KafkaCluster::KafkaCluster(int nodes, const std::vector<std::string>& settings) {
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  WITAN_CHECK(::pipe2(to.data(), O_CLOEXEC) == 0 && ::pipe2(from.data(), O_CLOEXEC) == 0,
              "no pipes for the brokers");
  process_ = ::fork();
  WITAN_CHECK(process_ >= 0, "no process for the brokers");
  if (process_ == 0) RunScript(to[0], from[1], nodes, settings);
  ::close(to[0]);
  ::close(from[1]);
  to_ = ::fdopen(to[1], "w");
  from_ = ::fdopen(from[0], "r");
  bootstrap_ = ReadLine();
  folder_ = ReadLine();
  WITAN_CHECK(!folder_.empty(), "tools/kafka could not start the brokers");
}

// The end of its input ends the script, which stops the brokers.
KafkaCluster::~KafkaCluster() {
  std::fclose(to_);
  int status = 0;
  ::waitpid(process_, &status, 0);
  std::fclose(from_);
}

std::string KafkaCluster::Address(int node) const {
  std::istringstream list(bootstrap_);
  std::string address;
  for (int i = 0; i < node; ++i) std::getline(list, address, ',');
  return address;
}

std::string KafkaCluster::Folder(int node) const {
  return folder_ + "/node-" + std::to_string(node);
}

void KafkaCluster::Pause(int node) { Signal(node, SIGSTOP); }
void KafkaCluster::Resume(int node) { Signal(node, SIGCONT); }

void KafkaCluster::Start(const std::vector<int>& nodes) {
  std::string line = "start";
  for (const int node : nodes) line += " " + std::to_string(node);
  Ask(line);
}

void KafkaCluster::Stop(int node) { Ask("stop " + std::to_string(node)); }

void KafkaCluster::LimitFiles(int node, uint64_t bytes) {
  rlimit limit{};
  const pid_t process = ProcessOf(node);
  WITAN_CHECK(::prlimit(process, RLIMIT_FSIZE, nullptr, &limit) == 0, "the broker has no limits");
  limit.rlim_cur = bytes;
  WITAN_CHECK(::prlimit(process, RLIMIT_FSIZE, &limit, nullptr) == 0, "the broker is not limited");
}

pid_t KafkaCluster::ProcessOf(int node) const {
  std::ifstream file(Folder(node) + "/pid");
  pid_t process = -1;
  file >> process;
  return process;
}

void KafkaCluster::Signal(int node, int signal) {
  const pid_t process = ProcessOf(node);
  WITAN_CHECK(process > 1 && ::kill(process, signal) == 0, "the broker is not there");
}

std::string KafkaCluster::ReadLine() {
  std::string line;
  for (int c = std::fgetc(from_); c != EOF && c != '\n'; c = std::fgetc(from_)) {
    line.push_back(static_cast<char>(c));
  }
  return line;
}

void KafkaCluster::Ask(const std::string& line) {
  std::fputs((line + "\n").c_str(), to_);
  std::fflush(to_);
  WITAN_CHECK(ReadLine() == "ok", "tools/kafka could not do what was asked");
}

KafkaLogOptions OneNodeOptions(const std::string& bootstrap, const std::string& topic) {
  KafkaLogOptions options;
  options.connection.bootstrap = bootstrap;
  options.connection.client_id = "test";
  options.topic = topic;
  options.relaxed = {KafkaNeed::kReplicationFactor, KafkaNeed::kMinInsyncReplicas,
                     KafkaNeed::kFlushMessages};
  options.shrink_patience = std::chrono::milliseconds(300);
  return options;
}

std::string FreshTopic() { return "t-" + Uuid::Random().ToString(); }

}  // namespace witan::storage
