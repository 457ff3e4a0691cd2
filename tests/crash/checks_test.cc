// What is looked at in the folder of a killed process: silent on a folder that keeps its word, and
// red for each way in which a process could break it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "services/domain/testing/fake_world.h"
#include "services/runtime/codec/envelope_codec.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/rocks_event_log.h"
#include "tests/crash/kept.h"
#include "tests/crash/ledger.h"
#include "tests/support/failures.h"
#include "tests/support/same_projection.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using domain::testing::FakeWorld;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using witan::command::v1::CommandResponse;
using witan::event::v1::Envelope;

constexpr int kEvents = 6;

// A data folder as a process leaves it, and the ledger of those who were answered.
class Checks : public ::testing::Test {
 protected:
  Checks() {
    fs::create_directories(data());
    Open(/*create=*/true);
    for (int i = 0; i < kEvents; ++i) {
      world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION,
                          "Y" + std::to_string(60 + i), "Region " + std::to_string(i));
      events_.push_back(Record(*world_.events().back()));
      Acknowledge(events_.back());
    }
  }

  std::string data() const { return folder_ / "data"; }

  void Open(bool create = false) {
    storage::RocksEventLogOptions options;
    options.directory = data() + "/log";
    options.create_if_missing = create;
    log_ = storage::RocksEventLog::Open(options, codec_, clock_).value();
    if (create) {
      EXPECT_TRUE(log_->Create(LogId{Uuid::Random()}, "test").ok());
    }
    storage::WriterOptions writer;
    writer.info = {.instance = "test", .address = "localhost:1"};
    writer_ = log_->OpenWriter(writer).value();
  }

  // The process ends; what it wrote stays.
  void Close() {
    if (log_ == nullptr) return;
    EXPECT_TRUE(log_->FlushTail().ok());
    writer_.reset();
    log_.reset();
  }

  // Writes the event behind the log's end; as it stands there.
  Envelope Record(Envelope event) {
    const storage::NextRecord next = writer_->Next();
    if (event.request_id().empty()) event.set_request_id(Uuid::Random().ToString());
    event.set_log_id(next.log_id.ToString());
    event.set_position(next.position.value());
    event.set_term(next.term.value());
    event.set_previous_hash(std::string(AsBytes(next.previous_hash)));
    event.set_format_version(runtime::kFormatVersion);
    event.set_recorded_at_us(next.after.micros + 1);
    absl::Status written = absl::UnknownError("not done");
    writer_->Append({event.SerializeAsString()},
                    [&](const storage::AppendResult& result) { written = result.status; });
    EXPECT_TRUE(written.ok()) << written;
    return event;
  }

  static Command CommandOf(const Envelope& event) {
    Command command;
    command.header.set_request_id(event.request_id());
    command.content = event.payload();
    command.principal = event.recorded_by();
    return command;
  }

  static CommandResponse AnswerOf(const Envelope& event) {
    CommandResponse answer;
    answer.set_event_id(event.event_id());
    answer.set_record_id(event.stream());
    answer.set_version(event.version());
    answer.set_position(event.position());
    answer.set_recorded_at_us(event.recorded_at_us());
    return answer;
  }

  void Acknowledge(const Envelope& event) {
    ledger_.Recorded(ledger_.Add(CommandOf(event)), AnswerOf(event));
  }

  // An organisation more in the world; nothing is written or acknowledged.
  Envelope Another() {
    world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL, "X24", "Nation");
    return *world_.events().back();
  }

  std::string LogFailures(size_t not_in_ledger = 0) {
    Close();
    return FailuresOf([&] { CheckLog(data(), ledger_, not_in_ledger); });
  }

  std::string ProjectionFailures() {
    Close();
    return FailuresOf([&] { CheckProjections(data()); });
  }

  const storage::TemporaryFolder folder_;
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_{runtime::BuildInfo{"test", ""}};
  FakeWorld world_;
  std::unique_ptr<storage::RocksEventLog> log_;
  std::unique_ptr<storage::LogWriter> writer_;
  Ledger ledger_;
  std::vector<Envelope> events_;  // acknowledged
};

TEST_F(Checks, AreSilentOnAFolderThatKeepsItsWord) {
  EXPECT_EQ(LogFailures(), "");
  EXPECT_EQ(ProjectionFailures(), "");
}

// ---- the log

TEST_F(Checks, SeeAnAcknowledgedEventThatIsNotThere) {
  Envelope lost = Another();
  lost.set_request_id(Uuid::Random().ToString());
  Acknowledge(lost);
  EXPECT_THAT(LogFailures(), HasSubstr("but not there"));
}

TEST_F(Checks, SeeAnAnswerThatIsNotWhatWasRecorded) {
  Close();
  const std::vector<std::function<void(CommandResponse&, Command&)>> spoils = {
      [](CommandResponse& answer, Command&) { answer.set_position(answer.position() + 1); },
      [](CommandResponse& answer, Command&) { answer.set_event_id("another"); },
      [](CommandResponse& answer, Command&) { answer.set_record_id("another"); },
      [](CommandResponse& answer, Command&) { answer.set_version(answer.version() + 1); },
      [](CommandResponse& answer, Command&) { answer.set_recorded_at_us(1); },
      [](CommandResponse&, Command& command) {
        command.content.mutable_organisation_registered()->set_name("Another");
      },
  };
  for (size_t i = 0; i < spoils.size(); ++i) {
    Command command = CommandOf(events_.back());
    CommandResponse answer = AnswerOf(events_.back());
    spoils[i](answer, command);
    Ledger ledger;
    ledger.Recorded(ledger.Add(command), answer);
    EXPECT_THAT(FailuresOf([&] { CheckLog(data(), ledger, kEvents - 1); }), Not(IsEmpty())) << i;
  }
}

TEST_F(Checks, SeeARefusedCommandThatIsThere) {
  const Envelope event = Record(Another());
  ledger_.Refused(ledger_.Add(CommandOf(event)), grpc::StatusCode::FAILED_PRECONDITION, "R-18");
  EXPECT_THAT(LogFailures(), HasSubstr("refused, but there: R-18"));
}

TEST_F(Checks, SeeACommandThatIsThereTwice) {
  Envelope again = events_.back();
  again.set_event_id(Uuid::Random().ToString());
  Record(again);
  EXPECT_THAT(LogFailures(), HasSubstr("is there twice"));
}

TEST_F(Checks, SeeAnEventThatNobodySent) {
  Record(Another());
  EXPECT_THAT(LogFailures(), Not(IsEmpty()));
}

TEST_F(Checks, SeeThatWhatWasThereBeforeIsGone) {
  EXPECT_THAT(LogFailures(/*not_in_ledger=*/1), Not(IsEmpty()));
}

TEST_F(Checks, LetAnUnansweredCommandBeThereOrNot) {
  ledger_.Add(CommandOf(Record(Another())));
  Command lost = CommandOf(events_.back());
  lost.header.set_request_id(Uuid::Random().ToString());
  ledger_.Add(lost);
  EXPECT_EQ(LogFailures(), "");
}

TEST_F(Checks, SeeADamagedByteOfTheLog) {
  Close();
  fs::path largest;
  for (const auto& entry : fs::recursive_directory_iterator(data() + "/log")) {
    const bool holds_records = entry.path().extension() == ".log";
    if (holds_records && (largest.empty() || entry.file_size() > fs::file_size(largest))) {
      largest = entry.path();
    }
  }
  ASSERT_FALSE(largest.empty());
  std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(fs::file_size(largest) / 2);
  file.seekg(middle);
  const int byte = file.get();
  file.seekp(middle);
  file.put(static_cast<char>(byte ^ 1));
  file.close();
  EXPECT_THAT(LogFailures(), Not(IsEmpty()));
}

// ---- the projections

TEST_F(Checks, SeeAProjectionThatPassedOverAnEvent) {
  const auto store = CaughtUp(*log_, data(), "oversight", {});
  Record(Another());
  const storage::Cursor end = writer_->confirmed();
  ASSERT_TRUE(store->Commit(store->NewBatch(), end.position, end.Encode()).ok());
  EXPECT_THAT(ProjectionFailures(), HasSubstr("oversight"));
}

}  // namespace
}  // namespace witan::testing
