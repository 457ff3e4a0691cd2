#include "tests/cli/import_lines.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <map>

#include "storage/base/check.h"

namespace witan::testing {
namespace {

std::vector<std::string> Generate(const std::string& name) {
  const std::string command =
      fmt::format("'{}' '{}/{}/generate.mjs'", WITAN_NODE, WITAN_DEPLOY_FOLDER, name);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  WITAN_CHECK(pipe != nullptr, "the generator cannot be started");
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), size);
  }
  WITAN_CHECK(::pclose(pipe) == 0, "the generator failed");
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

const std::vector<std::string>& ImportLines(const std::string& name) {
  static std::map<std::string, std::vector<std::string>> made;
  const auto [found, is_new] = made.try_emplace(name);
  if (is_new) found->second = Generate(name);
  return found->second;
}

std::string FileOf(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace witan::testing
