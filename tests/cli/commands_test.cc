// Commands as a board's secretary gives them: recorded, refused with the rule, or wrongly written.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/base/uuid.h"
#include "tests/cli/demonstrated.h"
#include "tests/cli/import_lines.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Commands : public Demonstrated {
 protected:
  // The JSON of a recorded decision of the demonstration, header and content, with another title,
  // record and request.
  static std::string DecisionJson(const std::string& title, const std::string& new_title) {
    for (const std::string& line : ImportLines("demonstration")) {
      const bool is_it = line.find("\"decisionMade\"") != std::string::npos &&
                         line.find("\"title\":\"" + title + "\"") != std::string::npos &&
                         line.find("expectRefusal") == std::string::npos;
      if (!is_it) continue;
      std::string json = line;
      Replace(json, "{\"decisionMade\":", "");
      json.pop_back();
      Replace(json, title, new_title);
      json.replace(json.find("\"requestId\":\"") + 13, 36, Uuid::Random().ToString());
      json.replace(json.find("\"recordId\":\"") + 12, 36, Uuid::Random().ToString());
      return json;
    }
    ADD_FAILURE() << "the demonstration has no decision " << title;
    return "";
  }

  static void Replace(std::string& text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << text;
    text.replace(at, from.size(), to);
  }
};

TEST_F(Commands, ADecisionIsRefusedWithRuleAndSourceMendedAndRecorded) {
  std::string json = DecisionJson("Clinic refurbishment for £240,000", "Roof of the clinic");
  const std::string in_limit = json;
  Replace(json, "24000000", "30000000");
  const Ran refused = registrar_.Run({"decision", "make", "--json", "-"}, json);
  EXPECT_EQ(refused.code, kRefused);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("£300,000 revenue is over the limit of £250,000"));
  EXPECT_THAT(refused.err, HasSubstr("\n  R-18"));
  EXPECT_THAT(refused.err, HasSubstr("[source: "));
  const Ran recorded = registrar_.Run({"decision", "make", "--json", "-"}, in_limit);
  EXPECT_EQ(recorded.code, kDone) << recorded.err;
  EXPECT_THAT(recorded.out, HasSubstr("record id: "));
  // The same command again is the same decision.
  const Ran again = registrar_.Run({"decision", "make", "--json", "-"}, in_limit);
  EXPECT_EQ(again.code, kDone);
  EXPECT_THAT(again.out, HasSubstr("repeated: yes"));
}

TEST_F(Commands, OptionsWinOverTheFile) {
  const std::string json =
      DecisionJson("Clinic refurbishment for £240,000", "Stairs of the clinic");
  const Ran ran = registrar_.Run({"decision", "make", "--json", registrar_.Write("d.json", json),
                                  "--title", "Lift of the clinic", "--validate-only"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("validated only: yes"));
}

TEST_F(Commands, WhatIsMissingIsNamedFieldByField) {
  const Ran ran = registrar_.Run({"decision", "make", "--title", "A thing"});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, HasSubstr("\n  content.body_id  is missing\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  header.acted_by  is missing\n"));
}

TEST_F(Commands, AWrongCommandLineIsToldFromARefusal) {
  const std::vector<std::vector<std::string>> wrong = {
      {"decision"},
      {"decision", "unmake"},
      {"decision", "make", "--colour", "red"},
      {"decision", "make", "--method", "coin"},
      {"decision", "make", "--value-revenue-pence", "1.5"},
      {"decision", "make", "--json", "/nowhere/at/all.json"},
      {"get", "decision"},
      {"list", "decisions", "--limit", "many"},
  };
  for (const auto& arguments : wrong) {
    const Ran ran = registrar_.Run(arguments);
    EXPECT_EQ(ran.code, kWrongUse) << fmt::format("{}", fmt::join(arguments, " "));
    EXPECT_THAT(ran.err, Not(IsEmpty()));
  }
}

TEST_F(Commands, AWordThatIsNoCommandIsNamed) {
  EXPECT_THAT(registrar_.Run({"lst", "decisions"}).err, HasSubstr("\"lst\""));
  EXPECT_THAT(registrar_.Run({"decision", "mke"}).err, HasSubstr("\"mke\""));
  EXPECT_THAT(registrar_.Run({"log"}).err, HasSubstr("subcommand is required"));
}

TEST_F(Commands, JsonThatIsNoneIsToldByLineAndColumn) {
  const Ran ran = registrar_.Run({"decision", "make", "--json", "-"},
                                 "{\n \"title\": \"A thing\",\n \"question\": }\n");
  EXPECT_EQ(ran.code, kWrongUse);
  EXPECT_THAT(ran.err, HasSubstr("line 3, column 14"));
}

TEST_F(Commands, AFieldOrAWordThatNobodyKnowsIsToldWithWhatWouldDo) {
  const Ran field = registrar_.Run({"decision", "make", "--json", "-"}, R"({"titel": "A thing"})");
  EXPECT_EQ(field.code, kWrongUse);
  EXPECT_THAT(field.err, HasSubstr("titel is no field here; did you mean title?"));
  const Ran word = registrar_.Run({"decision", "make", "--json", "-"}, R"({"method": "COIN"})");
  EXPECT_EQ(word.code, kWrongUse);
  EXPECT_THAT(word.err, HasSubstr("DECISION_METHOD_CONSENSUS"));
}

}  // namespace
}  // namespace witan::testing
