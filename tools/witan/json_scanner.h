#pragma once

// Reads a text as JSON (RFC 8259) and stops where it is none. Values are not kept.

#include <string>
#include <string_view>
#include <vector>

namespace witan::cli {

class JsonScanner final {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  // True when the whole text is one JSON value. Without recursion, in time linear in the text.
  bool Run();

  // After false: the byte where it went wrong, and what was expected there.
  size_t at() const { return at_; }
  const std::string& fault() const { return fault_; }

 private:
  enum class Want { kValue, kValueOrEnd, kName, kNameOrEnd, kColon, kCommaOrEnd, kEnd };

  void SkipSpace();
  // One token where `want_` says what may stand. False at a fault.
  bool Step();
  bool TakeValue();
  bool TakeText();
  bool TakeWord();
  bool Open(char bracket);
  bool Close();
  bool Fail(std::string fault);
  void AfterValue() { want_ = open_.empty() ? Want::kEnd : Want::kCommaOrEnd; }

  const std::string_view text_;
  size_t at_ = 0;
  Want want_ = Want::kValue;
  // The brackets that are open: '{' and '['.
  std::vector<char> open_;
  std::string fault_;
};

}  // namespace witan::cli
