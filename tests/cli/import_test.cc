// `witan import` before a real service: repeated, killed at random places, given bad lines.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <thread>

#include "services/domain/payloads.h"
#include "tests/cli/import_lines.h"
#include "tests/cli/witan_command.h"
#include "tests/support/random_seed.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kCuts = 20;

// Which lines of a file shall be recorded, and which refused.
struct Stated {
  size_t recorded = 0;
  size_t refused = 0;
};

Stated CountStated(const std::vector<std::string>& lines) {
  Stated stated;
  for (const std::string& line : lines) {
    ++(line.find("\"expectRefusal\"") == std::string::npos ? stated.recorded : stated.refused);
  }
  return stated;
}

// Exported events without what is made anew each time (ids of events, salts, hashes, times):
// request, record, version, kind, what the rules said.
std::vector<std::string> RecordsIn(const Ran& exported) {
  EXPECT_EQ(exported.code, kDone) << exported.err;
  std::vector<std::string> records;
  std::istringstream lines(exported.out);
  for (std::string line; std::getline(lines, line);) {
    witan::event::v1::Envelope event;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &event).ok()) << line;
    if (event.request_id().empty()) continue;
    std::string rules;
    for (const auto& result : event.verdict().results()) {
      rules += fmt::format(" {}:{}", result.rule(), static_cast<int>(result.outcome()));
    }
    records.push_back(fmt::format("{} {} {} {}{}", event.request_id(), event.stream(),
                                  event.version(), domain::KindName(event.payload()), rules));
  }
  return records;
}

class ImportProcess : public ::testing::Test {
 protected:
  ImportProcess() { standalone_.Start(); }

  Ran Import(const std::string& name, const std::string& text,
             const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"import", witan_.Write(name, text)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return witan_.Run(arguments);
  }

  Ran Load(const std::string& name) { return Import(name + ".jsonl", FileOf(ImportLines(name))); }

  // What stands in the log of the standalone, which is stopped.
  std::vector<std::string> Records() {
    EXPECT_EQ(standalone_.Stop(), 0);
    return RecordsIn(witan_.Run({"export", "--data", standalone_.data()}));
  }

  StandaloneProcess standalone_;
  WitanCommand witan_{standalone_, "cli-registrar"};
};

TEST_F(ImportProcess, SaysOnARepeatWhatWasRecordedBeforeAndWhatIsRefusedAsStated) {
  ASSERT_EQ(Load("reference").code, kDone);
  const Stated stated = CountStated(ImportLines("demonstration"));
  ASSERT_GT(stated.refused, 10u);
  const Ran first = Load("demonstration");
  EXPECT_EQ(first.code, kDone) << first.err;
  EXPECT_EQ(first.out,
            fmt::format("Recorded {}, 0 recorded before, 0 refused, {} refused as stated; "
                        "{} lines read.\n",
                        stated.recorded, stated.refused, stated.recorded + stated.refused));
  const Ran second = Load("demonstration");
  EXPECT_EQ(second.code, kDone) << second.err;
  EXPECT_THAT(second.err, Not(HasSubstr("refused")));
  EXPECT_THAT(second.out, StartsWith(fmt::format("Recorded 0, {} recorded before, 0 refused, {} "
                                                 "refused as stated (",
                                                 stated.recorded, stated.refused)));
  const Ran trial =
      Import("demonstration.jsonl", FileOf(ImportLines("demonstration")), {"--validate-only"});
  EXPECT_EQ(trial.code, kDone) << trial.err;
  EXPECT_THAT(trial.out, StartsWith(fmt::format("Would record 0, {} recorded before, 0 refused",
                                                stated.recorded)));
}

TEST_F(ImportProcess, EndsInTheSameRecordsHoweverOftenItIsCutOff) {
  std::mt19937_64 random(RandomSeed());
  ASSERT_EQ(Load("reference").code, kDone);
  const std::string file = witan_.Write("cut.jsonl", FileOf(ImportLines("demonstration")));
  int cuts = 0;
  for (int i = 0; i < kCuts; ++i) {
    // The first answers come after some 50 ms; later runs pass what was recorded ever faster.
    const std::chrono::milliseconds after(40 + random() % (60 + 25 * static_cast<uint64_t>(i)));
    cuts += witan_.RunAndKill({"import", file}, after) ? 1 : 0;
  }
  EXPECT_GT(cuts, 2);
  std::printf("%d of %d runs were cut off before their end\n", cuts, kCuts);
  const Ran last = witan_.Run({"import", file});
  EXPECT_EQ(last.code, kDone) << last.err << last.out;
  const std::vector<std::string> cut = Records();

  // The same files once, without a cut, into a log of their own.
  StandaloneProcess whole;
  whole.Start();
  const WitanCommand other(whole, "cli-registrar");
  for (const char* name : {"reference", "demonstration"}) {
    const Ran ran = other.Run({"import", other.Write(name, FileOf(ImportLines(name)))});
    ASSERT_EQ(ran.code, kDone) << ran.err;
  }
  EXPECT_EQ(whole.Stop(), 0);
  const Stated stated = CountStated(ImportLines("demonstration"));
  EXPECT_EQ(cut.size(), ImportLines("reference").size() + stated.recorded);
  EXPECT_EQ(cut, RecordsIn(other.Run({"export", "--data", whole.data()})));
}

TEST_F(ImportProcess, GoesOnOverAServiceThatIsKilledAndStartedAgain) {
  const std::string file = witan_.Write("reference.jsonl", FileOf(ImportLines("reference")));
  witan_.Start({"import", file});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  standalone_.Kill();
  standalone_.Start();
  const Ran ran = witan_.Wait();
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_EQ(Records().size(), ImportLines("reference").size());
}

TEST_F(ImportProcess, NamesTheLineThatIsBadAndStopsThere) {
  const auto& lines = ImportLines("reference");
  const Ran ran =
      Import("bad.jsonl", FileOf({"# the register", lines[0], "", "{\"header\": ", lines[1]}),
             {"--window", "1"});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, HasSubstr("bad.jsonl:4: refused: The line is no command in JSON: "));
  EXPECT_THAT(ran.out,
              HasSubstr("Recorded 1, 0 recorded before, 1 refused; 2 lines read. Stopped"));
}

TEST_F(ImportProcess, NamesTheFieldThatNobodyKnowsAndGoesOnWhenAsked) {
  const auto& lines = ImportLines("reference");
  std::string misspelt = lines[1];
  const size_t at = misspelt.find("\"name\"");
  ASSERT_NE(at, std::string::npos);
  misspelt.replace(at, 6, "\"nmae\"");
  const Ran ran = Import("bad.jsonl", FileOf({lines[0], misspelt, lines[3]}),
                         {"--on-error", "continue", "-o", "json"});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, HasSubstr("bad.jsonl:2: refused: "));
  EXPECT_THAT(ran.err, HasSubstr("nmae"));
  EXPECT_THAT(ran.out, StartsWith("{\"lines\":3,\"recorded\":2,\"repeated\":0,\"valid\":0,"
                                  "\"refused\":1,"));
}

TEST_F(ImportProcess, NamesTheRuleThatRefusedALine) {
  ASSERT_EQ(Load("reference").code, kDone);
  const auto& lines = ImportLines("demonstration");
  std::vector<std::string> some;
  for (std::string line : lines) {
    const size_t at = line.find("\"expectRefusal\":[\"R-18\"],");
    if (at != std::string::npos)
      line.erase(at, std::string("\"expectRefusal\":[\"R-18\"],").size());
    some.push_back(line);
    if (at != std::string::npos) break;
  }
  const Ran ran = Import("limit.jsonl", FileOf(some));
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, HasSubstr(fmt::format("limit.jsonl:{}: refused: ", some.size())));
  EXPECT_THAT(ran.err, HasSubstr("R-18  "));
  EXPECT_THAT(ran.err, HasSubstr("[source: "));
}

TEST_F(ImportProcess, SaysThatNobodyAnswers) {
  EXPECT_EQ(standalone_.Stop(), 0);
  const Ran ran = witan_.Run({"list", "decisions"});
  EXPECT_EQ(ran.code, kUnavailable);
  EXPECT_THAT(ran.err, StartsWith("Witan cannot be reached."));
}

}  // namespace
}  // namespace witan::testing
