#include "tools/witan/progress.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace witan::cli {
namespace {

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
