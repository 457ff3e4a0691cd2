#include "tools/witan/log_commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "storage/base/hex.h"
#include "tools/witan/cells.h"
#include "tools/witan/folder_log.h"

namespace witan::cli {
namespace {

using storage::Cursor;

// Records between two lines of progress.
constexpr uint64_t kProgressStep = 1'000;

struct LogArguments {
  std::string data;
  std::string origin = "witan log create";
};

std::string HashText(const Hash& hash) { return HexEncode(AsBytes(hash)); }

std::string CursorJson(const Cursor& cursor) {
  return fmt::format(R"({{"logId":"{}","position":{},"term":{},"sha256":"{}","recordedAtUs":{}}})",
                     cursor.log_id.ToString(), cursor.position.value(), cursor.term.value(),
                     HashText(cursor.hash), cursor.recorded_at.micros);
}

std::string CursorLines(const Cursor& cursor) {
  return fmt::format("log       {}\nposition  {}\nterm      {}\nsha256    {}\nrecorded  {}\n",
                     cursor.log_id.ToString(), cursor.position.value(), cursor.term.value(),
                     HashText(cursor.hash), UtcTime(cursor.recorded_at.micros));
}

void CreateLog(Session& session, const LogArguments& arguments) {
  auto folder = FolderLog::Open(arguments.data, true);
  if (!folder.ok()) return session.Fail(FailureOf(folder.status()));
  const LogId log_id{Uuid::Random()};
  const auto created = (*folder)->log().Create(log_id, arguments.origin);
  if (!created.ok()) return session.Fail(FailureOf(created.status()));
  Print(session.json() ? CursorJson(*created) + "\n"
                       : fmt::format("Created the log {} in {}.\n", log_id.ToString(),
                                     LogFolder(arguments.data)));
}

void VerifyLog(Session& session, const LogArguments& arguments) {
  const bool shows_progress = isatty(STDERR_FILENO) == 1;
  const auto checked = CheckFolderLog(arguments.data, [&](Position position) {
    if (shows_progress && position.value() % kProgressStep == 0) {
      std::fputs(fmt::format("\r\x1b[Kchecked {}", position.value()).c_str(), stderr);
    }
  });
  if (shows_progress) std::fputs("\r\x1b[K", stderr);
  if (!checked.ok()) return session.Fail(FailureOf(checked.status()));
  const uint64_t events = checked->end.position.value();
  if (session.json()) {
    Print(fmt::format(R"({{"events":{},"end":{},"tailWasTorn":{}}})"
                      "\n",
                      events, CursorJson(checked->end), checked->tail_was_torn));
    return;
  }
  Print(fmt::format("Every record is there, whole and in order.\nevents    {}\n", events) +
        CursorLines(checked->end));
  if (checked->tail_was_torn) {
    Print("The last write was cut off. It was never acknowledged; the next start drops it.\n");
  }
}

void InspectLog(Session& session, const LogArguments& arguments) {
  auto folder = FolderLog::Open(arguments.data, false);
  if (!folder.ok()) return session.Fail(FailureOf(folder.status()));
  const auto found = (*folder)->log().Inspect();
  if (!found.ok()) return session.Fail(FailureOf(found.status()));
  if (session.json()) {
    Print(fmt::format(R"({{"end":{},"bytesOnDisk":{},"tail":{}}})"
                      "\n",
                      CursorJson(found->end), found->bytes_on_disk, CursorJson(found->tail_file)));
    return;
  }
  Print(CursorLines(found->end) +
        fmt::format("bytes     {}\ntail      vouches for positions up to {}\n",
                    found->bytes_on_disk, found->tail_file.position.value()));
}

}  // namespace

void AddLogCommands(CLI::App& app, Session& session) {
  CLI::App* log = app.add_subcommand("log", "The embedded log in a data folder, Witan stopped");
  log->require_subcommand(1);
  log->group("Keep");
  auto arguments = std::make_shared<LogArguments>();
  const auto add = [&](const char* name, const char* what,
                       void (*run)(Session&, const LogArguments&)) {
    CLI::App* sub = log->add_subcommand(name, what);
    sub->add_option("--data", arguments->data, "Data folder")->required();
    sub->callback([arguments, &session, run] { run(session, *arguments); });
    return sub;
  };
  add("create", "Begin a new log; refused where there is one", &CreateLog)
      ->add_option("--origin", arguments->origin, "Where the log comes from, in words")
      ->capture_default_str();
  add("verify", "Check every record's hash, link and number", &VerifyLog);
  add("inspect", "Say where the log ends and how large it is", &InspectLog);
}

}  // namespace witan::cli
