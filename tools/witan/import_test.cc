#include "tools/witan/import.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "storage/base/mutex.h"
#include "tools/witan/progress.h"
#include "witan/command/v1/record.grpc.pb.h"

namespace witan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::command::v1::RecordService;

// Remembers request ids as Witan does, refuses what it is told to, and breaks the stream after a
// number of answers.
class FakeRecorder final : public RecordService::Service {
 public:
  grpc::Status Record(grpc::ServerContext*,
                      grpc::ServerReaderWriter<RecordResponse, RecordRequest>* stream) override {
    RecordRequest request;
    for (uint64_t index = 0; stream->Read(&request); ++index) {
      MutexLock lock(mutex_);
      if (break_after_ == 0) {
        break_after_ = -1;
        return {grpc::StatusCode::UNAVAILABLE, "another writer took over"};
      }
      if (break_after_ > 0) --break_after_;
      stream->Write(Answer(index, request));
    }
    return grpc::Status::OK;
  }

  // After this many answers the stream breaks, once.
  void BreakAfter(int answers) {
    MutexLock lock(mutex_);
    break_after_ = answers;
  }
  void Refuse(const std::string& request_id, int code, const std::string& reason = "R_18") {
    MutexLock lock(mutex_);
    refused_[request_id] = {code, reason};
  }
  // Takes the command as if it broke nothing.
  void Allow(const std::string& request_id) {
    MutexLock lock(mutex_);
    refused_.erase(request_id);
  }
  std::vector<std::string> recorded() {
    MutexLock lock(mutex_);
    return order_;
  }
  RecordRequest last_request() {
    MutexLock lock(mutex_);
    return last_;
  }

 private:
  RecordResponse Answer(uint64_t index, const RecordRequest& request) WITAN_REQUIRES(mutex_) {
    RecordResponse answer;
    answer.set_index(index);
    last_ = request;
    const std::string& id = request.header().request_id();
    if (const auto found = refused_.find(id); found != refused_.end()) {
      const int code = found->second.code;
      answer.mutable_refused()->set_code(code);
      answer.mutable_refused()->set_message("Outside the limit.");
      auto& reason = *answer.mutable_refused()->add_reasons();
      reason.set_reason(found->second.reason);
      // A passing fault passes.
      if (code == grpc::StatusCode::UNAVAILABLE) refused_.erase(found);
      return answer;
    }
    if (request.header().validate_only() && !events_.contains(id)) {
      answer.mutable_recorded()->set_validated_only(true);
      return answer;
    }
    const auto [known, is_new] = events_.try_emplace(id, "event-of-" + id);
    if (is_new) order_.push_back(id);
    answer.mutable_recorded()->set_event_id(known->second);
    answer.mutable_recorded()->set_repeated(!is_new);
    return answer;
  }

  Mutex mutex_;
  int break_after_ WITAN_GUARDED_BY(mutex_) = -1;
  struct Refused {
    int code;
    std::string reason;
  };
  std::map<std::string, Refused> refused_ WITAN_GUARDED_BY(mutex_);
  std::map<std::string, std::string> events_ WITAN_GUARDED_BY(mutex_);
  std::vector<std::string> order_ WITAN_GUARDED_BY(mutex_);
  RecordRequest last_ WITAN_GUARDED_BY(mutex_);
};

class Notes final : public ImportObserver {
 public:
  void OnBadLine(const SourceLine& line, const Failure& failure) override {
    bad.push_back(fmt::format("{}: {}", line.number, Render(failure)));
  }
  void OnNotRefused(const SourceLine& line, const std::vector<std::string>&) override {
    bad.push_back(fmt::format("{}: not refused", line.number));
  }
  void OnProgress(const ImportReport&) override {}
  void OnReconnect(const Failure&, std::chrono::milliseconds) override { ++reconnects; }

  std::vector<std::string> bad;
  int reconnects = 0;
};

class ImportTest : public testing::Test {
 protected:
  ImportTest() {
    server_ = grpc::ServerBuilder().RegisterService(&recorder_).BuildAndStart();
    options_.backoff = std::chrono::milliseconds(1);
  }
  ~ImportTest() override { std::filesystem::remove(path_); }

  static std::string Line(const std::string& id, const std::string& note = "") {
    return fmt::format(
        R"({{"header":{{"requestId":"{}"}},"content":{{"actionProgressed":{{"note":"{}"}}}}}})", id,
        note);
  }
  // The same, stating that R-18 refuses it.
  static std::string RefusedLine(const std::string& id) {
    return R"({"expectRefusal":["R-18"],)" + Line(id).substr(1);
  }
  void Write(const std::vector<std::string>& lines) {
    std::ofstream file(path_);
    for (const std::string& line : lines) file << line << "\n";
  }
  absl::StatusOr<ImportReport> Run() {
    Import import(server_->InProcessChannel({}), options_, notes_);
    return import.Run({path_});
  }

  const std::string path_ =
      (std::filesystem::path(testing::TempDir()) /
       fmt::format("import_test_{}.jsonl",
                   testing::UnitTest::GetInstance()->current_test_info()->name()))
          .string();
  FakeRecorder recorder_;
  std::unique_ptr<grpc::Server> server_;
  ImportOptions options_;
  Notes notes_;
};

TEST_F(ImportTest, RecordsEveryLineInItsOrder) {
  Write({Line("a"), "# a comment", "", Line("b"), Line("c")});
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->lines, 3u);
  EXPECT_EQ(report->recorded, 3u);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a", "b", "c"));
}

TEST_F(ImportTest, RecordsNothingTwiceWhenItIsRunTwice) {
  Write({Line("a"), Line("b")});
  ASSERT_TRUE(Run().ok());
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->recorded, 0u);
  EXPECT_EQ(second->repeated, 2u);
  EXPECT_EQ(recorder_.recorded().size(), 2u);
}

TEST_F(ImportTest, SendsWhatHasNoAnswerAgainWhenTheStreamBreaks) {
  std::vector<std::string> lines;
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    ids.push_back(fmt::format("id-{}", i));
    lines.push_back(Line(ids.back()));
  }
  Write(lines);
  recorder_.BreakAfter(70);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(notes_.reconnects, 1);
  EXPECT_EQ(report->recorded + report->repeated, 200u);
  EXPECT_EQ(recorder_.recorded(), ids);
}

TEST_F(ImportTest, SendsALineAgainThatWasRefusedForThisMomentOnly) {
  Write({Line("a"), Line("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::UNAVAILABLE);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 0u);
  EXPECT_EQ(report->recorded + report->repeated, 3u);
}

TEST_F(ImportTest, SaysWhichLineWasRefusedByWhichRuleAndGoesOn) {
  Write({Line("a"), Line("b"), "not json", Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  options_.continue_on_error = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 2u);
  EXPECT_EQ(report->recorded, 2u);
  EXPECT_FALSE(report->stopped);
  ASSERT_EQ(notes_.bad.size(), 2u);
  std::sort(notes_.bad.begin(), notes_.bad.end());
  EXPECT_THAT(notes_.bad[0], HasSubstr("2: Outside the limit.\n  R-18"));
  EXPECT_THAT(notes_.bad[1], HasSubstr("3: The line is no command in JSON"));
}

TEST_F(ImportTest, StopsAtABadLineWhenAsked) {
  Write({Line("a"), Line("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  options_.window = 1;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->stopped);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a"));
}

TEST_F(ImportTest, RefusesALineWithUnknownFieldsOrWithoutContent) {
  Write({R"({"header":{"requestId":"a"}})",
         R"({"header":{"requestId":"a"},"content":{"actionProgressed":{"colour":"red"}}})"});
  options_.continue_on_error = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 2u);
  EXPECT_THAT(recorder_.recorded(), IsEmpty());
}

TEST_F(ImportTest, RecordsALineWithoutARequestIdOnceHoweverOftenItIsImported) {
  Write({R"({"content":{"actionProgressed":{"note":"n"}}})"});
  ASSERT_TRUE(Run().ok());
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->repeated, 1u);
  EXPECT_EQ(recorder_.recorded().size(), 1u);
}

TEST_F(ImportTest, CountsARefusalThatTheLineStatesAndGoesOn) {
  Write({Line("a"), RefusedLine("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused_as_expected, 1u);
  EXPECT_EQ(report->refused, 0u);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a", "c"));
  EXPECT_THAT(notes_.bad, IsEmpty());
}

TEST_F(ImportTest, StopsWhereALineIsRefusedForAnotherReasonThanItStates) {
  Write({R"({"expectRefusal":["R-46"],)" + Line("a").substr(1)});
  recorder_.Refuse("a", grpc::StatusCode::FAILED_PRECONDITION);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused_as_expected, 0u);
  EXPECT_EQ(report->refused, 1u);
  EXPECT_TRUE(report->stopped);
}

TEST_F(ImportTest, NeverRecordsALineThatStatesARefusal) {
  Write({RefusedLine("a"), Line("b")});
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->not_refused, 1u);
  EXPECT_EQ(report->recorded, 0u);
  EXPECT_TRUE(report->stopped);
  EXPECT_THAT(notes_.bad, ElementsAre("1: not refused"));
  EXPECT_THAT(recorder_.recorded(), IsEmpty());
}

TEST_F(ImportTest, GoesOnAfterALineThatWasNotRefusedAsItStatesWhenAsked) {
  Write({RefusedLine("a"), Line("b")});
  options_.continue_on_error = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->not_refused, 1u);
  EXPECT_THAT(notes_.bad, ElementsAre("1: not refused"));
  EXPECT_THAT(recorder_.recorded(), ElementsAre("b"));
}

// What was refused is decided anew on a repeat, and the world is another by then.
TEST_F(ImportTest, TakesARefusalForDoneThatAnEarlierImportWasPast) {
  Write({Line("a"), RefusedLine("b"), Line("c"), RefusedLine("d"), Line("e", "${event:c}")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  recorder_.Refuse("d", grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_EQ(Run()->refused_as_expected, 2u);
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION, "TWICE_STATED");
  recorder_.Allow("d");
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->repeated, 3u);
  EXPECT_EQ(second->refused_before, 2u);
  EXPECT_EQ(second->refused + second->not_refused, 0u);
  EXPECT_FALSE(second->stopped);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a", "c", "e"));
}

TEST_F(ImportTest, StopsBeforeTheNextLineWhereNoEarlierImportWasPastARefusal) {
  Write({Line("a")});
  ASSERT_TRUE(Run().ok());
  Write({Line("a"), RefusedLine("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION, "TWICE_STATED");
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->stopped);
  EXPECT_EQ(report->refused, 1u);
  EXPECT_EQ(report->refused_before, 0u);
  ASSERT_EQ(notes_.bad.size(), 1u);
  EXPECT_THAT(notes_.bad[0], HasSubstr("2: Outside the limit.\n  TWICE_STATED"));
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a"));
}

TEST_F(ImportTest, TakesARefusalAtTheEndForDoneWhereAllBeforeItWasRecorded) {
  Write({Line("a"), RefusedLine("b")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_TRUE(Run().ok());
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION, "TWICE_STATED");
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->refused_before, 1u);
  EXPECT_EQ(second->refused, 0u);
}

TEST_F(ImportTest, FillsInTheEventsOfEarlierLines) {
  Write({Line("a"), Line("b"), Line("c", "${event:b}")});
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(recorder_.last_request().content().action_progressed().note(), "event-of-b");
}

TEST_F(ImportTest, RecordsNothingWhenItOnlyValidates) {
  Write({Line("a"), Line("b")});
  options_.validate_only = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->valid, 2u);
  EXPECT_THAT(recorder_.recorded(), IsEmpty());
}

TEST_F(ImportTest, FailsOnAFileThatIsNotThere) {
  EXPECT_EQ(Run().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ImportTest, GivesUpWhenNobodyAnswers) {
  Write({Line("a")});
  // Port 1 of the loopback: nobody listens there.
  const auto channel = grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
  options_.attempts = 2;
  Import import(channel, options_, notes_);
  EXPECT_EQ(import.Run({path_}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(notes_.reconnects, 2);
}

TEST(Progress, DrawsABarOnATerminalAndBadLinesAboveIt) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* stream = open_memstream(&text, &size);
  Progress progress(4, stream, true);
  ImportReport report;
  report.recorded = 2;
  progress.OnProgress(report);
  progress.OnBadLine({"f.jsonl", 7, ""}, {9, "No.", {}, {}});
  progress.OnNotRefused({"f.jsonl", 8, ""}, {"R_18"});
  progress.Finish();
  std::fclose(stream);
  EXPECT_EQ(std::string(text, size),
            "\r\x1b[K[####################....................] 2 of 4 (50%)\r\x1b[K"
            "f.jsonl:7: refused: No.\n"
            "f.jsonl:8: not refused, though the line states that it is refused by R-18.\n");
  std::free(text);
}

TEST(Summary, SaysWhatWasRecordedBeforeAndWhatWasRefusedAsStated) {
  ImportReport report;
  report.lines = 12;
  report.repeated = 10;
  report.refused_as_expected = 1;
  report.refused_before = 1;
  EXPECT_EQ(Summary(report, false),
            "Recorded 0, 10 recorded before, 0 refused, 2 refused as stated (1 of them by an "
            "earlier import); 12 lines read.\n");
}

}  // namespace
}  // namespace witan::cli
