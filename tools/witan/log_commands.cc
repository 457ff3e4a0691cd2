#include "tools/witan/log_commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "storage/base/hex.h"
#include "storage/base/status.h"
#include "tools/witan/cells.h"
#include "tools/witan/folder_log.h"
#include "tools/witan/kafka_log.h"

namespace witan::cli {
namespace {

using storage::Cursor;

// Records between two lines of progress.
constexpr uint64_t kProgressStep = 1'000;

struct LogArguments {
  std::string data;
  KafkaArguments kafka;
  std::string origin = "witan log create";

  bool is_kafka() const { return !kafka.connection.bootstrap.empty(); }
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

// The text while the other lines of a terminal go on; nothing where nobody looks.
class Counter final {
 public:
  ~Counter() {
    if (is_shown_) std::fputs("\r\x1b[K", stderr);
  }
  void Show(Position position) const {
    if (is_shown_) std::fputs(fmt::format("\r\x1b[Kchecked {}", position.value()).c_str(), stderr);
  }

 private:
  const bool is_shown_ = isatty(STDERR_FILENO) == 1;
};

void CreateKafkaLog(Session& session, const LogArguments& arguments) {
  auto made = KafkaLog::Make(arguments.kafka);
  if (!made.ok()) return session.Fail(FailureOf(made.status()));
  const LogId log_id{Uuid::Random()};
  const auto created = (*made)->log().Create(log_id, arguments.origin);
  if (!created.ok()) return session.Fail(FailureOf(created.status()));
  Print(session.json() ? CursorJson(*created) + "\n"
                       : fmt::format("Created the log {} in the topic {}.\n", log_id.ToString(),
                                     arguments.kafka.topic));
}

// A topic holds no sum of its records that could be asked for: looking at it reads it through.
absl::StatusOr<storage::KafkaInspection> ReadKafkaLog(const LogArguments& arguments) {
  ASSIGN_OR_RETURN(const auto opened, KafkaLog::Open(arguments.kafka));
  const Counter counter;
  return opened->log().Verify([&](Position position) { counter.Show(position); });
}

void VerifyKafkaLog(Session& session, const LogArguments& arguments) {
  const auto found = ReadKafkaLog(arguments);
  if (!found.ok()) return session.Fail(FailureOf(found.status()));
  if (session.json()) {
    Print(fmt::format(R"({{"events":{},"end":{},"passedOver":{},"endOffset":{}}})"
                      "\n",
                      found->end.position.value(), CursorJson(found->end), found->passed_over,
                      found->end_offset));
    return;
  }
  Print(fmt::format("Every record is there, whole and in order.\nevents    {}\n",
                    found->end.position.value()) +
        CursorLines(found->end) +
        fmt::format("offsets   {}, of which {} hold records of replaced writers\n",
                    found->end_offset, found->passed_over));
}

void InspectKafkaLog(Session& session, const LogArguments& arguments) {
  auto opened = KafkaLog::Open(arguments.kafka);
  if (!opened.ok()) return session.Fail(FailureOf(opened.status()));
  const storage::KafkaTopicReport& report = (*opened)->log().report();
  if (!session.json()) {
    Print(fmt::format("topic     {}\nreplicas  {}\nlargest   {} bytes\n", arguments.kafka.topic,
                      report.replication_factor, report.max_message_bytes));
    for (const storage::KafkaShortfall& each : report.relaxed) {
      Print(fmt::format("relaxed   {} is {}, needed is {}\n", Name(each.need), each.found,
                        each.needed));
    }
  }
  VerifyKafkaLog(session, arguments);
}

void CreateLog(Session& session, const LogArguments& arguments) {
  if (arguments.is_kafka()) return CreateKafkaLog(session, arguments);
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
  if (arguments.is_kafka()) return VerifyKafkaLog(session, arguments);
  const auto checked = [&] {
    const Counter counter;
    return CheckFolderLog(arguments.data, [&](const storage::AcceptedRecord& record) {
      const Position position = record.header.position;
      if (position.value() % kProgressStep == 0) counter.Show(position);
      return absl::OkStatus();
    });
  }();
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
  if (arguments.is_kafka()) return InspectKafkaLog(session, arguments);
  const auto found = InspectFolderLog(arguments.data);
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
  CLI::App* log = app.add_subcommand(
      "log", "The log itself: in the data folder of a stopped Witan, or on Kafka");
  log->require_subcommand(1);
  log->group("Keep");
  auto arguments = std::make_shared<LogArguments>();
  const auto add = [&](const char* name, const char* what,
                       void (*run)(Session&, const LogArguments&)) {
    CLI::App* sub = log->add_subcommand(name, what);
    auto* data = sub->add_option("--data", arguments->data, "Data folder");
    AddKafkaOptions(*sub, arguments->kafka);
    auto* place = sub->add_option_group("Where the log is", "One of them");
    place->add_options(data, sub->get_option("--kafka"));
    place->require_option(1);
    sub->callback([arguments, &session, run] { run(session, *arguments); });
    return sub;
  };
  CLI::App* create = add("create", "Begin a new log; refused where there is one", &CreateLog);
  create->add_option("--origin", arguments->origin, "Where the log comes from, in words")
      ->capture_default_str();
  AddReplicationOption(*create, arguments->kafka);
  add("verify", "Check every record's hash, link and number", &VerifyLog);
  add("inspect", "Say where the log ends and how large it is", &InspectLog);
}

}  // namespace witan::cli
