#include "tools/witan/json_fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "witan/command/v1/record.pb.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using witan::decision::v1::DecisionMade;

std::string MisfitsOf(std::string_view text) {
  return FindMisfits(text, *DecisionMade::descriptor());
}

TEST(JsonFault, FindsNoneInJson) {
  for (const char* text : {"{}", "[]", " {\"a\": [1, -2.5e3, true, null, \"\\\"\", {}]}\n", "\"x\"",
                           "{\"£\":\"…\"}"}) {
    EXPECT_EQ(FindJsonFault(text), "") << text;
  }
}

TEST(JsonFault, NamesLineAndColumnOfALongText) {
  EXPECT_THAT(FindJsonFault("{\n \"a\": 1,\n \"b\": }\n"), StartsWith("line 3, column 7: a value"));
  EXPECT_THAT(FindJsonFault("{\n \"a\": \"x\n\"}"),
              StartsWith("line 2, column 9: a text in quotes"));
}

TEST(JsonFault, NamesTheColumnOfASingleLine) {
  EXPECT_EQ(FindJsonFault(R"({"a" 1})"), "column 6: a colon is expected after the name");
  EXPECT_EQ(FindJsonFault(R"({"a": 1 "b": 2})"), "column 9: a comma or } is expected");
  EXPECT_EQ(FindJsonFault(R"({"a": [1 2]})"), "column 10: a comma or ] is expected");
  EXPECT_EQ(FindJsonFault(R"({"a": [1})"), "column 9: a comma or ] is expected");
  EXPECT_EQ(FindJsonFault(R"({a: 1})"), "column 2: a name in double quotes is expected");
  EXPECT_EQ(FindJsonFault(R"({"a": 1,})"), "column 9: a name in double quotes is expected");
  EXPECT_EQ(FindJsonFault(R"({"a": 1)"), "column 8: the text ends before }");
  EXPECT_EQ(FindJsonFault(R"({} {})"), "column 4: nothing is expected after the end of the value");
  EXPECT_THAT(FindJsonFault(R"({"a": yes})"), StartsWith("column 7: a value is expected: "));
  EXPECT_THAT(FindJsonFault(R"({"a": "x)"), EndsWith("has no end"));
  EXPECT_THAT(FindJsonFault(""), EndsWith("a value is expected and the text ends"));
}

TEST(JsonFault, EndsOnBracketsWithoutEnd) {
  EXPECT_THAT(FindJsonFault(std::string(1'000'000, '[')), HasSubstr("more brackets"));
}

TEST(Misfits, SayWhichNameWasMeant) {
  EXPECT_EQ(MisfitsOf(R"({"titel": "x"})"), "titel is no field here; did you mean title?");
  EXPECT_THAT(MisfitsOf(R"({"authority": {"colour": 1}})"),
              StartsWith("authority.colour is no field here; there are: kind, schemeId"));
  EXPECT_EQ(MisfitsOf(R"({"options": [{}, {"titel": "x"}]})"),
            "options[1].titel is no field here; did you mean title?");
}

TEST(Misfits, SayWhichWordsThereAre) {
  EXPECT_THAT(MisfitsOf(R"({"result": "NOTED"})"),
              StartsWith("result is \"NOTED\" and must be one of: RESULT_APPROVED, "));
  EXPECT_EQ(MisfitsOf(R"({"result": "RESULT_NOTED"})"), "");
}

TEST(Misfits, SayWhereAListOrAPartBelongs) {
  EXPECT_EQ(MisfitsOf(R"({"options": {}, "title": [], "authority": 3})"),
            "authority has fields of its own: write { }; options is a list: write [ ]; "
            "title is a single value");
  EXPECT_EQ(MisfitsOf("[]"), "the JSON must be an object: { }");
}

TEST(Misfits, LeaveToTheParserWhatTheyDoNotSee) {
  EXPECT_EQ(ExplainJson(R"({"title": "x"})", *DecisionMade::descriptor(), "as it said"),
            "as it said");
}

}  // namespace
}  // namespace witan::cli
