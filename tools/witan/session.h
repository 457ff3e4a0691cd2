#pragma once

// What every subcommand shares: where Witan is, how answers are printed, what the process returns.

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/witan/client.h"
#include "tools/witan/failure.h"
#include "tools/witan/settings.h"

namespace google::protobuf {
class Message;
}

namespace witan::cli {

struct Session {
  Settings settings;
  // "table" or "json".
  std::string output = "table";
  int exit_code = kExitDone;

  bool json() const { return output == "json"; }

  // A client, or nothing after the failure was printed and the exit code set.
  std::unique_ptr<Client> Connect();

  // Prints to stderr and sets the exit code.
  void Fail(const Failure& failure);
  // A mistake on the command line.
  void FailUsage(const absl::Status& status);
};

// Columns of the terminal on stdout: its own, COLUMNS, or 160 where it is no terminal.
size_t TerminalWidth();

// The message as JSON with the names of the schema's JSON form: on one line, or indented.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, bool one_line);

// Writes to stdout. A reader that has gone away is no error.
void Print(const std::string& text);

}  // namespace witan::cli
