#pragma once

// Runs the command line as its users do: the real program, its exit code and what it printed.

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/standalone_process.h"

namespace witan::testing {

// Exit codes of the command line.
inline constexpr int kDone = 0;
inline constexpr int kWrongUse = 2;
inline constexpr int kRefused = 3;
inline constexpr int kUnavailable = 4;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

// For one thread at a time. Files of its own in the standalone's folder.
class WitanCommand final {
 public:
  // Calls with this certificate: "cli-registrar", "cli-cqc". `standalone` outlives it.
  WitanCommand(const StandaloneProcess& standalone, const std::string& certificate);
  ~WitanCommand();
  WitanCommand(const WitanCommand&) = delete;
  WitanCommand& operator=(const WitanCommand&) = delete;

  // Runs it to its end; `input` is its standard input.
  Ran Run(const std::vector<std::string>& arguments, const std::string& input = "") const;
  // Runs it and kills it with SIGKILL after this time. True when it had not ended by itself.
  bool RunAndKill(const std::vector<std::string>& arguments, std::chrono::milliseconds after) const;

  // Runs it beside the test; one at a time. Wait waits for its end, Stop sends SIGINT before.
  void Start(const std::vector<std::string>& arguments);
  // What the started one has printed until now.
  std::string Printed() const;
  Ran Wait();
  Ran Stop();

  // Writes a file beside the settings; returns its path.
  std::string Write(const std::string& name, const std::string& text) const;

 private:
  pid_t Spawn(const std::vector<std::string>& arguments) const;
  std::string Path(const std::string& name) const;

  std::string folder_;
  pid_t started_ = 0;
};

// Runs a line of bash; what it prints on standard error stands in `out` too.
Ran RunShell(const std::string& line);

}  // namespace witan::testing
