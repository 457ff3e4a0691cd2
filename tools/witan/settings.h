#pragma once

// Where Witan is and with which certificate to call it. What the command line says wins over the
// environment (WITAN_SERVER, WITAN_CERT, WITAN_KEY, WITAN_CA, WITAN_SERVER_NAME), which wins over
// the file: $WITAN_CONFIG, else $XDG_CONFIG_HOME/witan, else ~/.config/witan, with one
// `name = value` a line and `#` before a comment.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace witan::cli {

struct Settings {
  // host:port, or several with commas between
  std::string server = "127.0.0.1:7400";
  // Files in PEM form: the caller's certificate and its key, and the authority that signed the
  // server's.
  std::string cert;
  std::string key;
  std::string ca;
  // The name to expect in the server's certificate, where it is not the host called.
  std::string server_name;
  // For one call; an import has none.
  int64_t timeout_ms = 30'000;
};

// Lines of a settings file by name. InvalidArgument, naming the line, for an unknown setting or a
// line without `=`.
absl::StatusOr<std::map<std::string, std::string>> ParseSettingsFile(std::string_view text);

// The settings of file and environment over the defaults. `environment` answers a variable or an
// empty text. A file that WITAN_CONFIG names must be there; one of the usual places need not.
absl::StatusOr<Settings> LoadSettings(std::string (*environment)(const char* name));

// A variable of this process.
std::string ProcessEnvironment(const char* name);

}  // namespace witan::cli
