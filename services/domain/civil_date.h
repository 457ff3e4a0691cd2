#pragma once

// Civil dates of the proleptic Gregorian calendar, as the record states them: "2022-07-01". They
// carry no time zone; where a moment must become a date, it is the date in Europe/London.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace witan::domain {

// A day. Ordered, cheap to copy.
class CivilDate {
 public:
  // The first and last day that the record accepts: the NHS began on 5 July 1948.
  static constexpr int kFirstYear = 1948;
  static constexpr int kLastYear = 2099;

  constexpr CivilDate() = default;

  // The date that exactly this text names (ISO 8601, ten characters), or nothing: 2022-02-30 and
  // 2022-7-1 are no dates. Years outside [kFirstYear, kLastYear] are nothing too.
  static std::optional<CivilDate> Parse(std::string_view text);
  // Days since 1970-01-01.
  static constexpr CivilDate FromDays(int32_t days) {
    CivilDate date;
    date.days_ = days;
    return date;
  }
  // The date in London at a moment given in microseconds since 1970-01-01 UTC. Knows British Summer
  // Time by the rule in force since 1996: last Sunday of March to last Sunday of October, 01:00
  // UTC.
  static CivilDate InLondon(int64_t unix_us);

  constexpr int32_t days() const { return days_; }
  constexpr CivilDate PlusDays(int32_t days) const { return FromDays(days_ + days); }
  // The first day of the NHS financial year (1 April) in which the date lies.
  CivilDate FinancialYearStart() const;
  // ISO 8601.
  std::string Text() const;

  constexpr auto operator<=>(const CivilDate&) const = default;

 private:
  int32_t days_ = 0;
};

// Whether a period of ISO texts holds on a date: `from` inclusive and empty for "not known, taken
// as always", `to` exclusive and empty for "without end".
bool HoldsOn(std::string_view from, std::string_view to, CivilDate date);

}  // namespace witan::domain
