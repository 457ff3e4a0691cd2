#include "tools/witan/session.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace witan::cli {

std::unique_ptr<Client> Session::Connect() {
  auto client = Client::Create(settings);
  if (client.ok()) return *std::move(client);
  FailUsage(client.status());
  return nullptr;
}

void Session::Fail(const Failure& failure) {
  std::fputs(Render(failure).c_str(), stderr);
  exit_code = ExitCode(failure);
}

void Session::FailUsage(const absl::Status& status) {
  std::fputs((std::string(status.message()) + "\n").c_str(), stderr);
  exit_code = kExitUsage;
}

size_t TerminalWidth() {
  constexpr size_t kWidthOfNoTerminal = 160;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0) {
    return size.ws_col;
  }
  const char* columns = std::getenv("COLUMNS");
  const int given = columns == nullptr ? 0 : std::atoi(columns);
  return given > 0 ? static_cast<size_t>(given) : kWidthOfNoTerminal;
}

absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, bool one_line) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = !one_line;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return absl::InternalError(status.message().ToString());
  if (json.empty() || json.back() != '\n') json.push_back('\n');
  return json;
}

void Print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace witan::cli
