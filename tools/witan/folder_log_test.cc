// The commands that work on the data folder of a stopped Witan, as a person types them.

#include "tools/witan/folder_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "tools/witan/command_line.h"
#include "tools/witan/failure.h"

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

TEST_F(FolderLogTest, InspectAndExportChangeNoFile) {
  ASSERT_EQ(Log("create").exit_code, kExitDone);
  const auto before = Files();
  EXPECT_EQ(Log("inspect").exit_code, kExitDone);
  EXPECT_EQ(Witan({"export", "--data", data_.string()}).exit_code, kExitDone);
  EXPECT_EQ(Witan({"export", "--raw", "--data", data_.string()}).exit_code, kExitDone);
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
  for (const Ran& ran :
       {Log("verify"), Log("inspect"), Witan({"export", "--data", data_.string()})}) {
    EXPECT_EQ(ran.exit_code, kExitRefused);
    EXPECT_THAT(ran.err, HasSubstr(data_.string()));
  }
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
  EXPECT_EQ(Witan({"export", "--raw"}).exit_code, kExitUsage);
}

// A log's file, restored into another data folder.
class RestoreFolderTest : public FolderLogTest {
 protected:
  RestoreFolderTest() {
    EXPECT_EQ(Log("create").exit_code, kExitDone);
    EXPECT_EQ(Witan({"export", "--raw", "--data", data_.string(), "--file", file_}).exit_code,
              kExitDone);
  }
  Ran Restore() { return Witan({"import", "--raw", file_, "--data", other_}); }
  // The file with its bytes changed.
  void Rewrite(const std::function<void(std::string& bytes)>& change) {
    std::ifstream in(file_, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    change(bytes);
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
  }
  bool HasLog() const { return std::filesystem::exists(LogFolder(other_)); }

  const std::string file_ = data_.string() + "/copy";
  const std::string other_ = data_.string() + "/other";
};

TEST_F(RestoreFolderTest, MakesTheSameLogOfTheFile) {
  const Ran ran = Restore();
  ASSERT_EQ(ran.exit_code, kExitDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("events    1"));
  const std::string was = Log("verify").out;
  EXPECT_EQ(Witan({"log", "verify", "--data", other_}).out, was);
  EXPECT_THAT(was, HasSubstr("Every record is there"));
}

TEST_F(RestoreFolderTest, LeavesNoLogOfAFileThatIsCutOff) {
  Rewrite([](std::string& bytes) { bytes.resize(bytes.size() - 1); });
  const Ran ran = Restore();
  EXPECT_EQ(ran.exit_code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("is cut off after position 1"));
  EXPECT_FALSE(HasLog());
  EXPECT_THAT(Witan({"log", "create", "--data", other_}).err, HasSubstr("was cut off"));
  EXPECT_FALSE(HasLog());
}

TEST_F(RestoreFolderTest, GoesOnWithTheWholeFile) {
  std::string whole;
  Rewrite([&](std::string& bytes) {
    whole = bytes;
    bytes.resize(bytes.size() - 1);
  });
  EXPECT_EQ(Restore().exit_code, kExitFailed);
  Rewrite([&](std::string& bytes) { bytes = whole; });
  const Ran ran = Restore();
  EXPECT_EQ(ran.exit_code, kExitDone) << ran.err;
  EXPECT_TRUE(HasLog());
}

TEST_F(RestoreFolderTest, RefusesARecordThatWasChanged) {
  Rewrite([](std::string& bytes) { bytes[bytes.size() - 50] ^= 1; });
  const Ran ran = Restore();
  EXPECT_EQ(ran.exit_code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("holds other records than it does"));
  EXPECT_FALSE(HasLog());
}

TEST_F(RestoreFolderTest, RefusesAFileThatGoesOn) {
  Rewrite([](std::string& bytes) { bytes += '\0'; });
  EXPECT_THAT(Restore().err, HasSubstr("goes on behind its end"));
  EXPECT_FALSE(HasLog());
}

TEST_F(RestoreFolderTest, RefusesAFileThatIsNoLog) {
  Rewrite([](std::string& bytes) { bytes = "a letter"; });
  const Ran ran = Restore();
  EXPECT_NE(ran.exit_code, kExitDone);
  EXPECT_THAT(ran.err, HasSubstr("is no log"));
}

TEST_F(RestoreFolderTest, LeavesALogThatIsThereAlone) {
  const Ran ran = Witan({"import", "--raw", file_, "--data", data_.string()});
  EXPECT_NE(ran.exit_code, kExitDone);
  EXPECT_THAT(ran.err, HasSubstr("holds a log already"));
  EXPECT_EQ(Log("verify").exit_code, kExitDone);
}

TEST_F(RestoreFolderTest, AsksForOneFileAndTheFolder) {
  EXPECT_EQ(Witan({"import", "--raw", file_}).exit_code, kExitUsage);
  EXPECT_EQ(Witan({"import", "--raw", file_, file_, "--data", other_}).exit_code, kExitUsage);
  EXPECT_EQ(Witan({"import", file_, "--data", other_}).exit_code, kExitUsage);
}

TEST_F(FolderLogTest, AsksForTheFolder) {
  EXPECT_EQ(Witan({"log", "verify"}).exit_code, kExitUsage);
  EXPECT_EQ(Witan({"log"}).exit_code, kExitUsage);
}

}  // namespace
}  // namespace witan::cli
