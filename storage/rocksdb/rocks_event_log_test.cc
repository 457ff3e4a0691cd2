#include "storage/rocksdb/rocks_event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "storage/contract/event_log_contract.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/folder.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

class RocksBackend final : public ContractBackend {
 public:
  RocksBackend() {
    options_.directory = folder_ / "log";
    options_.create_if_missing = true;
    WITAN_CHECK(Reopen().ok(), "the log does not open");
  }
  EventLog& log() override { return *log_; }
  absl::Status Reopen() override {
    log_.reset();
    auto opened = RocksEventLog::Open(options_, codec_, clock_);
    if (!opened.ok()) return opened.status();
    log_ = *std::move(opened);
    return absl::OkStatus();
  }
  FakeClock& clock() override { return clock_; }

 private:
  TemporaryFolder folder_;
  PlainCodec codec_;
  FakeClock clock_;
  RocksEventLogOptions options_;
  std::unique_ptr<RocksEventLog> log_;
};

std::unique_ptr<ContractBackend> MakeRocksBackend() { return std::make_unique<RocksBackend>(); }

INSTANTIATE_TEST_SUITE_P(RocksDB, EventLogContract, testing::Values(&MakeRocksBackend));

// Fails syncs of write-ahead logs when told to.
class SyncFault final : public rocksdb::FileSystemWrapper {
 public:
  explicit SyncFault(const std::shared_ptr<rocksdb::FileSystem>& base)
      : rocksdb::FileSystemWrapper(base) {}
  const char* Name() const override { return "SyncFault"; }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override {
    auto made = target()->NewWritableFile(name, options, result, debug);
    if (made.ok() && name.ends_with(".log")) {
      *result = std::make_unique<File>(std::move(*result), fails_);
    }
    return made;
  }
  std::atomic<bool>& fails() { return fails_; }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile>&& file, std::atomic<bool>& fails)
        : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), fails_(fails) {}
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
      if (fails_.load()) return rocksdb::IOStatus::IOError("sync failed");
      return rocksdb::FSWritableFileOwnerWrapper::Sync(options, debug);
    }

   private:
    std::atomic<bool>& fails_;
  };
  std::atomic<bool> fails_ = false;
};

class RocksLog : public testing::Test {
 protected:
  RocksLog() {
    options_.directory = folder_ / "log";
    options_.create_if_missing = true;
  }

  absl::Status Open() {
    log_.reset();
    auto opened = RocksEventLog::Open(options_, codec_, clock_);
    if (!opened.ok()) return opened.status();
    log_ = *std::move(opened);
    return absl::OkStatus();
  }

  // A new log with `count` records of a writer.
  void Fill(int count) {
    ASSERT_TRUE(Open().ok());
    ASSERT_TRUE(log_->Create(LogId{Uuid::Random()}, "test").ok());
    const auto writer = *log_->OpenWriter(WriterOptions{});
    for (int i = 0; i < count; ++i) {
      ASSERT_EQ(Append(*writer).outcome, AppendOutcome::kDurable);
    }
  }

  static AppendResult Append(LogWriter& writer) {
    AppendResult result;
    writer.Append({RecordChain(writer.Next()).Add(std::string(200, 'x'))},
                  [&](const AppendResult& told) { result = told; });
    return result;
  }

  // A copy of the folder as a crash would leave it; the log stays open.
  std::string CopyAfterCrash(const std::string& name) {
    std::string copy = folder_ / name;
    fs::copy(options_.directory, copy, fs::copy_options::recursive);
    return copy;
  }

  static std::string FindFile(const std::string& directory, const std::string& extension) {
    std::string found;
    for (const auto& entry : fs::directory_iterator(directory + "/db")) {
      const bool matches = entry.path().extension() == extension && entry.file_size() > 0;
      if (matches && entry.path().string() > found) found = entry.path().string();
    }
    return found;
  }

  static void Flip(const std::string& path, uint64_t place) {
    std::string bytes = *ReadWholeFile(path);
    bytes.at(place) = static_cast<char>(bytes.at(place) ^ 0x40);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  TemporaryFolder folder_;
  PlainCodec codec_;
  FakeClock clock_;
  RocksEventLogOptions options_;
  std::unique_ptr<RocksEventLog> log_;
};

TEST_F(RocksLog, SecondProcessOnTheFolderIsRefusedWithAClearSentence) {
  Fill(1);
  const auto second = RocksEventLog::Open(options_, codec_, clock_);
  EXPECT_TRUE(absl::IsAborted(second.status()));
  EXPECT_THAT(Message(second.status()), HasSubstr("in use by another process"));
}

TEST_F(RocksLog, AbsentFolderIsNotMadeUnlessAsked) {
  options_.create_if_missing = false;
  EXPECT_TRUE(absl::IsNotFound(Open()));
  EXPECT_FALSE(fs::exists(options_.directory));
}

TEST_F(RocksLog, FolderOfANewerVersionIsRefused) {
  Fill(1);
  log_.reset();
  ASSERT_TRUE(WriteFileDurably(options_.directory + "/FORMAT", "witan log 2\n").ok());
  const absl::Status refused = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(Message(refused), HasSubstr("newer version"));
}

TEST_F(RocksLog, FolderThatHoldsSomethingElseIsRefused) {
  fs::create_directories(options_.directory);
  std::ofstream(options_.directory + "/letter.txt") << "hello";
  EXPECT_TRUE(absl::IsFailedPrecondition(Open()));
}

TEST_F(RocksLog, FolderWhoseMarkACrashCutShortIsUsed) {
  fs::create_directories(options_.directory);
  std::ofstream(options_.directory + "/FORMAT.new") << "wit";
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksLog, FolderWithoutPermissionIsRefusedWithItsName) {
  fs::create_directories(options_.directory);
  fs::permissions(options_.directory, fs::perms::owner_read);
  fs::permissions(folder_.path(), fs::perms::all);
  const uid_t me = ::geteuid();
  const bool is_root = me == 0;
  ASSERT_TRUE(!is_root || ::seteuid(65'534) == 0);
  const absl::Status refused = Open();
  ASSERT_TRUE(!is_root || ::seteuid(me) == 0);
  EXPECT_TRUE(absl::IsPermissionDenied(refused)) << refused;
  EXPECT_THAT(Message(refused), HasSubstr(options_.directory));
}

TEST_F(RocksLog, WritesNothingAfterAFailedSyncUntilRestart) {
  auto faulty = std::make_shared<SyncFault>(rocksdb::FileSystem::Default());
  const auto env = rocksdb::NewCompositeEnv(faulty);
  options_.env = env.get();
  Fill(3);
  const auto writer = *log_->OpenWriter(WriterOptions{});
  faulty->fails() = true;
  const AppendResult failed = Append(*writer);
  EXPECT_EQ(failed.outcome, AppendOutcome::kUnknown);
  EXPECT_TRUE(absl::IsFailedPrecondition(failed.status));
  faulty->fails() = false;
  EXPECT_EQ(Append(*writer).outcome, AppendOutcome::kNotWritten);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  EXPECT_TRUE(absl::IsFailedPrecondition(writer->StartNewTerm(deadline)));
  EXPECT_TRUE(absl::IsFailedPrecondition(log_->OpenWriter(WriterOptions{}).status()));
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(log_->OpenWriter(WriterOptions{}).ok());
  log_.reset();  // before its environment
}

TEST_F(RocksLog, RefusesEarlyWhileTheDiskIsNearlyFull) {
  std::atomic<uint64_t> free = uint64_t{1} << 40;
  options_.free_bytes = [&](const std::string&) { return absl::StatusOr<uint64_t>(free.load()); };
  Fill(1);
  free = 1 << 20;
  ASSERT_TRUE(Open().ok());  // which also makes the disk measured anew
  const auto full = log_->OpenWriter(WriterOptions{});
  EXPECT_TRUE(absl::IsResourceExhausted(full.status())) << full.status();
  EXPECT_THAT(Message(full.status()), HasSubstr("nearly full"));
  free = uint64_t{1} << 40;
  const auto writer = log_->OpenWriter(WriterOptions{});
  ASSERT_TRUE(writer.ok()) << writer.status();
  EXPECT_EQ(Append(**writer).outcome, AppendOutcome::kDurable);
}

TEST_F(RocksLog, TornTailBeyondTheTailFileIsDropped) {
  Fill(20);
  ASSERT_TRUE(log_->FlushTail().ok());
  const uint64_t kept = log_->Verify({})->position.value();
  const auto writer = *log_->OpenWriter(WriterOptions{});
  Append(*writer);
  options_.directory = CopyAfterCrash("torn");
  const std::string wal = FindFile(options_.directory, ".log");
  fs::resize_file(wal, fs::file_size(wal) - 5);
  // The tail file as it stood before the write that was cut off.
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(log_->open_report().tail_was_torn);
  EXPECT_GE(log_->Verify({})->position.value(), kept);
  EXPECT_TRUE(log_->Verify(nullptr).ok());
}

TEST_F(RocksLog, TornTailThatTheTailFileVouchesForIsDataLoss) {
  Fill(20);
  ASSERT_TRUE(log_->FlushTail().ok());
  options_.directory = CopyAfterCrash("torn");
  const std::string wal = FindFile(options_.directory, ".log");
  fs::resize_file(wal, fs::file_size(wal) - 5);
  EXPECT_TRUE(absl::IsDataLoss(Open()));
  EXPECT_TRUE(absl::IsDataLoss(Open())) << "looking changed the folder";
}

TEST_F(RocksLog, DamageInTheMiddleIsNoTornTail) {
  Fill(20);
  options_.directory = CopyAfterCrash("damaged");
  const std::string wal = FindFile(options_.directory, ".log");
  Flip(wal, fs::file_size(wal) / 2);
  const absl::Status refused = Open();
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(Message(refused), HasSubstr("damaged in the middle"));
}

TEST_F(RocksLog, MissingTailFileMakesEverythingChecked) {
  Fill(5);
  log_.reset();
  fs::remove(options_.directory + "/TAIL");
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(log_->open_report().tail_file_was_unusable);
  EXPECT_EQ(log_->open_report().records_checked, 7U);
  ASSERT_TRUE(Open().ok());
  EXPECT_FALSE(log_->open_report().tail_file_was_unusable);
  EXPECT_EQ(log_->open_report().records_checked, 0U);
}

TEST_F(RocksLog, LostDatabaseIsNotTakenForANewLog) {
  Fill(5);
  log_.reset();
  fs::remove_all(options_.directory + "/db");
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

TEST_F(RocksLog, LostWriteAheadLogIsDataLoss) {
  Fill(5);
  ASSERT_TRUE(log_->FlushTail().ok());
  options_.directory = CopyAfterCrash("lost");
  fs::remove(FindFile(options_.directory, ".log"));
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

TEST_F(RocksLog, AnotherLogsDatabaseIsDataLoss) {
  Fill(5);
  log_.reset();
  const std::string mine = options_.directory;
  options_.directory = folder_ / "other";
  Fill(9);
  log_.reset();
  fs::remove_all(mine + "/db");
  fs::copy(options_.directory + "/db", mine + "/db", fs::copy_options::recursive);
  options_.directory = mine;
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

TEST_F(RocksLog, VerifyReadsEverythingAndTellsHowFar) {
  Fill(5);
  uint64_t seen = 0;
  const auto end = log_->Verify([&](Position position) { seen = position.value(); });
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end->position.value(), 7U);
  EXPECT_EQ(seen, 7U);
}

}  // namespace
}  // namespace witan::storage
