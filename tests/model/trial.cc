#include "tests/model/trial.h"

#include <fmt/format.h>

#include <sstream>

namespace witan::testing {

Verdict VerdictOf(const std::string& text) {
  Verdict verdict;
  std::istringstream words(text);
  for (std::string word; words >> word;) verdict.insert(word.ends_with('!') ? "FIELD" : word);
  return verdict;
}

std::string Dice::Date() {
  const size_t month = 6 + Below(30);  // months after the end of 2021
  return fmt::format("{}-{:02}-{:02}", 2022 + month / 12, 1 + month % 12, 1 + Below(28));
}

}  // namespace witan::testing
