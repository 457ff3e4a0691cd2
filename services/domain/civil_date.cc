#include "services/domain/civil_date.h"

#include <fmt/format.h>

#include <chrono>

namespace witan::domain {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int64_t kMicrosPerHour = int64_t{3600} * 1'000'000;

std::optional<int> Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

year_month_day ToYmd(int32_t days) { return year_month_day(sys_days(std::chrono::days(days))); }

// 01:00 UTC on the last Sunday of a month, in microseconds since the epoch.
int64_t ClockChangeUs(year y, month m) {
  const sys_days last(y / m / std::chrono::Sunday[std::chrono::last]);
  return last.time_since_epoch().count() * 24 * kMicrosPerHour + kMicrosPerHour;
}

}  // namespace

std::optional<CivilDate> CivilDate::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = Digits(text.substr(0, 4));
  const auto m = Digits(text.substr(5, 2));
  const auto d = Digits(text.substr(8, 2));
  if (!y || !m || !d || *y < kFirstYear || *y > kLastYear) return std::nullopt;
  const year_month_day ymd(year(*y), month(static_cast<unsigned>(*m)),
                           day(static_cast<unsigned>(*d)));
  if (!ymd.ok()) return std::nullopt;
  return FromDays(static_cast<int32_t>(sys_days(ymd).time_since_epoch().count()));
}

CivilDate CivilDate::InLondon(int64_t unix_us) {
  const int64_t us_per_day = 24 * kMicrosPerHour;
  const int64_t utc_days = unix_us >= 0 ? unix_us / us_per_day : -((-unix_us - 1) / us_per_day) - 1;
  const year y = ToYmd(static_cast<int32_t>(utc_days)).year();
  const bool is_summer = unix_us >= ClockChangeUs(y, std::chrono::March) &&
                         unix_us < ClockChangeUs(y, std::chrono::October);
  const int64_t local = unix_us + (is_summer ? kMicrosPerHour : 0);
  const int64_t days = local >= 0 ? local / us_per_day : -((-local - 1) / us_per_day) - 1;
  return FromDays(static_cast<int32_t>(days));
}

CivilDate CivilDate::FinancialYearStart() const {
  const year_month_day ymd = ToYmd(days_);
  const year y =
      ymd.month() >= std::chrono::April ? ymd.year() : ymd.year() - std::chrono::years(1);
  return FromDays(
      static_cast<int32_t>(sys_days(y / std::chrono::April / 1).time_since_epoch().count()));
}

std::string CivilDate::Text() const {
  const year_month_day ymd = ToYmd(days_);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

bool HoldsOn(std::string_view from, std::string_view to, CivilDate date) {
  const auto first = CivilDate::Parse(from);
  const auto end = CivilDate::Parse(to);
  return (!first || *first <= date) && (!end || date < *end);
}

}  // namespace witan::domain
