// Each kind of command and query, as a board's secretary, an overseer and an operator use them.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "storage/base/uuid.h"
#include "tests/cli/import_lines.h"
#include "tests/cli/witan_command.h"
#include "tools/witan/schema.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using witan::oversight::v1::ListDecisionsResponse;

constexpr int kDone = 0;
constexpr int kWrongUse = 2;
constexpr int kRefused = 3;
constexpr std::chrono::seconds kMostWait(20);

// One standalone with register and demonstration for all tests; what one records does not disturb
// another.
class Commands : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    standalone_ = new StandaloneProcess();
    standalone_->Start();
    const WitanCommand registrar(*standalone_, "cli-registrar");
    for (const char* name : {"reference", "demonstration"}) {
      const Ran ran = registrar.Run({"import", registrar.Write(name, FileOf(ImportLines(name)))});
      ASSERT_EQ(ran.code, kDone) << ran.err << ran.out;
    }
  }
  static void TearDownTestSuite() {
    delete standalone_;
    standalone_ = nullptr;
  }

  ListDecisionsResponse Decisions(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"list", "decisions", "-o", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = cqc_.Run(arguments);
    EXPECT_EQ(ran.code, kDone) << ran.err;
    ListDecisionsResponse response;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &response).ok()) << ran.out;
    return response;
  }

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

  static StandaloneProcess* standalone_;
  WitanCommand registrar_{*standalone_, "cli-registrar"};
  WitanCommand cqc_{*standalone_, "cli-cqc"};
  WitanCommand region_{*standalone_, "cli-region"};
};

StandaloneProcess* Commands::standalone_ = nullptr;

// ---- the board's secretary

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

// ---- who oversees

TEST_F(Commands, AListIsFilteredPagedAndSaysWhatItSpeaksFor) {
  const ListDecisionsResponse all = Decisions({"--ics", "QJG", "--all"});
  ASSERT_GE(all.items_size(), 3);
  const ListDecisionsResponse first = Decisions({"--ics", "QJG", "--limit", "2"});
  ASSERT_EQ(first.items_size(), 2);
  EXPECT_EQ(first.page().total(), all.page().total());
  const ListDecisionsResponse second =
      Decisions({"--ics", "QJG", "--limit", "2", "--page-token", first.page().next_page_token()});
  ASSERT_GE(second.items_size(), 1);
  EXPECT_EQ(second.items(0).head().id(), all.items(2).head().id());
  for (const auto& item : all.items()) {
    EXPECT_THAT(item.head().systems(), ::testing::Contains("QJG"));
  }
  const Ran table = cqc_.Run({"list", "decisions", "--ics", "QJG", "--limit", "2"});
  EXPECT_THAT(table.out, StartsWith("NUMBER  OCCURRED    STATE"));
  EXPECT_THAT(table.out, ContainsRegex("2 of [0-9]+ shown\nMore: --page-token [0-9a-f]+\nAs of "));
}

TEST_F(Commands, AListOfWhatWasKnownBeforeAnythingWasRecordedIsEmpty) {
  const Ran ran = cqc_.Run({"list", "decisions", "--ics", "QF7", "--known-at", "2022-03-01"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("0 of 0 shown\nAs of position 0: nothing had been recorded"));
}

TEST_F(Commands, OneDecisionIsShownWithItsTrailByNumberAndById) {
  const auto found = Decisions({"--words", "clinic refurbishment"});
  ASSERT_EQ(found.items_size(), 1);
  const auto& head = found.items(0).head();
  const Ran by_number = cqc_.Run({"get", "decision", std::to_string(head.number())});
  EXPECT_EQ(by_number.code, kDone) << by_number.err;
  EXPECT_THAT(by_number.out, AllOf(HasSubstr("\nTRAIL\n"), HasSubstr("Decision published"),
                                   HasSubstr("value: £240,000.00 revenue"),
                                   HasSubstr("\nMEMBERS\n"), HasSubstr("Illustrative person")));
  EXPECT_EQ(cqc_.Run({"get", "decision", head.id()}).out, by_number.out);
  EXPECT_EQ(cqc_.Run({"get", "decision", "999999999"}).code, kRefused);
}

TEST_F(Commands, EachQueryAnswersInBothForms) {
  for (const cli::Method& method : cli::Methods()) {
    const bool is_list = method.kind == cli::MethodKind::kList;
    if (!is_list && (method.kind != cli::MethodKind::kQuery || method.verb == "event")) continue;
    std::vector<std::string> arguments;
    if (is_list) arguments.push_back("list");
    arguments.push_back(method.verb);
    if (method.verb == "powers") arguments.push_back("QVV");
    const Ran table = registrar_.Run(arguments);
    // A role may not see a digest, and says so.
    EXPECT_THAT(table.code, AnyOf(kDone, kRefused)) << method.verb << table.err;
    if (is_list) {
      EXPECT_EQ(table.code, kDone) << method.verb << table.err;
    }
    arguments.insert(arguments.end(), {"-o", "json"});
    const Ran json = registrar_.Run(arguments);
    EXPECT_EQ(json.code, table.code) << method.verb;
    if (json.code == kDone) {
      EXPECT_THAT(json.out, StartsWith("{")) << method.verb;
    }
  }
}

TEST_F(Commands, AnOverviewOfASystemTakesItsCode) {
  const Ran ran = region_.Run({"overview", "QJ2"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("NHS Derby and Derbyshire Integrated Care Board (QJ2)"));
}

// ---- following and taking away

// Renames an organisation: an event that everybody may see.
Ran Rename(const WitanCommand& witan, const std::string& name, const std::string& from) {
  return witan.Run(
      {"organisation",
       "rename",
       "--record-id",
       StandaloneProcess::RegistrarId(),
       "--acted-by-organisation-id",
       StandaloneProcess::RegistrarId(),
       "--acted-by-capacity",
       "organisation",
       "--attestation",
       "own",
       "--occurred-date",
       from,
       "--occurred-precision",
       "day",
       "--name",
       name,
       "--from",
       from,
       "--json",
       "-"},
      R"({"header":{"softReasons":[{"rule":"R-65","reason":"A test."}]},"content":{}})");
}

bool Prints(const WitanCommand& witan, const std::string& text) {
  const auto until = std::chrono::steady_clock::now() + kMostWait;
  while (witan.Printed().find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

TEST_F(Commands, WatchGoesOnOverAKillMissesNothingAndEndsOnCtrlC) {
  const std::string token = Decisions({"--limit", "1"}).page().as_of().token();
  cqc_.Start({"watch", "--after", token, "-o", "json"});
  ASSERT_EQ(Rename(registrar_, "First name", "2025-01-01").code, kDone);
  EXPECT_TRUE(Prints(cqc_, "First name")) << cqc_.Printed();
  standalone_->Kill();
  standalone_->Start();
  ASSERT_EQ(Rename(registrar_, "Second name", "2025-02-01").code, kDone);
  EXPECT_TRUE(Prints(cqc_, "Second name")) << cqc_.Printed();
  const Ran ran = cqc_.Stop();
  EXPECT_EQ(ran.code, kDone);
  EXPECT_THAT(ran.err, HasSubstr("Trying again until it answers."));
  EXPECT_THAT(ran.err, HasSubstr("Stopped. Go on with: --after "));
  for (const char* name : {"First name", "Second name"}) {
    EXPECT_EQ(ran.out.find(name), ran.out.rfind(name)) << ran.out;
  }
}

TEST_F(Commands, WatchShowsALineAnEventToPeople) {
  const std::string token = Decisions({"--limit", "1"}).page().as_of().token();
  ASSERT_EQ(Rename(registrar_, "Third name", "2025-03-01").code, kDone);
  cqc_.Start({"watch", "--after", token});
  EXPECT_TRUE(Prints(cqc_, "Organisation renamed"));
  EXPECT_EQ(cqc_.Stop().code, kDone);
}

TEST_F(Commands, ExportWritesALineAnEventThatTheCallerMaySee) {
  const Ran all = registrar_.Run({"export"});
  EXPECT_EQ(all.code, kDone) << all.err;
  EXPECT_THAT(all.out, StartsWith("{\"eventId\":"));
  const auto lines = std::count(all.out.begin(), all.out.end(), '\n');
  EXPECT_THAT(all.err, HasSubstr(fmt::format("Exported {} events.", lines)));
  const Ran some =
      registrar_.Run({"export", "--after", "1000", "--file", registrar_.Write("e", "")});
  EXPECT_EQ(some.code, kDone) << some.err;
  EXPECT_EQ(some.out, "");
  EXPECT_EQ(registrar_.Run({"export", "--raw"}).code, kWrongUse);
}

// ---- the operator

TEST_F(Commands, ALogIsMadeCheckedAndLookedAt) {
  const std::string folder = standalone_->folder() + "/another";
  EXPECT_EQ(registrar_.Run({"log", "create", "--data", folder}).code, kDone);
  EXPECT_NE(registrar_.Run({"log", "create", "--data", folder}).code, kDone);
  const Ran verified = registrar_.Run({"log", "verify", "--data", folder});
  EXPECT_EQ(verified.code, kDone) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("Every record is there, whole and in order."));
  const Ran inspected = registrar_.Run({"log", "inspect", "--data", folder, "-o", "json"});
  EXPECT_EQ(inspected.code, kDone) << inspected.err;
  EXPECT_THAT(inspected.out, HasSubstr("\"position\":1"));
  // The log of a running Witan.
  const Ran in_use = registrar_.Run({"log", "create", "--data", standalone_->data()});
  EXPECT_NE(in_use.code, kDone);
  EXPECT_THAT(in_use.err, Not(IsEmpty()));
}

TEST_F(Commands, SettingsThatAreNotThereAreNamed) {
  const Ran ran =
      RunShell(fmt::format("WITAN_CONFIG=/nowhere/at/all {} list decisions", WITAN_CLI));
  EXPECT_EQ(ran.code, kWrongUse);
  EXPECT_THAT(ran.out, HasSubstr("/nowhere/at/all"));
}

// ---- help and completion

// Each field of the content stands in the help: as an option, or among what only the JSON can say.
void ExpectEveryField(const cli::Method& method, const std::string& help) {
  EXPECT_THAT(help, HasSubstr("[required; UUID]")) << method.descriptor->full_name();
  const auto* content = method.descriptor->input_type()->FindFieldByName("content");
  for (int i = 0; i < content->message_type()->field_count(); ++i) {
    const auto& field = *content->message_type()->field(i);
    EXPECT_THAT(help, AnyOf(HasSubstr("  --" + cli::Kebab(field.name())),
                            HasSubstr("  " + field.json_name())))
        << method.descriptor->full_name();
  }
}

TEST_F(Commands, HelpNamesEveryRpcAndExplainsIt) {
  for (const cli::Method& method : cli::Methods()) {
    std::vector<std::string> arguments = {method.verb, "--help"};
    if (!method.group.empty()) arguments.insert(arguments.begin(), method.group);
    const Ran own = registrar_.Run(arguments);
    EXPECT_EQ(own.code, kDone) << method.descriptor->full_name();
    EXPECT_THAT(own.out, HasSubstr("Usage: witan ")) << method.descriptor->full_name();
    if (method.kind == cli::MethodKind::kCommand) ExpectEveryField(method, own.out);
    arguments = method.group.empty() ? std::vector<std::string>{"--help"}
                                     : std::vector<std::string>{method.group, "--help"};
    static std::map<std::string, std::string> above;
    std::string& help = above[method.group];
    if (help.empty()) help = registrar_.Run(arguments).out;
    EXPECT_THAT(help, HasSubstr("  " + method.verb)) << method.descriptor->full_name();
  }
}

TEST_F(Commands, CompletionLoadsInBashAndOffersTheWords) {
  const Ran ran = RunShell(fmt::format(
      "witan() {{ {0} \"$@\"; }}; source <({0} completion bash) && "
      "COMP_WORDS=({0} decision make --method co) COMP_CWORD=4 && _witan && echo ${{COMPREPLY[@]}}",
      WITAN_CLI));
  EXPECT_EQ(ran.code, kDone) << ran.out;
  EXPECT_EQ(ran.out, "consensus\n");
}

TEST_F(Commands, CompletionIsThereForEachShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ran ran = registrar_.Run({"completion", shell});
    EXPECT_EQ(ran.code, kDone) << shell;
    EXPECT_THAT(ran.out, HasSubstr("__complete")) << shell;
  }
}

}  // namespace
}  // namespace witan::testing
