#include "tools/witan/fields.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "tools/witan/references.h"
#include "tools/witan/settings.h"
#include "witan/decision/v1/decision.pb.h"
#include "witan/oversight/v1/query.pb.h"
#include "witan/person/v1/person.pb.h"

namespace witan::cli {
namespace {

using witan::decision::v1::DecisionMade;
using witan::oversight::v1::ListRecordsRequest;

const OptionField& Find(const std::vector<OptionField>& fields, const std::string& name) {
  for (const OptionField& field : fields) {
    if (field.name == name) return field;
  }
  ADD_FAILURE() << "no option " << name;
  return fields.front();
}

TEST(OptionFields, NamesNestedFieldsByTheirLeaf) {
  const auto fields = OptionFields(*ListRecordsRequest::descriptor(), Naming::kShort);
  ListRecordsRequest request;
  EXPECT_TRUE(SetField(request, Find(fields, "system"), "QF7").ok());
  EXPECT_TRUE(SetField(request, Find(fields, "known-at"), "2022-03-01").ok());
  EXPECT_TRUE(SetField(request, Find(fields, "page-size"), "20").ok());
  EXPECT_EQ(request.filter().system(), "QF7");
  EXPECT_EQ(request.as_at().known_at(), "2022-03-01");
  EXPECT_EQ(request.page_size(), 20u);
}

TEST(OptionFields, TakesTheWordsOfAnEnum) {
  const auto fields = OptionFields(*DecisionMade::descriptor(), Naming::kFull);
  DecisionMade made;
  EXPECT_TRUE(SetField(made, Find(fields, "method"), "chair-on-behalf").ok());
  EXPECT_EQ(made.method(), witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF);
  EXPECT_TRUE(SetField(made, Find(fields, "method"), "DECISION_METHOD_VOTE").ok());
  EXPECT_EQ(made.method(), witan::body::v1::DECISION_METHOD_VOTE);
  const absl::Status wrong = SetField(made, Find(fields, "method"), "coin");
  EXPECT_EQ(wrong.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(wrong.message()), testing::HasSubstr("consensus, chair-on-behalf"));
}

TEST(OptionFields, RefusesWhatIsNoNumber) {
  const auto fields = OptionFields(*DecisionMade::descriptor(), Naming::kFull);
  DecisionMade made;
  EXPECT_TRUE(SetField(made, Find(fields, "value-revenue-pence"), "25000000").ok());
  EXPECT_EQ(made.value().revenue().pence(), 25'000'000);
  for (const char* text : {"", "1.5", "12x", "99999999999999999999", "£3"}) {
    EXPECT_FALSE(SetField(made, Find(fields, "value-revenue-pence"), text).ok()) << text;
  }
}

TEST(OptionFields, AddsToARepeatedField) {
  const auto fields = OptionFields(*DecisionMade::descriptor(), Naming::kFull);
  DecisionMade made;
  EXPECT_TRUE(SetField(made, Find(fields, "conditions"), "one").ok());
  EXPECT_TRUE(SetField(made, Find(fields, "conditions"), "two").ok());
  EXPECT_EQ(made.conditions_size(), 2);
}

TEST(OptionFields, GivesATextInItsPlainForm) {
  const auto fields =
      OptionFields(*witan::person::v1::PersonRegistered::descriptor(), Naming::kFull);
  witan::person::v1::PersonRegistered person;
  EXPECT_TRUE(SetField(person, Find(fields, "name"), "Illustrative person 1").ok());
  EXPECT_EQ(person.name().plain(), "Illustrative person 1");
}

TEST(References, AreFilledFromTheEventsOfEarlierLines) {
  const EventIds events = {{"a", "event-1"}, {"b", "event-2"}};
  EXPECT_THAT(ReferencesIn(R"({"x":"${event:a}","y":"${events-sha256:a,b}"})"),
              testing::ElementsAre("a", "a", "b"));
  EXPECT_EQ(*FillReferences("<${event:b}>", events), "<event-2>");
  // printf 'event-1\nevent-2\n' | sha256sum
  EXPECT_EQ(*FillReferences("${events-sha256:a,b}", events),
            "a348e8b5ee508d2f92d554ce2742e338dddbfc6138e8ff9b6229712dc820c0b2");
}

TEST(References, AreRefusedWithoutAnEventOrAnEnd) {
  EXPECT_EQ(FillReferences("${event:zz}", {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(FillReferences("${event:zz", {}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Settings, ReadsNamesAndCommentsAndRefusesTheUnknown) {
  const auto values = ParseSettingsFile("# where\nserver = a:1 # main\n\n key=k\n");
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(values->at("server"), "a:1");
  EXPECT_EQ(values->at("key"), "k");
  EXPECT_THAT(std::string(ParseSettingsFile("server = x\ncolour = red").status().message()),
              testing::HasSubstr("line 2 names an unknown setting 'colour'"));
  EXPECT_FALSE(ParseSettingsFile("server").ok());
}

TEST(Settings, RefusesAFileThatIsNamedAndNotThere) {
  const auto settings = LoadSettings([](const char* name) -> std::string {
    return std::string_view(name) == "WITAN_CONFIG" ? "/nowhere/at/all" : "";
  });
  EXPECT_THAT(std::string(settings.status().message()), testing::HasSubstr("/nowhere/at/all"));
}

TEST(Settings, PrefersTheEnvironmentToTheDefaults) {
  const auto settings = LoadSettings([](const char* name) -> std::string {
    return std::string_view(name) == "WITAN_SERVER" ? "example:7" : "";
  });
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->server, "example:7");
  EXPECT_EQ(settings->timeout_ms, 30'000);
}

}  // namespace
}  // namespace witan::cli
