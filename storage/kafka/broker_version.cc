#include "storage/kafka/broker_version.h"

#include <charconv>
#include <system_error>

namespace witan::storage {
namespace {

constexpr std::string_view kBefore = "ApiKey Fetch (1) Versions ";
constexpr std::string_view kBetween = "..";

}  // namespace

std::optional<int> FetchVersionOf(std::string_view line) {
  const size_t at = line.find(kBefore);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view range = line.substr(at + kBefore.size());
  const size_t between = range.find(kBetween);
  if (between == std::string_view::npos) return std::nullopt;
  const std::string_view newest = range.substr(between + kBetween.size());
  int version = 0;
  const auto [end, error] = std::from_chars(newest.data(), newest.data() + newest.size(), version);
  if (error != std::errc() || end == newest.data()) return std::nullopt;
  return version;
}

}  // namespace witan::storage
