#include "storage/base/check.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace witan {

void CheckFailed(const char* file, int line, const char* condition, std::string_view message) {
  const std::string text =
      fmt::format("{}:{}: check failed: {}: {}\n", file, line, condition, message);
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  std::abort();
}

}  // namespace witan
