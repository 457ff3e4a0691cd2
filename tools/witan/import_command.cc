#include "tools/witan/import_command.h"

#include <fmt/format.h>
#include <grpcpp/support/status.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>

#include "storage/base/hex.h"
#include "storage/base/sha256.h"
#include "tools/witan/export.h"
#include "tools/witan/import.h"
#include "tools/witan/line_source.h"
#include "tools/witan/progress.h"
#include "tools/witan/raw_log.h"

namespace witan::cli {
namespace {

struct ImportArguments {
  std::vector<std::string> files;
  std::string on_error = "stop";
  ImportOptions options;
  bool raw = false;
  std::string data;
};

void RunRestore(Session& session, const ImportArguments& arguments) {
  if (arguments.data.empty() || arguments.files.size() != 1) {
    return session.FailUsage(absl::InvalidArgumentError(
        "A log is restored from one file into a data folder: give both, with Witan stopped."));
  }
  const bool shows_progress = isatty(STDERR_FILENO) == 1;
  const auto restored =
      RestoreFolder(arguments.files.front(), arguments.data, [&](Position position) {
        if (shows_progress) {
          std::fputs(fmt::format("\r\x1b[Krestored {}", position.value()).c_str(), stderr);
        }
      });
  if (shows_progress) std::fputs("\r\x1b[K", stderr);
  if (!restored.ok()) return session.Fail(FailureOf(restored.status()));
  const std::string hash = HexEncode(AsBytes(restored->end.hash));
  Print(session.json() ? fmt::format(R"({{"events":{},"found":{},"sha256":"{}"}})"
                                     "\n",
                                     restored->end.position.value(), restored->found, hash)
                       : fmt::format("The log is restored.\nevents    {}\nsha256    {}\n",
                                     restored->end.position.value(), hash));
}

void RunImport(Session& session, ImportArguments& arguments) {
  if (arguments.raw) return RunRestore(session, arguments);
  const std::unique_ptr<Client> client = session.Connect();
  if (client == nullptr) return;
  const auto total = CountLines(arguments.files);
  if (!total.ok()) return session.FailUsage(total.status());
  arguments.options.continue_on_error = arguments.on_error == "continue";
  Progress progress(*total, stderr, isatty(STDERR_FILENO) == 1);
  Import import(client->channel(), arguments.options, progress);
  const auto done = import.Run(arguments.files);
  progress.Finish();
  Print(session.json() ? SummaryJson(import.report())
                       : Summary(import.report(), arguments.options.validate_only));
  if (!done.ok()) {
    session.Fail(FailureOf(done.status()));
  } else if (done->refused > 0 || done->not_refused > 0) {
    session.exit_code = kExitRefused;
  }
}

void RunExport(Session& session, const ExportOptions& options, const std::string& file) {
  std::ofstream stream;
  if (!file.empty() && file != "-") {
    stream.open(file, std::ios::binary | std::ios::trunc);
    if (!stream) {
      return session.FailUsage(
          absl::InvalidArgumentError(fmt::format("The file {} cannot be written.", file)));
    }
  }
  const auto write = [&](const std::string& bytes) {
    if (!stream.is_open()) {
      Print(bytes);
      return true;
    }
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return stream.good();
  };
  absl::StatusOr<uint64_t> count = 0;
  if (!options.data.empty()) {
    count = ExportFolder(options, write);
  } else if (const std::unique_ptr<Client> client = session.Connect(); client != nullptr) {
    count = ExportEvents(*client, options, write);
  } else {
    return;
  }
  if (!count.ok()) return session.Fail(FailureOf(count.status()));
  std::fputs(fmt::format("Exported {} events.\n", *count).c_str(), stderr);
}

}  // namespace

void AddImportCommand(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* sub = app.add_subcommand("import", "Record the commands of JSON-lines files");
  sub->group("Record");
  sub->add_option("files", arguments->files, "Files; - is standard input")->required();
  sub->add_option("--on-error", arguments->on_error, "What a refused line does")
      ->check(CLI::IsMember({"stop", "continue"}))
      ->capture_default_str();
  sub->add_flag("--validate-only", arguments->options.validate_only,
                "Say what would be recorded or refused, record nothing");
  sub->add_option("--window", arguments->options.window, "Commands under way at a time")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  CLI::Option* raw = sub->add_flag(
      "--raw", arguments->raw,
      "The file holds a whole log, from `export --raw`: make the log of a data folder of it, "
      "byte for byte, with Witan stopped");
  sub->add_option("--data", arguments->data, "With --raw: the data folder; it has no log yet")
      ->needs(raw);
  sub->callback([arguments, &session] { RunImport(session, *arguments); });
}

void AddExportCommand(CLI::App& app, Session& session) {
  struct Arguments {
    ExportOptions options;
    std::string file;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* sub = app.add_subcommand("export", "Write events out, as JSON lines or as their bytes");
  sub->group("Look");
  CLI::Option* raw = sub->add_flag(
      "--raw", arguments->options.raw,
      "The whole log of a data folder as one file of its bytes, which `import --raw` takes");
  sub->add_option("--data", arguments->options.data,
                  "Data folder of a stopped Witan, instead of asking a running one");
  sub->add_option("--after", arguments->options.after, "Only events after this position")
      ->excludes(raw);
  sub->add_option("--file", arguments->file, "Where to write; standard output if not given");
  sub->callback([arguments, &session] {
    if (arguments->options.raw && arguments->options.data.empty()) {
      return session.FailUsage(absl::InvalidArgumentError(
          "The bytes of events are read from a data folder: give --data, with Witan stopped."));
    }
    RunExport(session, arguments->options, arguments->file);
  });
}

}  // namespace witan::cli
