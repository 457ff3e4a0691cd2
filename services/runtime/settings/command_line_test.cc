#include "services/runtime/settings/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace witan::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest() {
    line_.NeededText("data", data_, "folder");
    line_.Text("listen", listen_, "address");
    line_.Number("wait-s", wait_s_, 1, 60, "seconds");
    line_.Flag("reflection", reflection_, "answer reflection");
  }
  ~CommandLineTest() override { std::filesystem::remove(file_); }

  absl::StatusOr<Wish> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "program");
    return line_.Parse(static_cast<int>(arguments.size()), arguments.data());
  }
  const char* File(const std::string& text) {
    file_ = (std::filesystem::temp_directory_path() / "witan-settings-test.conf").string();
    std::ofstream(file_) << text;
    return file_.c_str();
  }
  std::string Refusal(std::vector<const char*> arguments) {
    return std::string(Parse(std::move(arguments)).status().message());
  }

  std::string file_;
  std::string data_;
  std::string listen_ = "127.0.0.1:1";
  int64_t wait_s_ = 10;
  bool reflection_ = false;
  CommandLine line_{"A test", "test 1"};
};

TEST_F(CommandLineTest, ReadsFlagsAndKeepsDefaults) {
  ASSERT_EQ(Parse({"--data", "/d", "--reflection"}).value(), Wish::kRun);
  EXPECT_EQ(data_, "/d");
  EXPECT_EQ(listen_, "127.0.0.1:1");
  EXPECT_EQ(wait_s_, 10);
  EXPECT_TRUE(reflection_);
}

TEST_F(CommandLineTest, ReadsTheFileByTheSameNamesAndLetsAFlagWin) {
  const char* file = File("# a comment\ndata = /d\nwait-s = 7\nreflection = true\n");
  ASSERT_EQ(Parse({"--config", file, "--wait-s", "8"}).value(), Wish::kRun);
  EXPECT_EQ(data_, "/d");
  EXPECT_EQ(wait_s_, 8);
  EXPECT_TRUE(reflection_);
}

TEST_F(CommandLineTest, NamesAnUnknownSettingOfTheFile) {
  const char* file = File("data = /d\nlisten-on = 1\n");
  EXPECT_THAT(Refusal({"--config", file}), HasSubstr(std::string(file) + ": there is no setting "
                                                                         "\"listen-on\""));
}

TEST_F(CommandLineTest, NamesAnUnknownFlag) {
  EXPECT_THAT(Refusal({"--data", "/d", "--speed", "9"}), HasSubstr("--speed"));
}

TEST_F(CommandLineTest, NamesASettingWhoseValueIsWrong) {
  EXPECT_THAT(Refusal({"--data", "/d", "--wait-s", "0"}), HasSubstr("wait-s"));
  EXPECT_THAT(Refusal({"--data", "/d", "--wait-s", "soon"}), HasSubstr("wait-s"));
}

TEST_F(CommandLineTest, NamesASettingThatOnlyTheFileGetsWrong) {
  EXPECT_THAT(Refusal({"--config", File("data = /d\nwait-s = 61\n")}), HasSubstr("wait-s"));
}

TEST_F(CommandLineTest, RefusesToRunWithoutWhatItNeeds) {
  EXPECT_THAT(Refusal({}), HasSubstr("data"));
}

TEST_F(CommandLineTest, NamesAFileThatIsNotThere) {
  EXPECT_THAT(Refusal({"--data", "/d", "--config", "/no/such.conf"}), HasSubstr("/no/such.conf"));
}

TEST_F(CommandLineTest, TellsALookFromARun) {
  EXPECT_EQ(Parse({"--data", "/d", "--check"}).value(), Wish::kCheck);
}

TEST_F(CommandLineTest, AFileCannotAskForALook) {
  EXPECT_THAT(Refusal({"--config", File("data = /d\ncheck = true\n")}), HasSubstr("check"));
}

TEST_F(CommandLineTest, HelpListsEverySettingWithItsDefault) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(Parse({"--help"}).value(), Wish::kNothing);
  const std::string help = ::testing::internal::GetCapturedStdout();
  for (const std::string& name : line_.names()) EXPECT_THAT(help, HasSubstr("--" + name));
  EXPECT_THAT(help, HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(help, HasSubstr("10"));
}

TEST_F(CommandLineTest, KnowsTheNamesOfItsSettings) {
  EXPECT_THAT(line_.names(), ElementsAre("data", "listen", "wait-s", "reflection"));
}

}  // namespace
}  // namespace witan::runtime
