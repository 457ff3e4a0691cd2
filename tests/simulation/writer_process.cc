#include "tests/simulation/writer_process.h"

#include <algorithm>
#include <utility>

#include "storage/base/status.h"
#include "storage/sequence_log_writer.h"
#include "tests/simulation/fiber.h"

namespace witan::simulation {
namespace {

using std::chrono::steady_clock;
using storage::AppendOutcome;
using storage::AppendResult;
using storage::LogWriter;

constexpr steady_clock::time_point kNever = steady_clock::time_point::max();
constexpr steady_clock::time_point kNow = steady_clock::time_point::min();

// The rule of the new term taken out: after an unknown outcome it reads to the end, as it should,
// and goes on in its old term.
class OldTermWriter final : public storage::SequenceLogWriter {
 public:
  OldTermWriter(storage::EventLog& log, storage::RecordSequence& sequence,
                const storage::RecordCodec& codec, const Clock& clock, UuidGenerator& ids,
                const storage::WriterOptions& options)
      : SequenceLogWriter(log, sequence, codec, clock, ids, options),
        log_(log),
        sequence_(sequence) {}

  absl::Status StartNewTerm(steady_clock::time_point /*deadline*/) override {
    ASSIGN_OR_RETURN(const auto reader, log_.OpenReader(confirmed()));
    for (bool at_end = false; !at_end;) {
      ASSIGN_OR_RETURN(const auto read, reader->Read({}));
      at_end = read.at_end;
    }
    if (reader->cursor().term > term()) return absl::AbortedError("a higher term is there");
    ASSIGN_OR_RETURN(auto appender, sequence_.OpenAppender());
    Lead(reader->cursor(), std::move(appender));
    return absl::OkStatus();
  }

 private:
  storage::EventLog& log_;
  storage::RecordSequence& sequence_;
};

}  // namespace

void WriterProcess::Run() {
  while (!world_.is_over) {
    connection_.Restore();
    storage::SequenceLog log = MakeLog();
    Reign(log);
    Rest();
  }
}

void WriterProcess::Remember() {
  if (!keeps_memory_) {
    known_ = {};
    in_log_.clear();
  }
  keeps_memory_ = world_.dice.Chance(500);
  in_flight_.clear();
  open_.clear();
  needs_new_term_ = false;
}

absl::StatusOr<std::unique_ptr<LogWriter>> WriterProcess::Open(storage::SequenceLog& log) {
  storage::WriterOptions options;
  options.info.instance = name_;
  options.from = known_;
  options.deadline = world_.dice.Chance(100) ? kNow : kNever;
  return log.OpenWriter(options);
}

void WriterProcess::Reign(storage::SequenceLog& log) {
  Remember();
  UuidGenerator ids(clock_);
  auto opened = Open(log);
  ReportDataLoss(opened.status());
  if (!opened.ok()) return;
  std::unique_ptr<LogWriter> writer = *std::move(opened);
  if (world_.mutation == Mutation::kKeepsOldTerm) {
    auto stubborn = std::make_unique<OldTermWriter>(
        log, connection_, codec_, clock_, ids,
        storage::WriterOptions{.info = {name_, ""}, .from = known_});
    if (!stubborn->Open().ok()) return;
    writer = std::move(stubborn);
  }
  world_.Note("{} leads term {} from position {}", name_, writer->term().value(),
              writer->confirmed().position.value());
  ++world_.happenings.terms;
  world_.ledger.Acknowledge(writer->confirmed().position, writer->confirmed().hash);
  if (!Learn(log, writer->confirmed())) return;
  while (!MustStop() && Act(log, *writer)) Fiber::Yield();
}

bool WriterProcess::Act(storage::SequenceLog& log, LogWriter& writer) {
  if (needs_new_term_ || (in_flight_.empty() && world_.dice.Chance(5))) {
    return !in_flight_.empty() || RaiseTerm(log, writer);
  }
  if (world_.dice.Chance(10)) return false;
  if (in_flight_.size() < static_cast<size_t>(writer.max_in_flight()) && world_.dice.Chance(500)) {
    Send(writer);
  }
  return true;
}

bool WriterProcess::RaiseTerm(storage::SequenceLog& log, LogWriter& writer) {
  const absl::Status started = writer.StartNewTerm(world_.dice.Chance(200) ? kNow : kNever);
  ReportDataLoss(started);
  if (absl::IsDeadlineExceeded(started) || absl::IsUnavailable(started)) {
    needs_new_term_ = true;
    return true;
  }
  if (!started.ok()) return false;  // replaced: the clients ask the new writer
  needs_new_term_ = false;
  ++world_.happenings.terms;
  world_.Note("{} goes on in term {} from position {}", name_, writer.term().value(),
              writer.confirmed().position.value());
  world_.ledger.Acknowledge(writer.confirmed().position, writer.confirmed().hash);
  if (!Learn(log, writer.confirmed())) return false;
  Settle();
  return true;
}

bool WriterProcess::Learn(storage::SequenceLog& log, const storage::Cursor& confirmed) {
  const auto reader = log.OpenReader(known_);
  ReportDataLoss(reader.status());
  if (!reader.ok()) return false;
  while ((*reader)->cursor().position < confirmed.position) {
    const auto read = (*reader)->Read({});
    ReportDataLoss(read.status());
    if (absl::IsDataLoss(read.status()) || MustStop()) return false;
    if (!read.ok()) continue;
    for (const storage::AcceptedRecord& record : read->records) {
      world_.ledger.Accept(record);
      const auto command = CommandOf(record.header.event_id);
      if (command.has_value()) in_log_[*command] = record.hash;
    }
  }
  known_ = (*reader)->cursor();
  return true;
}

void WriterProcess::Settle() {
  for (const Batch& batch : open_) {
    for (const Sent& sent : batch.records) {
      const auto found = in_log_.find(sent.command);
      if (found != in_log_.end() && found->second == sent.hash) {
        world_.ledger.Acknowledge(sent.position, sent.hash);
        ++world_.happenings.acknowledged;
        ++world_.happenings.survived;
      } else {
        world_.ledger.Refute(sent.hash);
        ++world_.happenings.refuted;
      }
    }
  }
  open_.clear();
}

std::vector<uint64_t> WriterProcess::Choose() {
  const auto is_busy = [this](uint64_t command) {
    return std::any_of(in_flight_.begin(), in_flight_.end(), [&](const Batch& batch) {
      return std::any_of(batch.records.begin(), batch.records.end(),
                         [&](const Sent& sent) { return sent.command == command; });
    });
  };
  std::vector<uint64_t> chosen;
  const uint64_t wanted = world_.dice.Between(1, 4);
  const uint64_t first = world_.dice.Below(commands_);
  for (uint64_t i = 0; i < commands_ && chosen.size() < wanted; ++i) {
    const uint64_t command = 1 + (first + i) % commands_;
    if (!in_log_.contains(command) && !is_busy(command)) chosen.push_back(command);
  }
  return chosen;
}

bool WriterProcess::Send(LogWriter& writer) {
  storage::NextRecord next = writer.Next();
  Batch batch;
  batch.serial = ++attempts_;
  std::vector<std::string> records;
  for (const uint64_t command : Choose()) {
    const storage::RecordHeader header{
        .log_id = next.log_id,
        .position = next.position,
        .term = next.term,
        .previous_hash = next.previous_hash,
        .event_id = EventIdOf(command),
        .recorded_at = std::max(clock_.Now(), next.after + std::chrono::microseconds(1)),
        .kind = storage::RecordKind::kOther};
    records.push_back(storage::PlainCodec::Make(header, fmt::format("{} {}", name_, attempts_)));
    next.previous_hash = Sha256(records.back());
    batch.records.push_back({command, next.position, next.previous_hash});
    next.position = next.position.Next();
    next.after = header.recorded_at;
  }
  if (records.empty()) return false;
  world_.Note("{} sends positions {} to {} of term {}", name_,
              batch.records.front().position.value(), batch.records.back().position.value(),
              next.term.value());
  in_flight_.push_back(std::move(batch));
  writer.Append(std::move(records), [this, serial = attempts_](const AppendResult& result) {
    if (in_flight_.empty() || in_flight_.front().serial != serial) {
      world_.ledger.Report(name_ + " was told of its batches out of order");
      return;
    }
    Told(result);
  });
  return true;
}

void WriterProcess::Told(const AppendResult& result) {
  Batch batch = std::move(in_flight_.front());
  in_flight_.pop_front();
  if (result.outcome == AppendOutcome::kUnknown) {
    needs_new_term_ = true;
    open_.push_back(std::move(batch));
    return;
  }
  if (result.outcome == AppendOutcome::kNotWritten) {
    // With nothing behind it a writer may also go on as it stands.
    if (!in_flight_.empty() || world_.dice.Chance(500)) needs_new_term_ = true;
    for (const Sent& sent : batch.records) world_.ledger.Refute(sent.hash);
    world_.happenings.refuted += batch.records.size();
    return;
  }
  if (result.last.hash != batch.records.back().hash ||
      result.last.position != batch.records.back().position) {
    world_.ledger.Report(name_ + " was told of another record than it sent");
  }
  for (const Sent& sent : batch.records) {
    world_.ledger.Acknowledge(sent.position, sent.hash);
    in_log_[sent.command] = sent.hash;
  }
  world_.happenings.acknowledged += batch.records.size();
}

bool WriterProcess::RecordAll() {
  storage::SequenceLog log = MakeLog();
  connection_.Restore();
  Remember();
  const auto writer = Open(log);
  if (!writer.ok() || !Learn(log, (*writer)->confirmed())) return false;
  for (uint64_t i = 0; i < commands_ && in_log_.size() < commands_; ++i) Send(**writer);
  return in_log_.size() == commands_ && in_flight_.empty() && open_.empty();
}

}  // namespace witan::simulation
