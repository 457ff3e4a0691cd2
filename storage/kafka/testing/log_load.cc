#include "storage/kafka/testing/log_load.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <utility>

#include "storage/base/status.h"
#include "storage/contract/plain_codec.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPause{20};
constexpr std::chrono::seconds kTermSlice{2};
constexpr uint64_t kMostRecords = 7;

absl::StatusOr<std::vector<AcceptedRecord>> ReadAll(EventLog& log, size_t at_a_time) {
  ASSIGN_OR_RETURN(const auto reader, log.OpenReader(Cursor{}));
  std::vector<AcceptedRecord> all;
  while (true) {
    ASSIGN_OR_RETURN(ReadResult read, reader->Read(ReadLimits{.max_records = at_a_time}));
    for (AcceptedRecord& record : read.records) all.push_back(std::move(record));
    if (read.at_end) return all;
  }
}

}  // namespace

LogLoad::LogLoad(EventLog& log, std::string name)
    : log_(log), name_(std::move(name)), thread_([this] { Run(); }) {}

const LoadLedger& LogLoad::Stop() {
  is_stopping_ = true;
  if (thread_.joinable()) thread_.join();
  return ledger_;
}

bool LogLoad::WaitForMore(uint64_t batches, milliseconds patience) const {
  const uint64_t goal = acknowledged() + batches;
  const auto deadline = steady_clock::now() + patience;
  while (acknowledged() < goal && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kPause);
  }
  return acknowledged() >= goal;
}

void LogLoad::Run() {
  while (!is_stopping_) {
    WriterOptions options;
    options.info.instance = name_;
    options.deadline = steady_clock::now() + kTermSlice;
    auto writer = log_.OpenWriter(options);
    if (writer.ok()) {
      Write(**writer);
    } else if (absl::IsDataLoss(writer.status())) {
      ledger_.data_loss = writer.status();
      return;
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
}

void LogLoad::Write(LogWriter& writer) {
  in_flight_.clear();
  open_.clear();
  while (!is_stopping_) {
    while (in_flight_.size() < static_cast<size_t>(writer.max_in_flight())) AppendOne(writer);
    AwaitOutcome();
    if (!Settle() && !Recover(writer)) return;
  }
  while (!in_flight_.empty()) {
    AwaitOutcome();
    Settle();
  }
}

void LogLoad::AppendOne(LogWriter& writer) {
  RecordChain chain(writer.Next());
  Batch batch;
  batch.first = chain.next().position;
  std::vector<std::string> records;
  const uint64_t count = made_ % kMostRecords + 1;
  for (uint64_t i = 0; i < count; ++i) {
    records.push_back(chain.Add(fmt::format("{} {}", name_, ++made_)));
    batch.records.push_back(Sha256(records.back()));
  }
  in_flight_.push_back(std::move(batch));
  writer.Append(std::move(records), [this](const AppendResult& result) {
    MutexLock lock(mutex_);
    results_.push_back(result);
    told_.NotifyAll();
  });
}

void LogLoad::AwaitOutcome() {
  MutexLock lock(mutex_);
  while (results_.empty()) told_.Wait(mutex_);
}

bool LogLoad::Settle() {
  bool is_well = true;
  MutexLock lock(mutex_);
  while (!results_.empty()) {
    const AppendResult result = std::move(results_.front());
    results_.pop_front();
    Batch batch = std::move(in_flight_.front());
    in_flight_.pop_front();
    if (result.outcome == AppendOutcome::kDurable) {
      uint64_t position = batch.first.value();
      for (const Hash& hash : batch.records) ledger_.recorded[hash] = Position(position++);
      ++ledger_.acknowledged_batches;
      ++acknowledged_;
    } else if (result.outcome == AppendOutcome::kUnknown) {
      ++ledger_.unknown_batches;
      open_.push_back(std::move(batch));
      is_well = false;
    } else {
      for (const Hash& hash : batch.records) ledger_.refused.insert(hash);
      is_well = false;
    }
  }
  return is_well;
}

bool LogLoad::Recover(LogWriter& writer) {
  while (!in_flight_.empty()) {
    AwaitOutcome();
    Settle();
  }
  const Cursor before = writer.confirmed();
  while (!is_stopping_) {
    absl::Status started = writer.StartNewTerm(steady_clock::now() + kTermSlice);
    if (started.ok()) started = FindOut(before);
    if (started.ok()) {
      ++ledger_.terms;
      return true;
    }
    if (absl::IsAborted(started)) {
      ++ledger_.resigned;
      return false;
    }
    if (absl::IsDataLoss(started)) {
      ledger_.data_loss = started;
      is_stopping_ = true;
      return false;
    }
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

absl::Status LogLoad::FindOut(const Cursor& from) {
  ASSIGN_OR_RETURN(const auto reader, log_.OpenReader(from));
  std::map<Hash, Position> found;
  while (true) {
    ASSIGN_OR_RETURN(const ReadResult read, reader->Read(ReadLimits{}));
    for (const AcceptedRecord& record : read.records) found[record.hash] = record.header.position;
    if (read.at_end) break;
  }
  for (const Batch& batch : open_) {
    for (const Hash& hash : batch.records) {
      const auto at = found.find(hash);
      if (at != found.end()) {
        ledger_.recorded[hash] = at->second;
      } else {
        ledger_.refused.insert(hash);
      }
    }
  }
  open_.clear();
  return absl::OkStatus();
}

uint64_t ExpectSound(EventLog& log, const std::vector<const LoadLedger*>& ledgers) {
  const auto one = ReadAll(log, 1'000);
  const auto other = ReadAll(log, 37);
  EXPECT_TRUE(one.ok()) << one.status();
  EXPECT_TRUE(other.ok()) << other.status();
  if (!one.ok() || !other.ok()) return 0;
  // Both go on to the end of their own time; nobody writes any more.
  EXPECT_EQ(one->size(), other->size());
  std::map<Hash, Position> found;
  for (size_t i = 0; i < one->size(); ++i) {
    EXPECT_EQ((*one)[i].hash, (*other)[i].hash) << "position " << i + 1;
    EXPECT_TRUE(found.emplace((*one)[i].hash, (*one)[i].header.position).second) << "twice";
  }
  for (const LoadLedger* ledger : ledgers) {
    EXPECT_TRUE(ledger->data_loss.ok()) << ledger->data_loss;
    for (const auto& [hash, position] : ledger->recorded) {
      const auto at = found.find(hash);
      if (at == found.end()) {
        ADD_FAILURE() << "acknowledged at position " << position.value() << " and lost";
      } else {
        EXPECT_EQ(at->second, position);
      }
    }
    for (const Hash& hash : ledger->refused) {
      EXPECT_FALSE(found.contains(hash)) << "refused and recorded";
    }
  }
  return one->size();
}

}  // namespace witan::storage
