#include "storage/rocksdb/log_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <utility>

#include "storage/contract/event_log_contract.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/rocks_event_log.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventLogContract);

class LogCheckTest : public testing::Test {
 protected:
  LogCheckTest() : directory_(folder_ / "log") {
    Open();
    WITAN_CHECK(log_->Create(LogId{Uuid::Random()}, "test").ok(), "no log");
  }

  void Open() {
    RocksEventLogOptions options;
    options.directory = directory_;
    options.create_if_missing = true;
    auto opened = RocksEventLog::Open(options, codec_, clock_);
    WITAN_CHECK(opened.ok(), "the log does not open");
    log_ = *std::move(opened);
  }

  void Append(int count) {
    const auto writer = log_->OpenWriter(WriterOptions{}).value();
    for (int i = 0; i < count; ++i) {
      writer->Append({RecordChain(writer->Next()).Add(std::string(200, 'x'))},
                     [](const AppendResult& result) { ASSERT_TRUE(result.status.ok()); });
    }
  }

  // Every file of the folder with its bytes.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file()) {
        files[entry.path().string()] = *ReadWholeFile(entry.path().string());
      }
    }
    return files;
  }

  std::string NewestFile(const std::string& extension) const {
    std::string found;
    for (const auto& [name, bytes] : Files()) {
      if (name.ends_with(extension) && !bytes.empty()) found = name;
    }
    return found;
  }

  static void Flip(const std::string& path, size_t place) {
    std::string bytes = *ReadWholeFile(path);
    bytes.at(place) = static_cast<char>(bytes.at(place) ^ 0x40);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  auto Check() const { return CheckLogFolder(directory_, codec_, nullptr); }
  std::string Complaint() const { return std::string(Check().status().message()); }

  TemporaryFolder folder_;
  const std::string directory_;
  PlainCodec codec_;
  FakeClock clock_;
  std::unique_ptr<RocksEventLog> log_;
};

TEST_F(LogCheckTest, HearsEveryRecordAndSaysWhereTheLogEnds) {
  Append(5);
  const Cursor end = *log_->Verify({});
  log_.reset();
  std::vector<uint64_t> heard;
  const auto checked = CheckLogFolder(directory_, codec_, [&](const AcceptedRecord& record) {
    heard.push_back(record.header.position.value());
    return absl::OkStatus();
  });
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->end, end);
  EXPECT_EQ(checked->tail_file, end);
  EXPECT_FALSE(checked->tail_was_torn);
  EXPECT_THAT(heard, testing::ElementsAre(1, 2, 3, 4, 5, 6, 7));
}

TEST_F(LogCheckTest, EndsWithTheFailureOfItsVisitor) {
  log_.reset();
  const auto checked = CheckLogFolder(
      directory_, codec_, [](const AcceptedRecord&) { return absl::CancelledError("enough"); });
  EXPECT_TRUE(absl::IsCancelled(checked.status()));
}

TEST_F(LogCheckTest, ChangesNoByteOfTheFolderAndMakesNoFile) {
  Append(5);
  log_.reset();
  Open();  // recovers into table files, so that both kinds are there
  Append(5);
  log_.reset();
  const auto before = Files();
  ASSERT_TRUE(Check().ok());
  EXPECT_EQ(Files(), before);
}

TEST_F(LogCheckTest, InspectingSaysWhereTheLogEndsAndHowLargeItIs) {
  Append(5);
  ASSERT_TRUE(log_->FlushTail().ok());
  const Cursor end = *log_->Verify({});
  log_.reset();
  const auto before = Files();
  const auto found = InspectLogFolder(directory_, codec_);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->end, end);
  EXPECT_EQ(found->tail_file, end);
  EXPECT_GT(found->bytes_on_disk, 1'000U);
  EXPECT_EQ(Files(), before);
}

TEST_F(LogCheckTest, InspectingFindsALogThatEndsTooSoon) {
  Append(5);
  const std::string copy = folder_ / "copy";
  ASSERT_TRUE(log_->FlushTail().ok());
  log_.reset();
  fs::copy(directory_ + "/db", copy, fs::copy_options::recursive);
  Open();
  Append(5);
  log_.reset();
  fs::remove_all(directory_ + "/db");
  fs::copy(copy, directory_ + "/db", fs::copy_options::recursive);
  const auto found = InspectLogFolder(directory_, codec_);
  EXPECT_TRUE(absl::IsDataLoss(found.status())) << found.status();
  EXPECT_THAT(std::string(found.status().message()), HasSubstr("records are missing"));
}

TEST_F(LogCheckTest, ChangesNothingWhereTheLastWriteWasCutOff) {
  Append(5);
  ASSERT_TRUE(log_->FlushTail().ok());
  const std::string tail = *ReadWholeFile(directory_ + "/TAIL");
  Append(1);
  log_.reset();
  const std::string wal = NewestFile(".log");
  ASSERT_TRUE(WriteFileDurably(directory_ + "/TAIL", tail).ok());
  fs::resize_file(wal, fs::file_size(wal) - 5);
  const auto before = Files();
  const auto checked = Check();
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->tail_was_torn);
  EXPECT_EQ(checked->end.position.value(), 8U);
  EXPECT_EQ(Files(), before);
}

TEST_F(LogCheckTest, WorksWithoutPermissionToWrite) {
  log_.reset();
  for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
  }
  fs::permissions(directory_, fs::perms(0555));
  fs::permissions(folder_.path(), fs::perms(0755));
  const uid_t me = ::geteuid();
  ASSERT_TRUE(me != 0 || ::seteuid(65'534) == 0);
  const auto checked = Check();
  ASSERT_TRUE(me != 0 || ::seteuid(me) == 0);
  EXPECT_TRUE(checked.ok()) << checked.status();
  for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
    if (entry.is_directory()) fs::permissions(entry.path(), fs::perms(0755));
  }
  fs::permissions(directory_, fs::perms(0755));
}

TEST_F(LogCheckTest, RefusesWhileAProcessHasTheLogOpen) {
  const auto refused = Check();
  EXPECT_TRUE(absl::IsAborted(refused.status()));
  EXPECT_THAT(Complaint(), HasSubstr("in use by another process"));
}

TEST_F(LogCheckTest, RefusesAFolderWithoutALogAndMakesNone) {
  EXPECT_TRUE(absl::IsNotFound(CheckLogFolder(folder_ / "none", codec_, nullptr).status()));
  EXPECT_FALSE(fs::exists(folder_ / "none"));
  fs::create_directories(folder_ / "empty");
  EXPECT_TRUE(absl::IsNotFound(CheckLogFolder(folder_ / "empty", codec_, nullptr).status()));
  EXPECT_TRUE(fs::is_empty(folder_ / "empty"));
}

TEST_F(LogCheckTest, NamesTheLastWholePositionBeforeADamagedWrite) {
  Append(20);
  log_.reset();
  const std::string wal = NewestFile(".log");
  Flip(wal, fs::file_size(wal) / 2);
  EXPECT_TRUE(absl::IsDataLoss(Check().status()));
  EXPECT_THAT(Complaint(), HasSubstr("damaged in the middle"));
  EXPECT_THAT(Complaint(), testing::ContainsRegex("up to position (9|10|11|12) is there"));
}

TEST_F(LogCheckTest, NamesTheLastWholePositionBeforeADamagedTableFile) {
  Append(40);
  log_.reset();
  Open();  // recovers into a table file
  log_.reset();
  const std::string table = NewestFile(".sst");
  ASSERT_FALSE(table.empty());
  Flip(table, fs::file_size(table) / 2);
  EXPECT_TRUE(absl::IsDataLoss(Check().status()));
  EXPECT_THAT(Complaint(), testing::ContainsRegex("up to position [1-3][0-9] is there"));
}

TEST_F(LogCheckTest, NoticesThatAcknowledgedRecordsAreMissing) {
  Append(20);
  log_.reset();
  const std::string wal = NewestFile(".log");
  fs::resize_file(wal, fs::file_size(wal) - 5);
  EXPECT_TRUE(absl::IsDataLoss(Check().status()));
  EXPECT_THAT(Complaint(), HasSubstr("up to position 21 is there"));
  fs::remove_all(directory_ + "/db");
  EXPECT_TRUE(absl::IsDataLoss(Check().status()));
}

}  // namespace
}  // namespace witan::storage
