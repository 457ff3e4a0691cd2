// The generators' lines, decided one after the other by the real rules against a world in memory,
// as the principal that tools/run imports them with: what a line says must be recorded or refused
// exactly as it states.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <set>

#include "services/domain/testing/fake_world.h"
#include "storage/base/uuid.h"
#include "tools/witan/failure.h"
#include "tools/witan/import_line.h"

namespace witan {
namespace {

using domain::testing::FakeWorld;
// A file that is wrong is wrong in many lines; the first ones tell.
constexpr size_t kMostFaultsPrinted = 30;

// What a line became, for the counts of what the demonstration shows.
struct Imported {
  std::vector<std::string> faults;
  // Events by kind, and refusals by reason.
  std::map<std::string, int> recorded;
  std::map<std::string, int> refused;
};

std::vector<std::string> Generate(const std::string& name) {
  const std::string command =
      fmt::format("'{}' '{}/{}/generate.mjs'", WITAN_NODE, WITAN_DEPLOY_FOLDER, name);
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), size);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin && text[begin] != '#') lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

auth::v1::Principal Registrar() {
  constexpr std::string_view kNamespace = "6f0d1f3e-5d0c-5e0f-9a3b-77697461006e";
  auth::v1::Principal registrar;
  registrar.set_subject("cli-registrar");
  registrar.set_organisation_id(
      Uuid::NameBased(Uuid::Parse(kNamespace).value(), "REGISTRAR:WITAN").ToString());
  registrar.add_roles(auth::v1::ROLE_REGISTRAR);
  return registrar;
}

cli::Failure FailureOf(const domain::Refusal& refusal) {
  cli::Failure failure{static_cast<int>(refusal.code), refusal.message, {}, {}};
  for (const auto& why : refusal.reasons) {
    failure.reasons.push_back({why.reason, why.sentence, why.source});
  }
  for (const auto& fault : refusal.violations) {
    failure.violations.push_back({fault.field, fault.description});
  }
  return failure;
}

class Importer final {
 public:
  Importer() {
    world_.SetPrincipal(Registrar());
    // Nothing in the files lies in the future of this clock.
    world_.SetNowUs(int64_t{1'790'000'000} * 1'000'000);
  }

  Imported Import(const std::vector<std::string>& lines) {
    Imported imported;
    for (size_t i = 0; i < lines.size(); ++i) ImportLine(i + 1, lines[i], imported);
    return imported;
  }

  const FakeWorld& world() const { return world_; }

 private:
  void ImportLine(size_t number, const std::string& text, Imported& imported) {
    const auto line = cli::ReadImportLine(text, events_);
    if (!line.ok()) {
      imported.faults.push_back(fmt::format("{}: {}", number, line.status().ToString()));
      return;
    }
    const auto decided = world_.DoPayload(line->request.header(), line->request.content());
    const std::string kind(domain::KindName(line->request.content()));
    if (const auto* refusal = std::get_if<domain::Refusal>(&decided)) {
      const cli::Failure failure = FailureOf(*refusal);
      for (const auto& reason : line->expected_refusal) ++imported.refused[reason];
      if (cli::IsRefusalExpected(line->expected_refusal, failure)) return;
      imported.faults.push_back(fmt::format("{}: {}: {}", number, kind, cli::Render(failure)));
      return;
    }
    events_[line->request.header().request_id()] = world_.events().back()->event_id();
    ++imported.recorded[kind];
    if (!line->expected_refusal.empty()) {
      imported.faults.push_back(fmt::format("{}: {} was not refused", number, kind));
    }
  }

  FakeWorld world_;
  cli::EventIds events_;
};

std::string FirstOf(const std::vector<std::string>& faults) {
  const size_t count = std::min(faults.size(), kMostFaultsPrinted);
  return fmt::format("{} faults\n{}", faults.size(),
                     fmt::join(faults.begin(), faults.begin() + static_cast<long>(count), "\n"));
}

TEST(ImportFiles, RecordTheReferenceDataAndTheDemonstrationAsTheyState) {
  Importer importer;
  const Imported reference = importer.Import(Generate("reference"));
  ASSERT_TRUE(reference.faults.empty()) << FirstOf(reference.faults);
  const Imported demonstration = importer.Import(Generate("demonstration"));
  EXPECT_TRUE(demonstration.faults.empty()) << FirstOf(demonstration.faults);
  // What a newcomer must find in it.
  for (const char* kind :
       {"scheme_adopted", "delegation_activated", "conflict_managed", "decision_made",
        "dissent_recorded", "consensus_not_reached", "requester_subscribed", "feedback_given",
        "activity_completed", "segment_decided", "regulatory_action_taken", "public_excluded"}) {
    EXPECT_GT(demonstration.recorded.count(kind), 0u) << kind;
  }
  for (const char* reason : {"R_09", "R_11", "R_14", "R_16", "R_18", "R_19", "R_38", "R_39", "R_40",
                             "R_44", "R_46", "R_56", "R_58", "R_62"}) {
    EXPECT_GT(demonstration.refused.count(reason), 0u) << reason;
  }
}

// Whoever imports a file twice, or after a cut-off, relies on the same ids.
TEST(ImportFiles, HaveOneRequestIdForEachLineAndTheSameEveryTime) {
  for (const char* name : {"reference", "demonstration"}) {
    const std::vector<std::string> lines = Generate(name);
    EXPECT_EQ(lines, Generate(name));
    std::set<std::string> ids;
    for (const std::string& line : lines) {
      const size_t at = line.find("\"requestId\":\"");
      ASSERT_NE(at, std::string::npos) << line;
      EXPECT_TRUE(ids.insert(line.substr(at, 50)).second) << line;
    }
  }
}

}  // namespace
}  // namespace witan
