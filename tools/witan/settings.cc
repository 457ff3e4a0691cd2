#include "tools/witan/settings.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "storage/base/status.h"

namespace witan::cli {
namespace {

struct Name {
  const char* setting;
  const char* variable;
  std::string Settings::*member;
};

constexpr Name kNames[] = {
    {"server", "WITAN_SERVER", &Settings::server},
    {"cert", "WITAN_CERT", &Settings::cert},
    {"key", "WITAN_KEY", &Settings::key},
    {"ca", "WITAN_CA", &Settings::ca},
    {"server_name", "WITAN_SERVER_NAME", &Settings::server_name},
};

std::string Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

bool IsKnown(const std::string& name) {
  for (const Name& known : kNames) {
    if (name == known.setting) return true;
  }
  return false;
}

std::filesystem::path FilePath(std::string (*environment)(const char*)) {
  if (const std::string named = environment("WITAN_CONFIG"); !named.empty()) return named;
  if (const std::string home = environment("XDG_CONFIG_HOME"); !home.empty()) {
    return std::filesystem::path(home) / "witan";
  }
  const std::string home = environment("HOME");
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / ".config" / "witan";
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> ParseSettingsFile(std::string_view text) {
  std::map<std::string, std::string> values;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string content = Trim(line.substr(0, line.find('#')));
    if (content.empty()) continue;
    const size_t equals = content.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError(
          fmt::format("line {} is not of the form 'name = value'", number));
    }
    const std::string name = Trim(content.substr(0, equals));
    if (!IsKnown(name)) {
      return absl::InvalidArgumentError(
          fmt::format("line {} names an unknown setting '{}'", number, name));
    }
    values[name] = Trim(content.substr(equals + 1));
  }
  return values;
}

absl::StatusOr<Settings> LoadSettings(std::string (*environment)(const char* name)) {
  Settings settings;
  const std::filesystem::path path = FilePath(environment);
  std::error_code error;
  if (!environment("WITAN_CONFIG").empty() && !std::filesystem::is_regular_file(path, error)) {
    return absl::InvalidArgumentError(fmt::format(
        "The settings file {}, which WITAN_CONFIG names, is not there.", path.string()));
  }
  if (!path.empty() && std::filesystem::is_regular_file(path, error)) {
    std::ifstream file(path);
    if (!file)
      return absl::InvalidArgumentError(
          fmt::format("The settings file {} cannot be read.", path.string()));
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    auto values = ParseSettingsFile(text);
    if (!values.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: {}", path.string(), std::string(values.status().message())));
    }
    for (const Name& name : kNames) {
      if (const auto found = values->find(name.setting); found != values->end()) {
        settings.*name.member = found->second;
      }
    }
  }
  for (const Name& name : kNames) {
    if (std::string value = environment(name.variable); !value.empty()) {
      settings.*name.member = std::move(value);
    }
  }
  return settings;
}

std::string ProcessEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace witan::cli
