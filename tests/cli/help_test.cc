// Help and completion of every call, and the operator's commands on a log and a settings file.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/cli/demonstrated.h"
#include "tools/witan/schema.h"

namespace witan::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Help = Demonstrated;

TEST_F(Help, ALogIsMadeCheckedAndLookedAt) {
  const std::string folder = Standalone().folder() + "/another";
  EXPECT_EQ(registrar_.Run({"log", "create", "--data", folder}).code, kDone);
  EXPECT_NE(registrar_.Run({"log", "create", "--data", folder}).code, kDone);
  const Ran verified = registrar_.Run({"log", "verify", "--data", folder});
  EXPECT_EQ(verified.code, kDone) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("Every record is there, whole and in order."));
  const Ran inspected = registrar_.Run({"log", "inspect", "--data", folder, "-o", "json"});
  EXPECT_EQ(inspected.code, kDone) << inspected.err;
  EXPECT_THAT(inspected.out, HasSubstr("\"position\":1"));
  // The log of a running Witan.
  const Ran in_use = registrar_.Run({"log", "create", "--data", Standalone().data()});
  EXPECT_NE(in_use.code, kDone);
  EXPECT_THAT(in_use.err, Not(IsEmpty()));
}

TEST_F(Help, SettingsThatAreNotThereAreNamed) {
  const Ran ran =
      RunShell(fmt::format("WITAN_CONFIG=/nowhere/at/all {} list decisions", WITAN_CLI));
  EXPECT_EQ(ran.code, kWrongUse);
  EXPECT_THAT(ran.out, HasSubstr("/nowhere/at/all"));
}

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

TEST_F(Help, HelpNamesEveryRpcAndExplainsIt) {
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

TEST_F(Help, CompletionLoadsInBashAndOffersTheWords) {
  const Ran ran = RunShell(fmt::format(
      "witan() {{ {0} \"$@\"; }}; source <({0} completion bash) && "
      "COMP_WORDS=({0} decision make --method co) COMP_CWORD=4 && _witan && echo ${{COMPREPLY[@]}}",
      WITAN_CLI));
  EXPECT_EQ(ran.code, kDone) << ran.out;
  EXPECT_EQ(ran.out, "consensus\n");
}

TEST_F(Help, CompletionIsThereForEachShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ran ran = registrar_.Run({"completion", shell});
    EXPECT_EQ(ran.code, kDone) << shell;
    EXPECT_THAT(ran.out, HasSubstr("__complete")) << shell;
  }
}

}  // namespace
}  // namespace witan::testing
