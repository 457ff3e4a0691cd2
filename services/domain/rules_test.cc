// The tables of rules and reasons, held against the code: a rule that no test shows holding and
// breaking, or a reason that nothing gives, is a row that nobody can trust.

#include "services/domain/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "services/domain/reasons.h"

namespace witan::domain {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

const fs::path kServices = fs::path(WITAN_SOURCE_FOLDER) / "services";

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The texts of the C++ files below a folder for which `wanted` holds.
template <class Wanted>
std::vector<std::string> TextsBelow(const fs::path& folder, Wanted wanted) {
  std::vector<std::string> texts;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_code = name.ends_with(".cc") || name.ends_with(".h");
    if (entry.is_regular_file() && is_code && wanted(name)) texts.push_back(TextOf(entry.path()));
  }
  return texts;
}

bool IsTest(const std::string& name) { return name.ends_with("_test.cc"); }

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Whether the text has this identifier, whole.
bool HasWord(const std::string& text, const std::string& word) {
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordCharacter(text[at - 1]);
    if (begins && (end == text.size() || !IsWordCharacter(text[end]))) return true;
  }
  return false;
}

bool HasAny(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

// What the tests named after a rule show of it.
struct Shown {
  bool holding = false;
  bool refusing = false;
};

// A test begins with its macro and ends where the next one does; its body says what it expects.
std::map<std::string, Shown> ShownByTests() {
  static const std::regex kTest(R"(TEST(?:_[FP])?\(\s*\w+,\s*(\w+)\))");
  static const std::regex kRule(R"((?:^|_)R(\d\d)(?=_))");
  std::map<std::string, Shown> shown;
  for (const std::string& text : TextsBelow(kServices / "domain", IsTest)) {
    for (auto it = std::sregex_iterator(text.begin(), text.end(), kTest);
         it != std::sregex_iterator(); ++it) {
      const auto next = std::next(it);
      const auto begin = static_cast<size_t>(it->position());
      const auto end =
          next == std::sregex_iterator() ? text.size() : static_cast<size_t>(next->position());
      const std::string body = text.substr(begin, end - begin);
      const std::string name = (*it)[1];
      for (auto rule = std::sregex_iterator(name.begin(), name.end(), kRule);
           rule != std::sregex_iterator(); ++rule) {
        Shown& of_rule = shown["R-" + (*rule)[1].str()];
        const std::string refusal = "R_" + (*rule)[1].str();
        of_rule.holding |=
            HasAny(body, {"OUTCOME_HELD", "ExpectHeld", "\"\")", "EXPECT_TRUE", "nullptr"});
        of_rule.refusing |= HasAny(body, {"\"" + refusal, " " + refusal, "OUTCOME_FLAGGED",
                                          "OUTCOME_BROKEN", "EXPECT_FALSE"});
      }
    }
  }
  return shown;
}

TEST(Rules, AreEachShownHoldingAndRefusing) {
  const auto shown = ShownByTests();
  for (const Rule& rule : Rules()) {
    const std::string name = RuleName(rule.id);
    const auto it = shown.find(name);
    ASSERT_NE(it, shown.end()) << name << " has no test of its name";
    EXPECT_TRUE(it->second.holding) << name << " is never shown holding";
    EXPECT_TRUE(it->second.refusing) << name << " is never shown refusing or flagging";
  }
}

TEST(Rules, AreNamedByNoTestThatTheTableDoesNotHave) {
  for (const auto& [name, shown] : ShownByTests()) {
    EXPECT_TRUE(ParseRule(name).has_value()) << name;
  }
}

TEST(Rules, StandInOrderWithSentenceAndSource) {
  int last = 0;
  for (const Rule& rule : Rules()) {
    const std::string name = RuleName(rule.id);
    EXPECT_GE(static_cast<int>(rule.id), last) << name;
    last = static_cast<int>(rule.id);
    EXPECT_TRUE(rule.sentence.ends_with(".")) << name;
    EXPECT_FALSE(rule.source.empty()) << name;
    EXPECT_FALSE(LevelName(rule.level).empty()) << name;
    for (const std::string_view day : {rule.from, rule.until}) {
      EXPECT_TRUE(day.empty() || CivilDate::Parse(day)) << name;
    }
    EXPECT_EQ(ParseRule(name), rule.id);
  }
}

TEST(Rules, AreRecordableAsFactsButForThoseThatGuardTheRecord) {
  std::set<std::string> never;
  for (const Rule& rule : Rules()) {
    if (!rule.fact_recordable) never.insert(RuleName(rule.id));
  }
  EXPECT_THAT(never,
              ::testing::ElementsAre("R-05", "R-06", "R-14", "R-28", "R-46", "R-62", "R-64"));
}

TEST(Rules, AreParsedOnlyAsTheyAreWritten) {
  EXPECT_EQ(ParseRule("R-17"), RuleId::k17);
  EXPECT_EQ(RuleReason(RuleId::k05), "R_05");
  for (const std::string_view text : {"R-99", "R_17", "r-17", "R-5", "", "17"}) {
    EXPECT_FALSE(ParseRule(text).has_value()) << text;
  }
}

TEST(Reasons, EachHaveANameOfTheirOwnASentenceAndACode) {
  static const std::regex kName("[A-Z][A-Z_]*[A-Z]");
  std::set<std::string_view> names;
  for (const Reason& reason : Reasons()) {
    EXPECT_TRUE(std::regex_match(std::string(reason.name), kName)) << reason.name;
    EXPECT_TRUE(names.insert(reason.name).second) << reason.name << " is there twice";
    EXPECT_TRUE(reason.sentence.ends_with(".")) << reason.name;
    EXPECT_NE(reason.code, absl::StatusCode::kOk) << reason.name;
    EXPECT_EQ(&ReasonOf(reason.id), &reason) << reason.name;
  }
}

// The enumerators of ReasonId, by the header that declares them.
std::vector<std::string> ReasonIds() {
  const std::string header = TextOf(kServices / "domain" / "reasons.h");
  const size_t begin = header.find("enum class ReasonId {");
  const std::string body = header.substr(begin, header.find("};", begin) - begin);
  static const std::regex kId(R"(\bk[A-Z]\w+)");
  std::vector<std::string> ids;
  for (auto it = std::sregex_iterator(body.begin(), body.end(), kId); it != std::sregex_iterator();
       ++it) {
    ids.push_back(it->str());
  }
  return ids;
}

TEST(Reasons, AreEachGivenSomewhere) {
  const auto texts = TextsBelow(kServices, [](const std::string& name) {
    return !IsTest(name) && name != "reasons.h" && name != "reasons.cc";
  });
  // The gateway, which is not C++, gives some by their names.
  std::string gateway;
  for (const auto& entry : fs::recursive_directory_iterator(kServices / "gateway")) {
    if (entry.is_regular_file() && entry.path().extension() == ".ts") {
      gateway += TextOf(entry.path());
    }
  }
  const std::vector<std::string> ids = ReasonIds();
  ASSERT_EQ(ids.size(), Reasons().size());
  std::vector<std::string> unused;
  for (size_t i = 0; i < ids.size(); ++i) {
    ASSERT_EQ(static_cast<size_t>(Reasons()[i].id), i) << "the catalogue is in the enum's order";
    const bool is_given =
        std::any_of(texts.begin(), texts.end(),
                    [&](const std::string& text) { return HasWord(text, ids[i]); }) ||
        gateway.find(std::string(Reasons()[i].name)) != std::string::npos;
    if (!is_given) unused.push_back(ids[i]);
  }
  EXPECT_THAT(unused, IsEmpty());
}

}  // namespace
}  // namespace witan::domain
