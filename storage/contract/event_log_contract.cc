#include "storage/contract/event_log_contract.h"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace witan::storage {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

void EventLogContract::SetUp() { backend_ = GetParam()(); }

Cursor EventLogContract::CreateLog() {
  auto created = log().Create(LogId{Uuid::Random()}, "contract suite");
  EXPECT_TRUE(created.ok()) << created.status();
  return created.value_or(Cursor{});
}

std::unique_ptr<LogWriter> EventLogContract::OpenWriter(const std::string& instance) {
  WriterOptions options;
  options.info.instance = instance;
  options.deadline = steady_clock::now() + seconds(30);
  auto writer = log().OpenWriter(options);
  EXPECT_TRUE(writer.ok()) << writer.status();
  return writer.ok() ? *std::move(writer) : nullptr;
}

AppendResult EventLogContract::Append(LogWriter& writer, const std::vector<std::string>& bodies) {
  RecordChain chain(writer.Next());
  std::vector<std::string> records;
  for (const std::string& body : bodies) records.push_back(chain.Add(body));
  return AppendRecords(writer, std::move(records));
}

AppendResult EventLogContract::AppendRecords(LogWriter& writer, std::vector<std::string> records) {
  Mutex mutex;
  CondVar changed;
  bool is_done = false;
  AppendResult result;
  writer.Append(std::move(records), [&](const AppendResult& told) {
    MutexLock lock(mutex);
    EXPECT_FALSE(is_done) << "done ran twice";
    result = told;
    is_done = true;
    changed.NotifyAll();
  });
  MutexLock lock(mutex);
  while (!is_done) changed.Wait(mutex);
  return result;
}

std::vector<AcceptedRecord> EventLogContract::ReadAll(const Cursor& from) {
  std::vector<AcceptedRecord> all;
  auto reader = log().OpenReader(from);
  EXPECT_TRUE(reader.ok()) << reader.status();
  for (bool at_end = !reader.ok(); !at_end;) {
    auto read = (*reader)->Read(ReadLimits{});
    EXPECT_TRUE(read.ok()) << read.status();
    if (!read.ok()) break;
    for (AcceptedRecord& record : read->records) all.push_back(std::move(record));
    at_end = read->at_end;
  }
  return all;
}

std::vector<std::string> EventLogContract::Bodies(const Cursor& from) {
  std::vector<std::string> bodies;
  for (const AcceptedRecord& record : ReadAll(from)) {
    if (record.header.kind != RecordKind::kOther) continue;
    bodies.push_back(PlainCodec::Body(record.bytes).value_or("damaged"));
  }
  return bodies;
}

TEST_P(EventLogContract, CreatedLogHoldsOneRecord) {
  const Cursor created = CreateLog();
  const auto records = ReadAll();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].header.kind, RecordKind::kLogCreated);
  EXPECT_EQ(records[0].header.position, Position(1));
  EXPECT_EQ(records[0].header.term, Term(0));
  EXPECT_EQ(records[0].header.log_id, created.log_id);
  EXPECT_EQ(records[0].hash, created.hash);
}

TEST_P(EventLogContract, RefusesToCreateALogTwice) {
  CreateLog();
  const auto again = log().Create(LogId{Uuid::Random()}, "again");
  EXPECT_TRUE(absl::IsAlreadyExists(again.status())) << again.status();
  EXPECT_EQ(ReadAll().size(), 1U);
}

TEST_P(EventLogContract, RefusesAWriterOnAnEmptyLog) {
  const auto writer = log().OpenWriter(WriterOptions{});
  EXPECT_TRUE(absl::IsFailedPrecondition(writer.status())) << writer.status();
  EXPECT_TRUE(ReadAll().empty());
}

TEST_P(EventLogContract, WriterBeginsWithWriterStartedOfTheNextTerm) {
  CreateLog();
  { EXPECT_EQ(OpenWriter()->term(), Term(1)); }
  const auto second = OpenWriter("two");
  EXPECT_EQ(second->term(), Term(2));
  const auto records = ReadAll();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[2].header.kind, RecordKind::kWriterStarted);
  EXPECT_EQ(PlainCodec::Body(records[2].bytes).value(), "two");
  EXPECT_EQ(second->confirmed().hash, records[2].hash);
  EXPECT_EQ(second->Next().position, Position(4));
}

TEST_P(EventLogContract, RefusesAWriterWhoseClockIsBehind) {
  CreateLog();
  clock().Advance(-seconds(6));
  const auto late = log().OpenWriter(WriterOptions{});
  EXPECT_TRUE(absl::IsFailedPrecondition(late.status()));
  EXPECT_THAT(Message(late.status()), HasSubstr("clock"));
  clock().Advance(seconds(2));
  const auto writer = OpenWriter();
  EXPECT_GT(writer->confirmed().recorded_at, ReadAll()[0].header.recorded_at);
}

TEST_P(EventLogContract, AppendedRecordsAreReadInOrder) {
  CreateLog();
  const auto writer = OpenWriter();
  const AppendResult first = Append(*writer, {"a", "b"});
  ASSERT_EQ(first.outcome, AppendOutcome::kDurable) << first.status;
  EXPECT_EQ(first.last, writer->confirmed());
  EXPECT_EQ(Append(*writer, {"c"}).last.position, Position(5));
  EXPECT_THAT(Bodies(), ElementsAre("a", "b", "c"));
  const auto records = ReadAll();
  for (size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].header.previous_hash, records[i - 1].hash);
    EXPECT_EQ(records[i].header.position, Position(i + 1));
    EXPECT_GT(records[i].header.recorded_at, records[i - 1].header.recorded_at);
  }
}

TEST_P(EventLogContract, RefusesRecordsThatDoNotContinueTheChain) {
  CreateLog();
  const auto writer = OpenWriter();
  for (int fault = 0; fault < 6; ++fault) {
    NextRecord next = writer->Next();
    if (fault == 0) next.position = next.position.Next();
    if (fault == 1) next.term = next.term.Next();
    if (fault == 2) next.previous_hash[0] ^= 1;
    if (fault == 3) next.log_id = LogId{Uuid::Random()};
    if (fault == 4) next.after = next.after - seconds(1);
    std::vector<std::string> records = {fault == 5 ? "no record" : RecordChain(next).Add("x")};
    const AppendResult result = AppendRecords(*writer, std::move(records));
    EXPECT_EQ(result.outcome, AppendOutcome::kNotWritten) << fault;
  }
  EXPECT_EQ(Append(*writer, {"good"}).outcome, AppendOutcome::kDurable);
  EXPECT_THAT(Bodies(), ElementsAre("good"));
}

TEST_P(EventLogContract, ReaderContinuesFromItsCursor) {
  CreateLog();
  const auto writer = OpenWriter();
  const Cursor middle = Append(*writer, {"a", "b"}).last;
  Append(*writer, {"c"});
  EXPECT_THAT(Bodies(middle), ElementsAre("c"));
  EXPECT_TRUE(ReadAll(writer->confirmed()).empty());
}

TEST_P(EventLogContract, ReadKeepsItsLimits) {
  CreateLog();
  const auto writer = OpenWriter();
  Append(*writer, {std::string(1'000, 'a'), "b", "c"});
  const auto reader = *log().OpenReader(Cursor{});
  EXPECT_EQ(reader->Read(ReadLimits{.max_records = 2})->records.size(), 2U);
  const auto large = reader->Read(ReadLimits{.max_records = 9, .max_bytes = 10});
  ASSERT_EQ(large->records.size(), 1U);
  EXPECT_FALSE(large->at_end);
  const auto rest = reader->Read(ReadLimits{});
  EXPECT_EQ(rest->records.size(), 2U);
  EXPECT_TRUE(rest->at_end);
  EXPECT_EQ(reader->cursor(), writer->confirmed());
}

TEST_P(EventLogContract, RefusesACursorWhoseRecordDiffersOrIsMissing) {
  CreateLog();
  const auto writer = OpenWriter();
  Append(*writer, {"a"});
  Cursor other = writer->confirmed();
  other.hash[5] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(log().OpenReader(other).status()));
  Cursor ahead = writer->confirmed();
  ahead.offset += 5;
  ahead.position = Position(ahead.position.value() + 5);
  const auto refused = log().OpenReader(ahead).status();
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(Message(refused), HasSubstr("shorter"));
}

TEST_P(EventLogContract, WaitForMoreWakesWhenRecordsBecomeDurable) {
  CreateLog();
  const auto writer = OpenWriter();
  const auto reader = *log().OpenReader(writer->confirmed());
  EXPECT_FALSE(reader->WaitForMore(steady_clock::now() + std::chrono::milliseconds(5)));
  std::vector<AcceptedRecord> read;
  std::jthread follower([&] {
    while (read.empty()) {
      reader->WaitForMore(steady_clock::now() + seconds(20));
      read = reader->Read(ReadLimits{})->records;
    }
  });
  EXPECT_EQ(Append(*writer, {"a"}).outcome, AppendOutcome::kDurable);
  follower.join();
  EXPECT_EQ(PlainCodec::Body(read[0].bytes).value(), "a");
}

TEST_P(EventLogContract, InterruptEndsAWait) {
  CreateLog();
  const auto reader = *log().OpenReader(Cursor{});
  while (!reader->Read(ReadLimits{})->at_end) {
  }
  const auto start = steady_clock::now();
  std::jthread other([&] { reader->Interrupt(); });
  reader->WaitForMore(start + seconds(60));
  EXPECT_LT(steady_clock::now() - start, seconds(30));
}

TEST_P(EventLogContract, AReplacedWriterIsNeverAcknowledged) {
  CreateLog();
  const auto old = OpenWriter("old");
  EXPECT_EQ(Append(*old, {"a"}).outcome, AppendOutcome::kDurable);
  const auto young = OpenWriter("young");
  EXPECT_NE(Append(*old, {"lost"}).outcome, AppendOutcome::kDurable);
  Append(*young, {"b"});
  const auto resigned = old->StartNewTerm(steady_clock::now() + seconds(10));
  EXPECT_TRUE(absl::IsAborted(resigned)) << resigned;
}

TEST_P(EventLogContract, TheWriterGoesOnWhateverAReplacedOneDid) {
  CreateLog();
  const auto old = OpenWriter("old");
  const auto young = OpenWriter("young");
  EXPECT_NE(Append(*old, {"lost"}).outcome, AppendOutcome::kDurable);
  if (Append(*young, {"b"}).outcome != AppendOutcome::kDurable) {
    ASSERT_TRUE(young->StartNewTerm(steady_clock::now() + seconds(10)).ok());
    EXPECT_EQ(Bodies().size(), 1U);
  }
  EXPECT_EQ(Append(*young, {"c"}).outcome, AppendOutcome::kDurable);
  EXPECT_THAT(Bodies(), ElementsAre("b", "c"));
}

TEST_P(EventLogContract, StartNewTermRaisesTheTerm) {
  CreateLog();
  const auto writer = OpenWriter();
  Append(*writer, {"a"});
  ASSERT_TRUE(writer->StartNewTerm(steady_clock::now() + seconds(10)).ok());
  EXPECT_EQ(writer->term(), Term(2));
  EXPECT_EQ(Append(*writer, {"b"}).outcome, AppendOutcome::kDurable);
  EXPECT_THAT(Bodies(), ElementsAre("a", "b"));
}

TEST_P(EventLogContract, EverythingAcknowledgedSurvivesAReopening) {
  CreateLog();
  Cursor end;
  for (int round = 0; round < 3; ++round) {
    {
      const auto writer = OpenWriter();
      end = Append(*writer, {"x", "y"}).last;
    }
    const absl::Status reopened = backend().Reopen();
    ASSERT_TRUE(reopened.ok()) << reopened;
    EXPECT_EQ(Bodies().size(), static_cast<size_t>(2 * (round + 1)));
    EXPECT_TRUE(log().OpenReader(end).ok());
  }
  EXPECT_EQ(OpenWriter()->term(), Term(4));
}

TEST_P(EventLogContract, ManyRecordsComeBackAsTheyWere) {
  CreateLog();
  const auto writer = OpenWriter();
  std::vector<std::string> expected;
  for (int batch = 0; batch < 50; ++batch) {
    std::vector<std::string> bodies;
    for (int i = 0; i < 40; ++i) bodies.emplace_back(static_cast<size_t>(i * 37), 'z');
    expected.insert(expected.end(), bodies.begin(), bodies.end());
    ASSERT_EQ(Append(*writer, bodies).outcome, AppendOutcome::kDurable);
  }
  EXPECT_EQ(Bodies(), expected);
}

}  // namespace witan::storage
