#include "tools/witan/import.h"

#include <fmt/format.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <thread>

#include "storage/base/status.h"

namespace witan::cli {
namespace {

using witan::command::v1::CommandResponse;
using witan::command::v1::RecordResponse;

// A new writer is there within seconds.
constexpr std::chrono::milliseconds kLongestWait{2'000};
// Beyond this doubling the longest wait is reached.
constexpr int kMostDoublings = 10;

bool MayPass(int code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::RESOURCE_EXHAUSTED ||
         code == grpc::StatusCode::DEADLINE_EXCEEDED || code == grpc::StatusCode::CANCELLED;
}

Failure FailureOfStream(const grpc::Status& status) {
  if (!status.ok()) return FailureOf(status);
  return {grpc::StatusCode::UNAVAILABLE, "Witan closed the stream before it had answered.", {}, {}};
}

}  // namespace

Import::Import(Client& client, const ImportOptions& options, ImportObserver& observer)
    : client_(client), options_(options), observer_(observer) {}

Import::~Import() = default;

absl::StatusOr<ImportReport> Import::Run(const std::vector<std::string>& files) {
  LineSource source(files);
  SourceLine line;
  stream_ = std::make_unique<RecordStream>(client_.channel());
  while (!report_.stopped) {
    ASSIGN_OR_RETURN(const bool more, source.Next(line));
    if (!more) break;
    ++report_.lines;
    RETURN_IF_ERROR(Handle(line));
  }
  RETURN_IF_ERROR(AwaitUntil(0));
  // No line follows that could tell. Where every other line was recorded before, so was the end.
  if (report_.recorded == 0 && report_.repeated > 0) DismissDoubts();
  ConfirmDoubts();
  stream_->WritesDone();
  stream_->Finish(false);
  return report_;
}

absl::Status Import::Handle(SourceLine line) {
  for (const std::string& request_id : ReferencesIn(line.text)) {
    if (IsUnderWay(request_id)) RETURN_IF_ERROR(AwaitUntil(0));
  }
  if (report_.stopped) return absl::OkStatus();
  auto command = ReadImportLine(line.text, events_);
  if (!command.ok()) {
    Refuse(line, FailureOf(command.status()));
    return absl::OkStatus();
  }
  if (options_.validate_only) command->request.mutable_header()->set_validate_only(true);
  line.text.clear();
  Sent sent{std::move(line), *std::move(command), false};
  if (!sent.command.expected_refusal.empty()) {
    sent.command.request.mutable_header()->set_validate_only(true);
    return SendAlone(std::move(sent));
  }
  if (!doubts_.empty()) {
    bool was_recorded = false;
    RETURN_IF_ERROR(Probe(sent, was_recorded));
    if (was_recorded) return absl::OkStatus();
  }
  RETURN_IF_ERROR(AwaitUntil(options_.window - 1));
  if (report_.stopped) return absl::OkStatus();
  return Send(std::move(sent));
}

absl::Status Import::SendAlone(Sent sent) {
  RETURN_IF_ERROR(AwaitUntil(0));
  if (report_.stopped) return absl::OkStatus();
  RETURN_IF_ERROR(Send(std::move(sent)));
  return AwaitUntil(0);
}

absl::Status Import::Probe(const Sent& sent, bool& was_recorded) {
  Sent probe = sent;
  probe.is_probe = true;
  probe.command.request.mutable_header()->set_validate_only(true);
  probe_was_recorded_ = false;
  RETURN_IF_ERROR(SendAlone(std::move(probe)));
  was_recorded = probe_was_recorded_;
  if (was_recorded) {
    DismissDoubts();
  } else {
    ConfirmDoubts();
  }
  return absl::OkStatus();
}

void Import::DismissDoubts() {
  report_.refused_before += doubts_.size();
  doubts_.clear();
  observer_.OnProgress(report_);
}

void Import::ConfirmDoubts() {
  for (const Doubt& doubt : doubts_) {
    if (doubt.failure.has_value()) {
      Refuse(doubt.line, *doubt.failure);
      continue;
    }
    ++report_.not_refused;
    if (!options_.continue_on_error) report_.stopped = true;
    observer_.OnNotRefused(doubt.line, doubt.expected);
  }
  doubts_.clear();
  observer_.OnProgress(report_);
}

absl::Status Import::Send(Sent sent) {
  under_way_.push_back(std::move(sent));
  if (stream_->Write(under_way_.back().command.request)) return absl::OkStatus();
  // It is over; a cancellation now could hide why.
  const Failure failure = FailureOfStream(stream_->Finish(false));
  // Answers that had come in before the stream broke.
  for (auto answer = stream_->Next(false); answer.has_value(); answer = stream_->Next(false)) {
    if (!Settle(*answer)) break;
  }
  return Reconnect(failure);
}

absl::Status Import::AwaitUntil(size_t most) {
  while (!under_way_.empty()) {
    const bool wait = under_way_.size() > most;
    const auto answer = stream_->Next(wait);
    if (!answer.has_value() && !wait) return absl::OkStatus();
    if (!answer.has_value()) {
      RETURN_IF_ERROR(Reconnect(FailureOfStream(stream_->Finish(false))));
    } else if (!Settle(*answer)) {
      const Failure failure = FailureOf(answer->refused());
      stream_->Finish(true);
      RETURN_IF_ERROR(Reconnect(failure));
    }
  }
  return absl::OkStatus();
}

bool Import::IsUnderWay(const std::string& request_id) const {
  return std::any_of(under_way_.begin(), under_way_.end(), [&](const Sent& sent) {
    return sent.command.request.header().request_id() == request_id;
  });
}

bool Import::Settle(const RecordResponse& answer) {
  if (answer.has_refused() && MayPass(answer.refused().code())) return false;
  const Sent sent = std::move(under_way_.front());
  under_way_.pop_front();
  failed_attempts_ = 0;
  client_.AfterAnswer();
  if (sent.is_probe) {
    CountProbed(sent, answer.recorded());
  } else if (answer.has_refused()) {
    CountRefused(sent, FailureOf(answer.refused()));
  } else {
    CountRecorded(sent, answer.recorded());
  }
  return true;
}

// Only that it was recorded settles anything; a line that was not is sent in earnest.
void Import::CountProbed(const Sent& sent, const CommandResponse& recorded) {
  probe_was_recorded_ = recorded.repeated();
  if (probe_was_recorded_) CountRecorded(sent, recorded);
}

void Import::CountRecorded(const Sent& sent, const CommandResponse& recorded) {
  if (!sent.command.expected_refusal.empty()) {
    doubts_.push_back({sent.line, sent.command.expected_refusal, std::nullopt});
    return;
  }
  events_[sent.command.request.header().request_id()] = recorded.event_id();
  if (recorded.validated_only()) {
    ++report_.valid;
  } else if (recorded.repeated()) {
    ++report_.repeated;
  } else {
    ++report_.recorded;
  }
  observer_.OnProgress(report_);
}

void Import::CountRefused(const Sent& sent, const Failure& failure) {
  const std::vector<std::string>& expected = sent.command.expected_refusal;
  if (expected.empty()) {
    Refuse(sent.line, failure);
    return;
  }
  if (!IsRefusalExpected(expected, failure)) {
    doubts_.push_back({sent.line, expected, failure});
    return;
  }
  ++report_.refused_as_expected;
  observer_.OnProgress(report_);
}

void Import::Refuse(const SourceLine& line, const Failure& failure) {
  ++report_.refused;
  if (!options_.continue_on_error) report_.stopped = true;
  observer_.OnBadLine(line, failure);
  observer_.OnProgress(report_);
}

// Sends everything without an answer again. What had been recorded is answered as repeated.
absl::Status Import::Reconnect(const Failure& failure) {
  Failure last = failure;
  while (MayPass(last.code) && failed_attempts_ < options_.attempts) {
    const auto wait = WaitAfter(last);
    ++failed_attempts_;
    observer_.OnReconnect(last, wait);
    std::this_thread::sleep_for(wait);
    stream_ = std::make_unique<RecordStream>(client_.channel());
    if (Resend()) return absl::OkStatus();
    last = FailureOfStream(stream_->Finish(false));
  }
  std::string message = last.sentence;
  for (const Reason& reason : last.reasons) message += fmt::format(" [{}]", reason.reason);
  return absl::Status(static_cast<absl::StatusCode>(last.code), message);
}

// A named writer is asked at once.
std::chrono::milliseconds Import::WaitAfter(const Failure& failure) {
  const bool at_once = client_.AfterFailure(failure) == NextTry::kAtOnce;
  if (at_once) return std::chrono::milliseconds(0);
  return std::min(kLongestWait,
                  options_.backoff * (1 << std::min(failed_attempts_, kMostDoublings)));
}

bool Import::Resend() {
  return std::all_of(under_way_.begin(), under_way_.end(),
                     [&](const Sent& sent) { return stream_->Write(sent.command.request); });
}

}  // namespace witan::cli
