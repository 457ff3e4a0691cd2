#pragma once

// Distinct types for numbers that must not be mixed up: a Position is no Term and no offset.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "storage/base/uuid.h"

namespace witan {

// An unsigned 64-bit number with a name. Ordered and hashable; arithmetic only where it has
// meaning.
template <typename Tag>
class NamedNumber final {
 public:
  constexpr NamedNumber() = default;
  constexpr explicit NamedNumber(uint64_t value) : value_(value) {}
  constexpr uint64_t value() const { return value_; }
  constexpr NamedNumber Next() const { return NamedNumber(value_ + 1); }
  friend constexpr auto operator<=>(const NamedNumber&, const NamedNumber&) = default;

 private:
  uint64_t value_ = 0;
};

// Dense number of a record in the log: 1, 2, 3 ... Zero means before the first. Never an offset.
using Position = NamedNumber<struct PositionTag>;

// Number of a writer's reign. The record LogCreated has term 0, the first writer has term 1.
using Term = NamedNumber<struct TermTag>;

// Identity of one log, given when it was created. The nil id means "any log".
struct LogId {
  Uuid uuid;
  bool IsNil() const { return uuid.IsNil(); }
  std::string ToString() const { return uuid.ToString(); }
  friend auto operator<=>(const LogId&, const LogId&) = default;
};

}  // namespace witan

template <typename Tag>
struct std::hash<witan::NamedNumber<Tag>> {
  size_t operator()(const witan::NamedNumber<Tag>& number) const noexcept {
    return std::hash<uint64_t>{}(number.value());
  }
};
