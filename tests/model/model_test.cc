// Random commands, right and wrong ones, decided by the real rules and by simple models of them:
// both must say the same. What was accepted is then projected, and a view of any moment must equal
// that of a projection which knows no more than that moment.
//
//   WITAN_SEED=N              the seed that a failed run printed
//   WITAN_MODEL_COMMANDS=N    how many commands (10,000)

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <sstream>

#include "services/oversight/oversight.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/testing/caller.h"
#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_projection_store.h"
#include "tests/model/asking.h"
#include "tests/model/deciding.h"
#include "tests/model/delegating.h"
#include "tests/support/command_caller.h"
#include "tests/support/random_seed.h"
#include "tests/support/same_projection.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::testing {
namespace {

using domain::testing::GovernedSystem;
using projector::testing::FakeKeys;
using projector::testing::RecordedLog;
using witan::auth::v1::Principal;

namespace pb = witan::oversight::v1;

constexpr uint64_t kCommands = 10'000;
// Projected live in so many steps.
constexpr size_t kStep = 250;
constexpr size_t kMoments = 6;

class ModelTest : public ::testing::Test {
 protected:
  ModelTest() : seed_(RandomSeed()), dice_(seed_) {
    models_.push_back(std::make_unique<Asking>(system_, seed_ + 1));
    models_.push_back(std::make_unique<Delegating>(system_, seed_ + 2));
    models_.push_back(std::make_unique<Deciding>(system_, seed_ + 3));
  }

  // One command decided by both sides. False where they differ.
  bool DecideOne() {
    const Trial trial = dice_.AnyOf(models_)->Next();
    const auto decided = system_.world.DoPayload(trial.header, trial.content);
    const std::string text = domain::testing::ReasonsOf(decided);
    const Verdict verdict = VerdictOf(text);
    for (const std::string& reason : trial.expected) ++refused_for_[reason];
    EXPECT_EQ(verdict, trial.expected)
        << trial.header.ShortDebugString() << "\n"
        << trial.content.ShortDebugString() << "\n"
        << (text.empty() ? "" : std::get<domain::Refusal>(decided).message);
    if (verdict != trial.expected) return false;
    if (verdict.empty()) trial.accepted(std::get<domain::Draft>(decided).event.stream());
    return true;
  }

  void DecideMany(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      SCOPED_TRACE(fmt::format("command {}", i));
      ASSERT_TRUE(DecideOne());
    }
  }

  const uint64_t seed_;
  Dice dice_;
  GovernedSystem system_;
  std::vector<std::unique_ptr<Model>> models_;
  std::map<std::string, size_t> refused_for_;
};

TEST_F(ModelTest, TheRulesSayWhatTheModelsSay) {
  const size_t before = system_.world.events().size();
  DecideMany(FromEnvironment("WITAN_MODEL_COMMANDS", kCommands));
  std::cout << fmt::format("{} accepted\n", system_.world.events().size() - before);
  for (const auto& [reason, count] : refused_for_) std::cout << reason << " " << count << "\n";
  // Each rule that the models know was tried.
  for (const char* reason :
       {"FIELD", "R_05", "R_06", "R_11", "R_12", "R_13", "R_14", "R_16", "R_17", "R_18", "R_19",
        "R_28", "R_31", "R_40", "R_46", "R_53", "WRONG_STATE", "TWICE_STATED", "NOT_YOUR_VOICE"}) {
    EXPECT_GT(refused_for_[reason], 0U) << reason;
  }
}

TEST_F(ModelTest, ARebuiltProjectionEqualsTheLiveOne) {
  RecordedLog log;
  const storage::TemporaryFolder folder;
  for (size_t i = 0; i < 6; ++i) {
    DecideMany(kStep);
    log.Append(system_.world);
    ASSERT_NE(CaughtUp(log.log(), folder.path(), "oversight", {}), nullptr);
  }
  ExpectSameAsRebuilt(log.log(), folder.path(), "oversight", {});
}

// ---- views of a moment

// A log that ends at a position of another, with the queries over it.
class Views final {
 public:
  Views(RecordedLog& log, uint64_t end)
      : codec_(runtime::BuildInfo{"test", ""}), log_(sequence_, codec_, log.clock()) {
    for (const std::string& bytes : log.sequence().Copy()) {
      if (end-- == 0) break;
      sequence_.Inject(bytes);
    }
    oversight_ = std::make_unique<oversight::Oversight>(
        std::make_unique<storage::MemoryProjectionStore>(), log_, keys_,
        query::testing::Believing(), log.clock(), oversight::Options());
    caller_ = std::make_unique<query::testing::Caller>(
        [this](grpc::ServerBuilder& builder) { oversight_->Register(builder); });
    EXPECT_TRUE(oversight_->projector().CatchUp().ok());
  }
  ~Views() {
    caller_->Shutdown();
    oversight_->Stop();
  }

  template <class Request, class Response>
  std::string Ask(const std::string& method, const Principal& reader, const Request& request,
                  Response response) {
    const grpc::Status status =
        caller_->Call("/witan.oversight.v1.OversightService/" + method, &reader, request, response);
    EXPECT_TRUE(status.ok()) << method << ": " << status.error_message();
    // Classifications are always the newest known, so that nothing is shown by the rights of then.
    std::istringstream lines(response.Utf8DebugString());
    std::string text;
    for (std::string line; std::getline(lines, line);) {
      if (line.find(" classification: ") == std::string::npos) text += line + "\n";
    }
    return text;
  }

  // What these readers see, by the name of the view.
  std::map<std::string, std::string> All(const GovernedSystem& system, const std::string& token) {
    const Principal member = PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
    const Principal national = PrincipalOf(witan::auth::v1::ROLE_NATIONAL, system.national);
    pb::ListRecordsRequest list;
    list.set_page_size(500);
    pb::GetOverviewRequest overview;
    overview.set_ods_code("QF7");
    pb::GetPowersRequest powers;
    powers.set_organisation_id(system.icb);
    if (!token.empty()) {
      list.mutable_as_at()->set_token(token);
      overview.mutable_as_at()->set_token(token);
      powers.mutable_as_at()->set_token(token);
    }
    return {
        {"decisions", Ask("ListDecisions", member, list, pb::ListDecisionsResponse())},
        {"dissents", Ask("ListDissents", member, list, pb::ListDissentsResponse())},
        {"delegations", Ask("ListDelegations", member, list, pb::ListDelegationsResponse())},
        {"bodies", Ask("ListBodies", member, list, pb::ListBodiesResponse())},
        {"requests", Ask("ListRequests", national, list, pb::ListRequestsResponse())},
        {"powers", Ask("GetPowers", member, powers, pb::GetPowersResponse())},
        {"overview", Ask("GetOverview", member, overview, pb::GetOverviewResponse())},
    };
  }

  std::string TokenOf(uint64_t position) { return oversight_->node().TokenOf(Position(position)); }

 private:
  storage::MemorySequence sequence_;
  const runtime::EnvelopeCodec codec_;
  storage::SequenceLog log_;
  FakeKeys keys_;
  std::unique_ptr<oversight::Oversight> oversight_;
  std::unique_ptr<query::testing::Caller> caller_;
};

TEST_F(ModelTest, AViewOfAMomentKnowsWhatWasKnownThen) {
  const size_t before = system_.world.events().size();
  DecideMany(kStep * 3);
  RecordedLog log;
  log.Append(system_.world);
  Views all(log, log.end());
  for (size_t i = 0; i < kMoments; ++i) {
    const uint64_t position = before + dice_.Below(log.end() - before + 1);
    SCOPED_TRACE(fmt::format("position {} of {}", position, log.end()));
    Views then(log, position);
    const auto known_then = then.All(system_, "");
    for (const auto& [name, text] : all.All(system_, all.TokenOf(position))) {
      EXPECT_EQ(text, known_then.at(name)) << name;
    }
  }
}

}  // namespace
}  // namespace witan::testing
