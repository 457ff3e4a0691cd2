// The commands that work on the data folder of a stopped Witan, as a person types them.

#include "tools/witan/folder_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "tools/witan/command_line.h"
#include "tools/witan/failure.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::cli {
namespace {

using testing::HasSubstr;

struct Ran {
  int exit_code;
  std::string out;
  std::string err;
};

Ran Witan(std::vector<std::string> words) {
  words.insert(words.begin(), "witan");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = RunCommandLine(static_cast<int>(arguments.size()), arguments.data());
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

class FolderLogTest : public testing::Test {
 protected:
  FolderLogTest()
      : data_(std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(data_);
  }
  ~FolderLogTest() override { std::filesystem::remove_all(data_); }

  Ran Log(const std::string& verb) { return Witan({"log", verb, "--data", data_.string()}); }

  // Every file with its bytes.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      files[entry.path().string()] = std::string(std::istreambuf_iterator<char>(file), {});
    }
    return files;
  }

  // The write-ahead log of a small log holds all of it.
  std::filesystem::path FileWithTheRecord() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
      if (entry.path().extension() == ".log" && entry.file_size() > 0) return entry.path();
    }
    return "";
  }

  const std::filesystem::path data_;
};

TEST_F(FolderLogTest, CreatesALogThatVerifyAndInspectFind) {
  const Ran created = Log("create");
  EXPECT_EQ(created.exit_code, kExitDone) << created.err;
  EXPECT_THAT(created.out, HasSubstr("Created the log "));
  const Ran verified = Log("verify");
  EXPECT_EQ(verified.exit_code, kExitDone) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("Every record is there, whole and in order."));
  const Ran inspected = Log("inspect");
  EXPECT_EQ(inspected.exit_code, kExitDone) << inspected.err;
  EXPECT_THAT(inspected.out, HasSubstr("position  1\n"));
}

TEST_F(FolderLogTest, VerifySaysHowManyAndWhereItEndsAndChangesNoFile) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const auto before = Files();
  const Ran verified = Log("verify");
  EXPECT_EQ(verified.exit_code, kExitDone) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("events    1\n"));
  EXPECT_THAT(verified.out, HasSubstr("position  1\n"));
  EXPECT_THAT(verified.out, testing::ContainsRegex("sha256    [0-9a-f]{64}\n"));
  EXPECT_EQ(Files(), before);
}

TEST_F(FolderLogTest, NeverCreatesALogWhereThereIsOne) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const std::string before = Log("verify").out;
  const Ran again = Log("create");
  EXPECT_EQ(again.exit_code, kExitRefused);
  EXPECT_FALSE(again.err.empty());
  EXPECT_EQ(Log("verify").out, before);
}

TEST_F(FolderLogTest, NeverTakesAMissingLogForAnEmptyOne) {
  for (const char* verb : {"verify", "inspect"}) {
    const Ran ran = Log(verb);
    EXPECT_EQ(ran.exit_code, kExitRefused) << verb;
    EXPECT_THAT(ran.err, HasSubstr(data_.string())) << verb;
  }
  EXPECT_EQ(Witan({"export", "--data", data_.string()}).exit_code, kExitRefused);
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(FolderLogTest, RefusesALogThatSomebodyHasOpen) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const auto held = FolderLog::Open(data_.string(), false);
  ASSERT_TRUE(held.ok()) << held.status();
  const Ran ran = Log("verify");
  EXPECT_EQ(ran.exit_code, kExitRefused);
  EXPECT_THAT(ran.err, HasSubstr(data_.string()));
}

TEST_F(FolderLogTest, SaysThatADamagedLogIsDamaged) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const std::filesystem::path path = FileWithTheRecord();
  ASSERT_FALSE(path.empty());
  const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(path) / 2);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(middle);
  const int byte = file.get();
  file.seekp(middle);
  file.put(static_cast<char>(byte ^ 1));
  file.close();
  const Ran ran = Log("verify");
  EXPECT_EQ(ran.exit_code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("Every record up to position 0 is there and whole"));
}

TEST_F(FolderLogTest, SaysWhereTheLogEndsAsJson) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const Ran ran = Witan({"--output", "json", "log", "inspect", "--data", data_.string()});
  EXPECT_EQ(ran.exit_code, kExitDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"("position":1,"term":0,"sha256":")"));
}

TEST_F(FolderLogTest, ExportsTheBytesOfTheRecordsAfterTheirLength) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const Ran ran = Witan({"export", "--data", data_.string(), "--format", "raw"});
  ASSERT_EQ(ran.exit_code, kExitDone) << ran.err;
  ASSERT_GE(ran.out.size(), 2u);
  const size_t length = static_cast<unsigned char>(ran.out[0]) & 0x7F;
  const size_t header = static_cast<unsigned char>(ran.out[0]) & 0x80 ? 2 : 1;
  const size_t high = header == 2 ? static_cast<size_t>(static_cast<unsigned char>(ran.out[1])) : 0;
  ASSERT_EQ(ran.out.size(), header + length + (high << 7));
  witan::event::v1::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(ran.out.substr(header)));
  EXPECT_TRUE(envelope.payload().has_log_created());
}

TEST_F(FolderLogTest, ExportsOneLineOfJsonForEachRecord) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const Ran ran = Witan({"export", "--data", data_.string()});
  EXPECT_EQ(ran.exit_code, kExitDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"logCreated\""));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  const Ran later = Witan({"export", "--data", data_.string(), "--after", "1"});
  EXPECT_EQ(later.out, "");
}

TEST_F(FolderLogTest, RefusesRawBytesOfARunningWitan) {
  EXPECT_EQ(Witan({"export", "--format", "raw"}).exit_code, kExitUsage);
}

TEST_F(FolderLogTest, AsksForTheFolder) {
  EXPECT_EQ(Witan({"log", "verify"}).exit_code, kExitUsage);
  EXPECT_EQ(Witan({"log"}).exit_code, kExitUsage);
}

}  // namespace
}  // namespace witan::cli
