#pragma once

// The settings of a program: flags, or lines `name = value` of the one file that --config names, by
// the same names; a flag wins over the file. What is not known is refused in both, by its name.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace CLI {
class App;
}

namespace witan::runtime {

// What a command line asks for.
enum class Wish { kRun, kCheck, kNothing };

// For one thread. What is handed in by reference gets its value from Parse, and shows its value of
// before as the default.
class CommandLine final {
 public:
  CommandLine(const std::string& purpose, const std::string& version);
  ~CommandLine();

  void Text(const std::string& name, std::string& value, const std::string& help);
  // Parse refuses to run without it.
  void NeededText(const std::string& name, std::string& value, const std::string& help);
  // A whole number between the two, both included; `help` says its unit.
  void Number(const std::string& name, int64_t& value, int64_t least, int64_t most,
              const std::string& help);
  void Flag(const std::string& name, bool& value, const std::string& help);

  // Besides the settings there are --config FILE, --check, --version and --help; the last two are
  // answered on stdout and leave nothing to do. InvalidArgument: a sentence that names the setting
  // or the file.
  absl::StatusOr<Wish> Parse(int argc, const char* const* argv);

  // All settings, as a file names them.
  const std::vector<std::string>& names() const { return names_; }

 private:
  const std::string version_;
  std::unique_ptr<CLI::App> app_;
  std::vector<std::string> names_;
  bool wants_check_ = false;
};

}  // namespace witan::runtime
