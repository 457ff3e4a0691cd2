#include "tools/witan/help.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tools/witan/rpc_call.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using witan::decision::v1::DecisionMade;

constexpr size_t kColumns = 70;

std::string HelpOf(const std::string& name) {
  for (const OptionField& field : OptionFields(*DecisionMade::descriptor(), Naming::kFull)) {
    if (field.name == name) return OptionHelp(field, 0, kColumns);
  }
  ADD_FAILURE() << "no option " << name;
  return "";
}

size_t LongestLine(const std::string& text) {
  std::istringstream lines(text);
  size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

TEST(Help, WrapsAtSpacesAndIndentsBelowADash) {
  EXPECT_EQ(Wrapped("one two three", 7), "one two\nthree");
  EXPECT_EQ(Wrapped("- vote: by hand", 10), "- vote: by\n  hand");
  EXPECT_EQ(Wrapped("a\nb", 10), "a\nb");
  EXPECT_EQ(Wrapped("unbreakable", 4), "unbreakable");
  EXPECT_EQ(Wrapped("", 4), "");
}

TEST(Help, SaysWhatIsRequiredAndWhatMayBeGiven) {
  EXPECT_EQ(HelpOf("title"), "[required; text, at most 300 bytes]");
  EXPECT_EQ(HelpOf("body-id"), "[required; id of a body]");
  EXPECT_EQ(HelpOf("review-on"), "[date, 2022-07-01]");
}

TEST(Help, TellsTheSchemasComment) {
  EXPECT_THAT(HelpOf("authority-function"), HasSubstr("a code of scheme and delegation."));
  // Of the part, where the field itself has none.
  EXPECT_THAT(HelpOf("value-revenue-pence"), HasSubstr("Absent: the decision costs nothing"));
}

TEST(Help, TellsTheCommentOfEachWordOfAnEnum) {
  const std::string help = HelpOf("method");
  EXPECT_THAT(help, HasSubstr("required; one of these"));
  EXPECT_THAT(help, HasSubstr("\n- consensus\n"));
  EXPECT_THAT(help, HasSubstr("\n- vote: Only where the constitution provides for votes (R-12)."));
}

TEST(Help, ListsWhatOnlyTheJsonCanSay) {
  const std::string help = JsonOnlyHelp(*DecisionMade::descriptor(), "", kColumns);
  EXPECT_THAT(help, HasSubstr("  options[].title             [required with options; text,"));
  EXPECT_THAT(help, HasSubstr("conflicts[].management"));
  EXPECT_THAT(help, Not(HasSubstr("outcome")));
}

// Every field that a command can carry is explained once: as an option or below them.
TEST(Help, ExplainsEveryMethodWithinTheColumns) {
  for (const Method& method : Methods()) {
    EXPECT_THAT(MethodSummary(method), Not(IsEmpty())) << method.descriptor->full_name();
    EXPECT_LE(LongestLine(MethodHelp(method, kColumns)), kColumns);
    for (const GivenOption& option : OptionsOf(method)) {
      const std::string help = OptionHelp(option.field, 0, kColumns);
      EXPECT_THAT(help, HasSubstr("[")) << option.field.name;
      EXPECT_LE(LongestLine(help), kColumns) << help;
    }
  }
}

TEST(Help, SaysWhatAGroupIsAbout) {
  EXPECT_THAT(GroupSummary(*FindMethod("decision", "make")), HasSubstr("Decisions: the question"));
}

}  // namespace
}  // namespace witan::cli
