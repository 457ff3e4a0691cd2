#include "tools/witan/json_scanner.h"

#include <algorithm>
#include <cctype>

namespace witan::cli {
namespace {

constexpr size_t kMostOpen = 100;

bool IsNumber(std::string_view word) {
  const bool has_digit =
      std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return has_digit && word.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
}

}  // namespace

bool JsonScanner::Run() {
  while (true) {
    SkipSpace();
    if (at_ < text_.size()) {
      if (!Step()) return false;
      continue;
    }
    if (want_ == Want::kEnd) return true;
    if (open_.empty()) return Fail("a value is expected and the text ends");
    return Fail(std::string("the text ends before ") + (open_.back() == '{' ? '}' : ']'));
  }
}

void JsonScanner::SkipSpace() {
  while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
    ++at_;
  }
}

bool JsonScanner::Step() {
  const char c = text_[at_];
  switch (want_) {
    case Want::kValueOrEnd:
      return c == ']' ? Close() : TakeValue();
    case Want::kValue:
      return TakeValue();
    case Want::kNameOrEnd:
      if (c == '}') return Close();
      [[fallthrough]];
    case Want::kName:
      if (c != '"') return Fail("a name in double quotes is expected");
      if (!TakeText()) return false;
      want_ = Want::kColon;
      return true;
    case Want::kColon:
      if (c != ':') return Fail("a colon is expected after the name");
      ++at_;
      want_ = Want::kValue;
      return true;
    case Want::kCommaOrEnd:
      if (c != ',') return Close();
      ++at_;
      want_ = open_.back() == '{' ? Want::kName : Want::kValue;
      return true;
    case Want::kEnd:
      return Fail("nothing is expected after the end of the value");
  }
  return false;
}

bool JsonScanner::TakeValue() {
  const char c = text_[at_];
  if (c == '{' || c == '[') return Open(c);
  if (!(c == '"' ? TakeText() : TakeWord())) return false;
  AfterValue();
  return true;
}

bool JsonScanner::TakeText() {
  const size_t begin = at_;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '"') {
      ++at_;
      return true;
    }
    if (static_cast<unsigned char>(text_[at_]) < 0x20) {
      return Fail("a text in quotes goes over the end of the line; write \\n for a line feed");
    }
    if (text_[at_] == '\\') ++at_;
  }
  at_ = begin;
  return Fail("the text in quotes that begins here has no end");
}

bool JsonScanner::TakeWord() {
  size_t end = at_;
  while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 ||
                                std::string_view("+-.").find(text_[end]) != std::string::npos)) {
    ++end;
  }
  const std::string_view word = text_.substr(at_, end - at_);
  if (word != "true" && word != "false" && word != "null" && !IsNumber(word)) {
    return Fail("a value is expected: a text in double quotes, a number, true, false, { or [");
  }
  at_ = end;
  return true;
}

bool JsonScanner::Open(char bracket) {
  if (open_.size() == kMostOpen) return Fail("more brackets are open than any command needs");
  open_.push_back(bracket);
  want_ = bracket == '{' ? Want::kNameOrEnd : Want::kValueOrEnd;
  ++at_;
  return true;
}

bool JsonScanner::Close() {
  const char wanted = open_.back() == '{' ? '}' : ']';
  if (text_[at_] != wanted) return Fail(std::string("a comma or ") + wanted + " is expected");
  open_.pop_back();
  ++at_;
  AfterValue();
  return true;
}

bool JsonScanner::Fail(std::string fault) {
  fault_ = std::move(fault);
  return false;
}

}  // namespace witan::cli
