// what a limit allows. All amounts are pence in 64 bits: a field holds at most £1 trillion,
// which leaves room for the sums of any history.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "services/domain/scheme/scheme.h"

namespace witan::domain {
namespace {

using witan::common::v1::Money;
using witan::common::v1::Value;
using witan::scheme::v1::Limit;
using witan::scheme::v1::LimitBasis;

constexpr int64_t kPeople = 100'000;
// More people than live anywhere: keeps the scaling within 64 bits.
constexpr uint64_t kMostPeople = 1'000'000'000;

int64_t SaturatedSum(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<int64_t>::max() : sum;
}

bool IsPerHead(LimitBasis basis) {
  return basis == witan::scheme::v1::LIMIT_BASIS_PER_100000_PEOPLE ||
         basis == witan::scheme::v1::LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE;
}

int64_t CeilingOf(int64_t pence, const Limit& limit) {
  if (!IsPerHead(limit.basis())) return pence;
  const auto people = static_cast<int64_t>(std::min(limit.population(), kMostPeople));
  int64_t whole = 0;
  if (__builtin_mul_overflow(pence / kPeople, people, &whole)) {
    return std::numeric_limits<int64_t>::max();
  }
  return SaturatedSum(whole, pence % kPeople * people / kPeople);
}

std::string_view BasisWords(LimitBasis basis) {
  switch (basis) {
    case witan::scheme::v1::LIMIT_BASIS_PER_DECISION:
      return "for one decision";
    case witan::scheme::v1::LIMIT_BASIS_PER_COMMITMENT:
      return "over the life of the commitment";
    case witan::scheme::v1::LIMIT_BASIS_PER_YEAR:
      return "in the financial year";
    case witan::scheme::v1::LIMIT_BASIS_PER_100000_PEOPLE:
      return "for one decision and this population";
    case witan::scheme::v1::LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE:
      return "in the financial year for this population";
    default:  // open enum of proto3; fields were checked
      return "";
  }
}

// One part, revenue or capital, of a value against a limit.
struct Part {
  std::string_view name;
  std::optional<int64_t> asked;
  int64_t used = 0;
  std::optional<int64_t> limit;
};

void CheckPart(const Part& part, const Limit& limit, LimitCheck& check) {
  if (!part.asked) return;
  if (!part.limit) {
    check.is_complete = false;
    check.sentence += fmt::format("No limit on {} is recorded, and {} is asked for. ", part.name,
                                  Pounds(*part.asked));
    return;
  }
  const int64_t ceiling = CeilingOf(*part.limit, limit);
  const bool held = SaturatedSum(*part.asked, part.used) <= ceiling;
  check.held = check.held && held;
  check.sentence +=
      fmt::format("{} {}{} {} the limit of {} {}. ", Pounds(*part.asked), part.name,
                  part.used == 0 ? "" : fmt::format(" with {} used before", Pounds(part.used)),
                  held ? "stays within" : "is over", Pounds(ceiling), BasisWords(limit.basis()));
}

std::optional<int64_t> PenceOf(bool is_there, const Money& money) {
  return is_there ? std::optional<int64_t>(money.pence()) : std::nullopt;
}

}  // namespace

LimitWindow WindowOf(LimitBasis basis) {
  switch (basis) {
    case witan::scheme::v1::LIMIT_BASIS_PER_COMMITMENT:
      return LimitWindow::kCommitment;
    case witan::scheme::v1::LIMIT_BASIS_PER_YEAR:
    case witan::scheme::v1::LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE:
      return LimitWindow::kFinancialYear;
    default:  // open enum of proto3: the others look at one decision
      return LimitWindow::kDecision;
  }
}

LimitCheck CheckLimit(const Limit& limit, const Value& value, const Value& used) {
  LimitCheck check;
  const Value& up_to = limit.up_to();
  CheckPart({.name = "revenue",
             .asked = PenceOf(value.has_revenue(), value.revenue()),
             .used = used.revenue().pence(),
             .limit = PenceOf(up_to.has_revenue(), up_to.revenue())},
            limit, check);
  CheckPart({.name = "capital",
             .asked = PenceOf(value.has_capital(), value.capital()),
             .used = used.capital().pence(),
             .limit = PenceOf(up_to.has_capital(), up_to.capital())},
            limit, check);
  if (check.sentence.empty()) check.sentence = "No value is stated that the limit could hold. ";
  check.sentence.pop_back();
  return check;
}

Value Sum(const Value& a, const Value& b) {
  Value sum;
  if (a.has_revenue() || b.has_revenue()) {
    sum.mutable_revenue()->set_pence(SaturatedSum(a.revenue().pence(), b.revenue().pence()));
  }
  if (a.has_capital() || b.has_capital()) {
    sum.mutable_capital()->set_pence(SaturatedSum(a.capital().pence(), b.capital().pence()));
  }
  return sum;
}

std::string Pounds(int64_t pence) {
  std::string digits = fmt::format("{}", pence / 100);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return pence % 100 == 0 ? fmt::format("£{}", digits)
                          : fmt::format("£{}.{:02}", digits, pence % 100);
}

std::string DescribedValue(const Value& value) {
  std::string words;
  if (value.has_revenue()) words = fmt::format("{} revenue", Pounds(value.revenue().pence()));
  if (value.has_capital()) {
    words +=
        fmt::format("{}{} capital", words.empty() ? "" : " and ", Pounds(value.capital().pence()));
  }
  return words.empty() ? "no value" : words;
}

}  // namespace witan::domain
