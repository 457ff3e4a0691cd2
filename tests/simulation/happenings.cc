#include "tests/simulation/happenings.h"

#include <fmt/format.h>

namespace witan::simulation {

Happenings& Happenings::operator+=(const Happenings& other) {
  accepted += other.accepted;
  acknowledged += other.acknowledged;
  refuted += other.refuted;
  terms += other.terms;
  passed_over += other.passed_over;
  unknown += other.unknown;
  survived += other.survived;
  crashes += other.crashes;
  return *this;
}

std::string ToString(const Happenings& happenings) {
  return fmt::format(
      "{} records accepted, {} acknowledged, {} told as not recorded, {} terms, {} passed over, "
      "{} outcomes unknown, {} records survived those, {} crashes",
      happenings.accepted, happenings.acknowledged, happenings.refuted, happenings.terms,
      happenings.passed_over, happenings.unknown, happenings.survived, happenings.crashes);
}

}  // namespace witan::simulation
