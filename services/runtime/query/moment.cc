#include "services/runtime/query/moment.h"

#include <fmt/format.h>

#include <charconv>

#include "services/runtime/query/refusal.h"
#include "storage/base/status.h"

namespace witan::query {
namespace {

using domain::CivilDate;

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

absl::Status NoTime(std::string_view text) {
  return Refused(
      domain::ReasonId::kInvalidField,
      fmt::format("as_at.known_at is \"{}\": it must be a date (2022-07-01) or a time in "
                  "RFC 3339 (2022-07-01T09:00:00Z).",
                  text.substr(0, 40)));
}

// Exactly two digits below `limit`.
std::optional<int> TwoDigits(std::string_view text, int limit) {
  int value = 0;
  if (text.size() < 2) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 2, value);
  if (error != std::errc() || end != text.data() + 2 || value < 0 || value >= limit) {
    return std::nullopt;
  }
  return value;
}

// ".25" as microseconds; takes the digits off the front.
std::optional<int64_t> Fraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  text.remove_prefix(1);
  int64_t micros = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 6) micros = micros * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (int i = digits; i < 6; ++i) micros *= 10;
  return micros;
}

// "Z", "+01:00", "-00:30": what is to be taken from the clock time to get UTC.
std::optional<int64_t> Offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = TwoDigits(text.substr(1), 24);
  const auto minutes = TwoDigits(text.substr(4), 60);
  if (!hours || !minutes) return std::nullopt;
  const int64_t offset = *hours * kHour + *minutes * kMinute;
  return text[0] == '+' ? offset : -offset;
}

// "09:00:00.25Z" as microseconds since the beginning of the day in UTC.
std::optional<int64_t> TimeOfDay(std::string_view text) {
  if (text.size() < 9 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = TwoDigits(text, 24);
  const auto minutes = TwoDigits(text.substr(3), 60);
  const auto seconds = TwoDigits(text.substr(6), 60);
  if (!hours || !minutes || !seconds) return std::nullopt;
  text.remove_prefix(8);
  const auto fraction = Fraction(text);
  const auto offset = Offset(text);
  if (!fraction || !offset) return std::nullopt;
  return *hours * kHour + *minutes * kMinute + *seconds * kSecond + *fraction - *offset;
}

}  // namespace

Timestamp BeginOfDayInLondon(CivilDate date) {
  const Timestamp utc{date.days() * kDay};
  // London is at UTC or one hour ahead: then its day begins at 23:00 of the day before.
  const Timestamp ahead = utc - std::chrono::hours(1);
  return CivilDate::InLondon(ahead.micros) == date ? ahead : utc;
}

absl::StatusOr<Timestamp> ParseKnownAt(std::string_view text) {
  constexpr size_t kDateSize = 10;
  const auto date = CivilDate::Parse(text.substr(0, kDateSize));
  if (!date) return NoTime(text);
  if (text.size() == kDateSize) {
    return BeginOfDayInLondon(date->PlusDays(1)) - std::chrono::microseconds(1);
  }
  if (text[kDateSize] != 'T' && text[kDateSize] != 't') return NoTime(text);
  const auto time = TimeOfDay(text.substr(kDateSize + 1));
  if (!time) return NoTime(text);
  return Timestamp{date->days() * kDay + *time};
}

}  // namespace witan::query
