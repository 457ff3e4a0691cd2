#include "tools/witan/import_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace witan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kHeaderFirst =
    R"({"header":{"recordId":"r"},"content":{"actionProgressed":{"note":"n"}}})";
constexpr std::string_view kContentFirst =
    R"({ "content": {"actionProgressed":{"note":"n"}}, "header":{"recordId":"r"} })";

std::string DerivedId(std::string_view line) {
  const auto read = ReadImportLine(line, {});
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? read->request.header().request_id() : "";
}

std::string FaultOf(std::string_view line) {
  return std::string(ReadImportLine(line, {}).status().message());
}

Failure RefusedBy(const std::vector<std::string>& reasons) {
  Failure failure;
  for (const std::string& reason : reasons) failure.reasons.push_back({reason, "", ""});
  return failure;
}

TEST(ImportLine, KeepsTheRequestIdThatTheLineStates) {
  EXPECT_EQ(DerivedId(R"({"header":{"requestId":"q"},"content":{"actionProgressed":{}}})"), "q");
}

// The id is what makes an import restartable: it must be the same in every version of Witan.
TEST(ImportLine, DerivesTheRequestIdFromTheCommandAlone) {
  EXPECT_EQ(DerivedId(kHeaderFirst), DerivedId(kContentFirst));
  EXPECT_EQ(DerivedId(kHeaderFirst), "19c3c04a-7f05-574b-9251-cd0537d32354");
  EXPECT_NE(
      DerivedId(kHeaderFirst),
      DerivedId(R"({"header":{"recordId":"r"},"content":{"actionProgressed":{"note":"m"}}})"));
}

TEST(ImportLine, DerivesTheSameRequestIdWithAndWithoutAnExpectation) {
  EXPECT_EQ(DerivedId(kHeaderFirst),
            DerivedId(R"({"expectRefusal":["R-18"],)" + std::string(kHeaderFirst.substr(1))));
}

TEST(ImportLine, ReadsTheRefusalThatALineStates) {
  const auto read = ReadImportLine(
      R"({"content":{"actionProgressed":{}},"expectRefusal":["R-18","NO_MANDATE"]})", {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->expected_refusal, ElementsAre("NO_MANDATE", "R_18"));
  EXPECT_TRUE(read->request.content().has_action_progressed());
}

TEST(ImportLine, TakesTheWordInsideATextForText) {
  const auto read =
      ReadImportLine(R"({"content":{"actionProgressed":{"note":"\"expectRefusal\""}}})", {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->expected_refusal, IsEmpty());
  EXPECT_EQ(read->request.content().action_progressed().note(), "\"expectRefusal\"");
}

TEST(ImportLine, RefusesAnExpectationThatNamesNoReason) {
  for (const char* stated : {"[]", "true", "\"R-18\"", "[18]", "[\"\"]"}) {
    EXPECT_THAT(FaultOf(std::string(R"({"content":{"actionProgressed":{}},"expectRefusal":)") +
                        stated + "}"),
                HasSubstr("is a list of one or more reasons"))
        << stated;
  }
}

TEST(ImportLine, SaysWhatIsWrongWithALineThatIsNoCommand) {
  EXPECT_THAT(FaultOf("not json"), HasSubstr("no command in JSON"));
  EXPECT_THAT(FaultOf("[1, 2]"), HasSubstr("no command in JSON"));
  EXPECT_THAT(FaultOf(R"({"expectRefusal":)"), HasSubstr("no command in JSON"));
  EXPECT_THAT(FaultOf(R"({"header":{}})"), HasSubstr("no content"));
  EXPECT_THAT(FaultOf(R"({"content":{"nonsense":{}}})"), HasSubstr("nonsense"));
  EXPECT_THAT(FaultOf(R"({"content":{"actionProgressed":{}},"colour":"red"})"),
              HasSubstr("colour"));
}

TEST(ImportLine, RefusesAReferenceToALineThatRecordedNothing) {
  EXPECT_EQ(ReadImportLine(R"({"content":{"actionProgressed":{"note":"${event:x}"}}})", {})
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(ImportLine, ExpectsTheReasonsStatedAndNoOthers) {
  EXPECT_TRUE(IsRefusalExpected({"R_18"}, RefusedBy({"R_18"})));
  EXPECT_TRUE(IsRefusalExpected({"R_17", "R_18"}, RefusedBy({"R_18", "R_17", "R_18"})));
  EXPECT_FALSE(IsRefusalExpected({"R_18"}, RefusedBy({"R_17"})));
  EXPECT_FALSE(IsRefusalExpected({"R_18"}, RefusedBy({"R_17", "R_18"})));
  EXPECT_FALSE(IsRefusalExpected({"R_17", "R_18"}, RefusedBy({"R_18"})));
  EXPECT_FALSE(IsRefusalExpected({}, RefusedBy({})));
}

}  // namespace
}  // namespace witan::cli
