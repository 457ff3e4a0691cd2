#include "tools/witan/progress.h"

#include <fmt/format.h>

#include <algorithm>

namespace witan::cli {
namespace {

constexpr uint64_t kBarColumns = 40;
constexpr std::chrono::milliseconds kBetweenBars{100};
constexpr std::chrono::seconds kBetweenLines{5};

uint64_t Done(const ImportReport& report) {
  return report.recorded + report.repeated + report.valid + report.refused +
         report.refused_as_expected + report.refused_before + report.not_refused;
}

}  // namespace

Progress::Progress(uint64_t total, std::FILE* stream, bool is_terminal)
    : total_(total), stream_(stream), is_terminal_(is_terminal) {
  if (!is_terminal_) drawn_at_ = std::chrono::steady_clock::now();
}

void Progress::OnBadLine(const SourceLine& line, const Failure& failure) {
  Clear();
  const std::string text =
      fmt::format("{}:{}: refused: {}", line.file, line.number, Render(failure));
  std::fputs(text.c_str(), stream_);
}

void Progress::OnNotRefused(const SourceLine& line, const std::vector<std::string>& expected) {
  Clear();
  std::string text =
      fmt::format("{}:{}: not refused, though the line states that it is refused by {}.\n",
                  line.file, line.number, fmt::join(expected, ", "));
  std::replace(text.begin(), text.end(), '_', '-');
  std::fputs(text.c_str(), stream_);
}

void Progress::OnProgress(const ImportReport& report) {
  const auto now = std::chrono::steady_clock::now();
  const bool is_last = total_ != 0 && Done(report) == total_;
  if (is_terminal_ && (is_last || now - drawn_at_ >= kBetweenBars)) {
    drawn_at_ = now;
    Draw(Done(report));
  } else if (!is_terminal_ && now - drawn_at_ >= kBetweenLines) {
    drawn_at_ = now;
    std::fputs(fmt::format("{} of {} lines answered\n", Done(report),
                           total_ == 0 ? std::string("?") : std::to_string(total_))
                   .c_str(),
               stream_);
  }
}

void Progress::OnReconnect(const Failure& failure, std::chrono::milliseconds wait) {
  Clear();
  std::fputs(fmt::format("{} Trying again in {} ms.\n", failure.sentence, wait.count()).c_str(),
             stream_);
}

void Progress::Finish() { Clear(); }

void Progress::Draw(uint64_t done) {
  is_drawn_ = true;
  if (total_ == 0) {
    std::fputs(fmt::format("\r\x1b[K{} lines answered", done).c_str(), stream_);
  } else {
    const uint64_t filled = std::min(done, total_) * kBarColumns / total_;
    std::fputs(fmt::format("\r\x1b[K[{}{}] {} of {} ({}%)", std::string(filled, '#'),
                           std::string(kBarColumns - filled, '.'), done, total_,
                           std::min(done, total_) * 100 / total_)
                   .c_str(),
               stream_);
  }
  std::fflush(stream_);
}

void Progress::Clear() {
  if (!is_drawn_) return;
  is_drawn_ = false;
  std::fputs("\r\x1b[K", stream_);
  std::fflush(stream_);
}

std::string Summary(const ImportReport& report, bool validate_only) {
  std::string text = validate_only ? fmt::format("Would record {}", report.valid)
                                   : fmt::format("Recorded {}", report.recorded);
  text += fmt::format(", {} recorded before, {} refused", report.repeated, report.refused);
  if (const uint64_t stated = report.refused_as_expected + report.refused_before; stated > 0) {
    text += fmt::format(", {} refused as stated", stated);
  }
  if (report.refused_before > 0) {
    text += fmt::format(" ({} of them by an earlier import)", report.refused_before);
  }
  if (report.not_refused > 0) {
    text += fmt::format(", {} not refused against what is stated", report.not_refused);
  }
  return text + fmt::format("; {} {} read.{}\n", report.lines, report.lines == 1 ? "line" : "lines",
                            report.stopped ? " Stopped at a bad line." : "");
}

std::string SummaryJson(const ImportReport& report) {
  return fmt::format(R"({{"lines":{},"recorded":{},"repeated":{},"valid":{},"refused":{},)"
                     R"("refusedAsExpected":{},"refusedBefore":{},"notRefused":{},"stopped":{}}})"
                     "\n",
                     report.lines, report.recorded, report.repeated, report.valid, report.refused,
                     report.refused_as_expected, report.refused_before, report.not_refused,
                     report.stopped);
}

}  // namespace witan::cli
