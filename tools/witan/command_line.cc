#include "tools/witan/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "tools/witan/completion.h"
#include "tools/witan/import_command.h"
#include "tools/witan/log_commands.h"
#include "tools/witan/rpc_commands.h"
#include "tools/witan/session.h"

namespace witan::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 refused, 4 not reachable or too busy.\n"
    "Settings come from the options, then WITAN_SERVER, WITAN_CERT, WITAN_KEY, WITAN_CA and\n"
    "WITAN_SERVER_NAME, then the file that WITAN_CONFIG names, or else ~/.config/witan, with "
    "lines\n"
    "like 'server = 127.0.0.1:7400'.";

void AddConnectionOptions(CLI::App& app, Session& session) {
  app.add_option("--server", session.settings.server,
                 "host:port, or several with commas: the first that answers is used")
      ->capture_default_str();
  app.add_option("--cert", session.settings.cert, "Certificate of the caller, PEM");
  app.add_option("--key", session.settings.key, "Its key, PEM");
  app.add_option("--ca", session.settings.ca, "Authority of the server's certificate, PEM");
  app.add_option("--server-name", session.settings.server_name,
                 "Name in the server's certificate, where it is not the host");
  app.add_option("--timeout-ms", session.settings.timeout_ms, "Deadline of one call")
      ->check(CLI::Range(1, 3'600'000))
      ->capture_default_str();
  app.add_option("-o,--output", session.output, "How answers are printed")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
}

void AddCompletionCommand(CLI::App& app) {
  CLI::App* completion = app.add_subcommand("completion", "Completion for the shell");
  completion->require_subcommand(1);
  completion->group("Help");
  const auto add = [&](const char* name, const char* how, Shell shell) {
    completion->add_subcommand(name, how)->callback([shell] { Print(CompletionScript(shell)); });
  };
  add("bash", "source <(witan completion bash)", Shell::kBash);
  add("zsh", "source <(witan completion zsh)", Shell::kZsh);
  add("fish", "witan completion fish | source", Shell::kFish);
}

int Complete(const CLI::App& app, int argc, char** argv) {
  std::string text;
  for (const std::string& word : Completions(app, {argv + 2, argv + argc})) text += word + "\n";
  Print(text);
  return kExitDone;
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  // gRPC's own log lines say to nobody what the answers do not; who wants them sets the variable.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  Session session;
  auto settings = LoadSettings(&ProcessEnvironment);
  if (!settings.ok()) {
    session.FailUsage(settings.status());
    return session.exit_code;
  }
  session.settings = *std::move(settings);
  CLI::App app{"Records how health systems are governed, and asks what was recorded", "witan"};
  app.require_subcommand(1);
  app.fallthrough();
  AddConnectionOptions(app, session);
  AddRpcCommands(app, session);
  AddImportCommand(app, session);
  AddExportCommand(app, session);
  AddLogCommands(app, session);
  AddCompletionCommand(app);
  // Last, so that subcommands do not inherit it.
  app.footer(kFooter);
  if (argc > 1 && argv[1] == kCompleteWord) return Complete(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // CLI11 misses a command before it says that a word is none.
    const std::vector<std::string> unknown = app.remaining(true);
    if (unknown.empty()) {
      app.exit(error);
    } else {
      session.FailUsage(absl::InvalidArgumentError(fmt::format(
          "There is no command or option \"{}\" here. Run with --help for those that there are.",
          unknown.front())));
    }
    return kExitUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return session.exit_code;
}

}  // namespace witan::cli
