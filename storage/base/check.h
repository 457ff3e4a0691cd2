#pragma once

// WITAN_CHECK stops the process when one of our own invariants is broken. It is never applied to
// input: what comes from outside is answered with a Status.

#include <string_view>

namespace witan {

// Writes file, line, condition and message to stderr in one write, then aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition,
                              std::string_view message);

}  // namespace witan

#define WITAN_CHECK(condition, message)                              \
  do {                                                               \
    if (!(condition)) [[unlikely]] {                                 \
      ::witan::CheckFailed(__FILE__, __LINE__, #condition, message); \
    }                                                                \
  } while (false)
