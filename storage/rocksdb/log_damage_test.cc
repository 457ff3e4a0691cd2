// Damage anywhere in the folder of an embedded log is harmless or detected: by the offline check,
// at opening or at reading. Never does a reader get other records than were acknowledged.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/contract/event_log_contract.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/log_check.h"
#include "storage/rocksdb/rocks_event_log.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventLogContract);

constexpr int kSessions = 4;
constexpr int kBatchesOfASession = 40;
constexpr int kFlips = 1'000;
constexpr int kTruncations = 150;

uint64_t Seed() {
  const char* given = std::getenv("WITAN_TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

// "db/MANIFEST-000012", "db/000017.sst" and "db/LOG.old.17" by what they are.
std::string KindOf(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  if (name.starts_with("LOG")) return "LOG";
  const size_t dot = name.rfind('.');
  if (dot != std::string::npos) return name.substr(dot);
  return name.substr(0, name.find_first_of("-0123456789"));
}

struct Tally {
  int tried = 0;
  int harmless = 0;
  int by_check = 0;    // the offline check says so
  int at_opening = 0;  // the log does not open
  int at_reading = 0;  // it opens, and reading stops with an error
};

class LogDamage : public testing::Test {
 protected:
  LogDamage() : seed_(Seed()), random_(seed_) {
    std::printf("seed %llu (WITAN_TEST_SEED)\n", static_cast<unsigned long long>(seed_));
    Fill();
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "log")) {
      if (!entry.is_regular_file()) continue;
      const std::string name = fs::relative(entry.path(), folder_ / "log").string();
      files_[name] = *ReadWholeFile(entry.path().string());
    }
  }

  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

  RocksEventLogOptions OptionsFor(const std::string& name) {
    RocksEventLogOptions options;
    options.directory = folder_ / name;
    options.create_if_missing = true;
    options.write_buffer_bytes = size_t{192} << 10;  // so that even a session has table files
    options.tail_interval = std::chrono::hours(1);   // written at closing
    return options;
  }

  void Fill() {
    for (int session = 0; session < kSessions; ++session) {
      auto log = RocksEventLog::Open(OptionsFor("log"), codec_, clock_).value();
      if (session == 0) {
        ASSERT_TRUE(log->Create(LogId{Uuid::Random()}, "damage").ok());
      }
      const auto writer = log->OpenWriter(WriterOptions{}).value();
      // The last session stays small: its records stand in the write-ahead log alone.
      for (int i = 0; i < (session + 1 < kSessions ? kBatchesOfASession : 8); ++i) Append(*writer);
    }
    const auto checked = CheckLogFolder(folder_ / "log", codec_, [&](const AcceptedRecord& record) {
      records_.push_back(record.bytes);
      return absl::OkStatus();
    });
    ASSERT_TRUE(checked.ok()) << checked.status();
    ASSERT_EQ(checked->tail_file, checked->end) << "the tail file is not current";
    end_ = checked->end;
  }

  void Append(LogWriter& writer) {
    RecordChain chain(writer.Next());
    std::vector<std::string> batch;
    for (size_t count = 1 + Below(4); count > 0; --count) {
      std::string body(Below(8) == 0 ? Below(6'000) : Below(400), '\0');
      for (char& c : body) c = static_cast<char>(Below(256));
      batch.push_back(chain.Add(body));
    }
    writer.Append(std::move(batch), [](const AppendResult& result) {
      ASSERT_EQ(result.outcome, AppendOutcome::kDurable) << result.status;
    });
  }

  // By turns any byte of the folder, and any byte of any kind of file: small files get their share.
  std::string PickFile() {
    std::map<std::string, std::vector<std::string>> kinds;
    size_t total = 0;
    for (const auto& [name, bytes] : files_) {
      if (bytes.empty()) continue;
      kinds[KindOf(name)].push_back(name);
      total += bytes.size();
    }
    if (Below(2) == 0) {
      const auto& names = std::next(kinds.begin(), static_cast<long>(Below(kinds.size())))->second;
      return names.at(Below(names.size()));
    }
    size_t place = Below(total);
    for (const auto& [name, bytes] : files_) {
      if (place < bytes.size()) return name;
      place -= bytes.size();
    }
    return files_.rbegin()->first;
  }

  // A copy of the folder in which `name` holds `bytes`.
  void CopyWith(const std::string& name, const std::string& bytes) {
    fs::remove_all(folder_ / "copy");
    fs::create_directories(folder_ / "copy/db");
    for (const auto& [file, content] : files_) {
      std::ofstream(folder_ / ("copy/" + file), std::ios::binary)
          << (file == name ? bytes : content);
    }
  }

  absl::Status ReadAllEqual(RocksEventLog& log) {
    auto reader = log.OpenReader(Cursor{});
    if (!reader.ok()) return reader.status();
    size_t count = 0;
    while (true) {
      const auto read = (*reader)->Read(ReadLimits{});
      if (!read.ok()) return read.status();
      for (const AcceptedRecord& record : read->records) {
        EXPECT_LT(count, records_.size());
        EXPECT_TRUE(record.bytes == records_.at(count)) << "another record at " << count + 1;
        ++count;
      }
      if (read->at_end) break;
    }
    EXPECT_EQ(count, records_.size()) << "records are gone without a word";
    return absl::OkStatus();
  }

  // What holds records is still there after a refusal, for whoever looks into it.
  void ExpectKeptAsEvidence(const std::string& damaged) {
    for (const auto& [name, bytes] : files_) {
      const std::string kind = KindOf(name);
      if (name == damaged || (kind != ".sst" && kind != ".log" && kind != "MANIFEST")) continue;
      EXPECT_TRUE(*ReadWholeFile(folder_ / ("copy/" + name)) == bytes) << name << " was changed";
    }
  }

  // What becomes of the folder "copy".
  void Try(const std::string& name) {
    Tally& tally = tallies_[KindOf(name)];
    ++tally.tried;
    const auto checked = CheckLogFolder(folder_ / "copy", codec_, nullptr);
    if (checked.ok()) {
      EXPECT_EQ(checked->end, end_);
    } else {
      EXPECT_FALSE(std::string(checked.status().message()).empty());
    }
    RocksEventLogOptions options = OptionsFor("copy");
    options.create_if_missing = false;
    auto opened = RocksEventLog::Open(options, codec_, clock_);
    if (!opened.ok()) ExpectKeptAsEvidence(name);
    const absl::Status read = opened.ok() ? ReadAllEqual(**opened) : absl::OkStatus();
    tally.by_check += checked.ok() ? 0 : 1;
    tally.at_opening += opened.ok() ? 0 : 1;
    tally.at_reading += read.ok() ? 0 : 1;
    tally.harmless += checked.ok() && opened.ok() && read.ok() ? 1 : 0;
    // What the service would stumble on, the offline check tells beforehand.
    EXPECT_TRUE(read.ok() || !checked.ok()) << read;
    EXPECT_TRUE(opened.ok() || !checked.ok()) << opened.status();
    // Opening deletes table files that a damaged MANIFEST no longer names: it must not come to
    // that.
    EXPECT_TRUE(KindOf(name) != "MANIFEST" || opened.ok() == checked.ok());
  }

  void Report(const char* what) {
    std::printf("%-14s %9s %9s %9s %9s %9s\n", what, "tried", "harmless", "check", "opening",
                "reading");
    for (const auto& [kind, tally] : tallies_) {
      std::printf("%-14s %9d %9d %9d %9d %9d\n", kind.c_str(), tally.tried, tally.harmless,
                  tally.by_check, tally.at_opening, tally.at_reading);
    }
  }

  const uint64_t seed_;
  std::mt19937_64 random_;
  TemporaryFolder folder_{TemporaryFolder::FastParent()};
  PlainCodec codec_;
  FakeClock clock_;
  std::map<std::string, std::string> files_;
  std::vector<std::string> records_;
  Cursor end_;
  std::map<std::string, Tally> tallies_;
};

TEST_F(LogDamage, FixtureHasEveryKindOfFile) {
  std::map<std::string, int> kinds;
  for (const auto& [name, bytes] : files_) ++kinds[KindOf(name)];
  for (const char* kind : {".sst", ".log", "MANIFEST", "CURRENT", "OPTIONS", "TAIL", "FORMAT"}) {
    EXPECT_GT(kinds[kind], 0) << kind;
  }
  EXPECT_GT(kinds[".sst"], 2);
  EXPECT_GT(records_.size(), 200U);
}

TEST_F(LogDamage, AnyFlippedBitIsHarmlessOrDetected) {
  for (int i = 0; i < kFlips && !HasFailure(); ++i) {
    const std::string name = PickFile();
    std::string bytes = files_[name];
    const size_t place = Below(bytes.size());
    const size_t bit = Below(8);
    SCOPED_TRACE(fmt::format("bit {} of byte {} of {} ({} bytes)", bit, place, name, bytes.size()));
    bytes[place] = static_cast<char>(bytes[place] ^ (1 << bit));
    CopyWith(name, bytes);
    Try(name);
  }
  Report("flipped bits");
}

TEST_F(LogDamage, AnyTruncationIsHarmlessOrDetected) {
  for (int i = 0; i < kTruncations && !HasFailure(); ++i) {
    const std::string name = PickFile();
    const size_t length = Below(files_[name].size());
    SCOPED_TRACE(fmt::format("{} cut to {} of {} bytes", name, length, files_[name].size()));
    CopyWith(name, files_[name].substr(0, length));
    Try(name);
  }
  Report("truncations");
}

TEST_F(LogDamage, AnyMissingFileIsHarmlessOrDetected) {
  for (const auto& [name, bytes] : files_) {
    SCOPED_TRACE(name);
    CopyWith(name, bytes);
    fs::remove(folder_ / ("copy/" + name));
    Try(name);
  }
  Report("missing files");
}

}  // namespace
}  // namespace witan::storage
