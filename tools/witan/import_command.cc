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
#include "storage/base/status.h"
#include "tools/witan/export.h"
#include "tools/witan/folder_log.h"
#include "tools/witan/import.h"
#include "tools/witan/kafka_log.h"
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
  KafkaArguments kafka;
};

void RunRestore(Session& session, const ImportArguments& arguments) {
  const bool is_kafka = !arguments.kafka.connection.bootstrap.empty();
  if (arguments.data.empty() != is_kafka || arguments.files.size() != 1) {
    return session.FailUsage(absl::InvalidArgumentError(
        "A log is restored from one file, with Witan stopped: give the file, and --data or "
        "--kafka."));
  }
  const bool shows_progress = isatty(STDERR_FILENO) == 1;
  const auto progress = [&](Position position) {
    if (!shows_progress) return;
    std::fputs(fmt::format("\r\x1b[Krestored {}", position.value()).c_str(), stderr);
  };
  const std::string& file = arguments.files.front();
  const auto restored = is_kafka ? RestoreTopic(file, arguments.kafka, progress)
                                 : RestoreFolder(file, arguments.data, progress);
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
  Import import(*client, arguments.options, progress);
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

struct ExportArguments {
  ExportOptions options;
  std::string data;
  KafkaArguments kafka;
  std::string file;
};

// From the folder, the topic or the running Witan that the arguments name.
absl::StatusOr<uint64_t> ExportFrom(Session& session, const ExportArguments& arguments,
                                    const ExportSink& write) {
  if (!arguments.data.empty()) {
    const auto records = [&](const RecordVisitor& each) {
      return CheckFolderLog(arguments.data, each).status();
    };
    return ExportLog(records, arguments.options, write);
  }
  if (!arguments.kafka.connection.bootstrap.empty()) {
    ASSIGN_OR_RETURN(const auto topic, KafkaLog::Open(arguments.kafka));
    return ExportLog(RecordsOf(topic->log()), arguments.options, write);
  }
  const std::unique_ptr<Client> client = session.Connect();
  // What is wrong was said already.
  if (client == nullptr) return absl::CancelledError("");
  return ExportEvents(*client, arguments.options, write);
}

void RunExport(Session& session, const ExportArguments& arguments) {
  const std::string& file = arguments.file;
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
  absl::StatusOr<uint64_t> count = ExportFrom(session, arguments, write);
  if (absl::IsCancelled(count.status()) && session.exit_code != kExitDone) return;
  if (count.ok() && stream.is_open()) {
    stream.close();
    if (stream.fail()) count = absl::ResourceExhaustedError("The export cannot be written.");
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
  auto* data =
      sub->add_option("--data", arguments->data, "With --raw: the data folder; it has no log yet");
  AddKafkaOptions(*sub, arguments->kafka);
  AddReplicationOption(*sub, arguments->kafka);
  for (CLI::Option* place : {data, sub->get_option("--kafka")}) place->needs(raw);
  data->excludes(sub->get_option("--kafka"));
  sub->callback([arguments, &session] { RunImport(session, *arguments); });
}

void AddExportCommand(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* sub = app.add_subcommand("export", "Write events out, as JSON lines or as their bytes");
  sub->group("Look");
  CLI::Option* raw =
      sub->add_flag("--raw", arguments->options.raw,
                    "The whole log of --data or --kafka as one file of its bytes, which "
                    "`import --raw` takes");
  auto* data = sub->add_option("--data", arguments->data,
                               "Data folder of a stopped Witan, instead of asking a running one");
  AddKafkaOptions(*sub, arguments->kafka);
  data->excludes(sub->get_option("--kafka"));
  sub->add_option("--after", arguments->options.after, "Only events after this position")
      ->excludes(raw);
  sub->add_option("--file", arguments->file, "Where to write; standard output if not given");
  sub->callback([arguments, &session] {
    const bool is_of_the_log =
        !arguments->data.empty() || !arguments->kafka.connection.bootstrap.empty();
    if (arguments->options.raw && !is_of_the_log) {
      return session.FailUsage(absl::InvalidArgumentError(
          "The bytes of events are read from the log itself: give --data, with Witan stopped, or "
          "--kafka."));
    }
    RunExport(session, *arguments);
  });
}

}  // namespace witan::cli
