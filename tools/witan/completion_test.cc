#include "tools/witan/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "tools/witan/import_command.h"
#include "tools/witan/rpc_commands.h"

namespace witan::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

class CompletionTest : public testing::Test {
 protected:
  CompletionTest() {
    app_.add_option("-o,--output", session_.output)->check(CLI::IsMember({"table", "json"}));
    AddRpcCommands(app_, session_);
    AddImportCommand(app_, session_);
  }

  std::vector<std::string> After(const std::vector<std::string>& words) {
    return Completions(app_, words);
  }

  Session session_;
  CLI::App app_{"", "witan"};
};

TEST_F(CompletionTest, OffersTheSubcommandsFirst) {
  EXPECT_THAT(After({}), IsSupersetOf({"decision", "list", "overview", "import", "--output"}));
}

TEST_F(CompletionTest, OffersTheVerbsOfAGroup) {
  EXPECT_THAT(After({"decision"}), IsSupersetOf({"make", "publish"}));
  EXPECT_THAT(After({"decision"}), Not(Contains("overview")));
}

TEST_F(CompletionTest, OffersTheOptionsOfAnRpcAndThoseOfEveryCall) {
  EXPECT_THAT(After({"decision", "make"}),
              IsSupersetOf({"--title", "--acted-by-body-id", "--json", "--output"}));
  EXPECT_THAT(After({"list", "decisions"}), IsSupersetOf({"--ics", "--system", "--all"}));
}

TEST_F(CompletionTest, OffersTheWordsOfAnEnum) {
  EXPECT_THAT(After({"decision", "make", "--method"}), IsSupersetOf({"consensus", "vote"}));
  EXPECT_THAT(After({"decision", "make", "--method"}), Not(Contains("--title")));
}

TEST_F(CompletionTest, OffersTheValuesThatAnOptionAllows) {
  EXPECT_THAT(After({"list", "decisions", "--output"}), ElementsAre("table", "json"));
  EXPECT_THAT(After({"import", "--on-error"}), ElementsAre("stop", "continue"));
}

TEST_F(CompletionTest, OffersNothingWhereAFreeTextStands) {
  EXPECT_THAT(After({"decision", "make", "--title"}), IsEmpty());
}

TEST_F(CompletionTest, GoesOnAfterAFlag) {
  EXPECT_THAT(After({"decision", "make", "--validate-only"}), Contains("--title"));
}

TEST_F(CompletionTest, PassesOverWordsThatItDoesNotKnow) {
  EXPECT_THAT(After({"list", "decisions", "--ics", "QF7"}), Contains("--region"));
  EXPECT_THAT(After({"nonsense"}), Contains("decision"));
}

TEST(CompletionScript, AsksThisProgramAtEachKeyPress) {
  EXPECT_THAT(CompletionScript(Shell::kBash), testing::HasSubstr("__complete"));
  EXPECT_THAT(CompletionScript(Shell::kZsh), testing::StartsWith("autoload"));
  EXPECT_THAT(CompletionScript(Shell::kFish), testing::HasSubstr("witan __complete $words"));
}

}  // namespace
}  // namespace witan::cli
