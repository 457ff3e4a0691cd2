#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "services/involvement/involvement.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/testing/caller.h"
#include "services/runtime/query/testing/matrix_walk.h"
#include "services/runtime/query/testing/reader.h"
#include "storage/memory/memory_projection_store.h"
#include "witan/involvement/v1/query.pb.h"

namespace witan::involvement {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using projector::testing::FakeKeys;
using projector::testing::RecordedLog;
using query::testing::Believing;
using query::testing::Caller;
using storage::MemoryProjectionStore;

namespace pb = witan::involvement::v1;

class InvolvementTest : public ::testing::Test {
 protected:
  InvolvementTest()
      : involvement(std::make_unique<MemoryProjectionStore>(), log.log(), keys, Believing(),
                    log.clock(), {}),
        caller([this](grpc::ServerBuilder& builder) { involvement.Register(builder); }) {}
  ~InvolvementTest() override { involvement.Stop(); }

  template <class Response, class Request>
  Response Ask(const std::string& method, const Request& request) {
    Response answer;
    last = caller.Call("/witan.involvement.v1.InvolvementQueryService/" + method, &reader, request,
                       answer);
    return answer;
  }

  template <class Content>
  void Do(const Content& content) {
    system.world.Must(FakeWorld::Header(activity, system.icb, "2022-09-01"), content);
  }

  // An activity with two themes, of which one is answered and led to a decision.
  void Involve() {
    activity = system.world.NextId();
    pb::ActivityPlanned planned;
    planned.set_title("Listening to patients");
    planned.set_organisation_id(system.icb);
    planned.set_purpose("To hear.");
    planned.set_limb(pb::LIMB_PLANNING);
    planned.set_method(pb::INVOLVEMENT_METHOD_ENGAGE);
    auto& audience = *planned.add_audiences();
    audience.set_name("Carers");
    audience.set_carers_or_representatives(true);
    audience.set_reached_how("By post.");
    planned.set_starts_on("2022-09-01");
    Do(planned);
    Do(pb::ActivityOpened());
    pb::InputRecorded input;
    input.set_channel("survey");
    input.set_people(120);
    input.set_summary("Many said the same.");
    Do(input);
    for (const char* code : {"T1", "T2"}) {
      pb::ThemeRecorded theme;
      theme.set_theme(code);
      theme.set_you_said("The clinic is far away.");
      Do(theme);
    }
    decision = system.Approve("Open a clinic nearby");
    pb::ThemeAnswered answered;
    answered.set_theme("T1");
    answered.set_answer(pb::ANSWER_CHANGED);
    answered.set_we_did("We opened one nearby.");
    answered.set_decision_id(decision);
    Do(answered);
    log.Append(system.world);
    ASSERT_TRUE(involvement.projector().CatchUp().ok());
  }

  GovernedSystem system;
  RecordedLog log;
  FakeKeys keys;
  Involvement involvement;
  Caller caller;
  const witan::auth::v1::Principal reader = query::testing::Reader(witan::auth::v1::ROLE_PUBLIC);
  std::string activity;
  std::string decision;
  grpc::Status last;
};

TEST_F(InvolvementTest, AnActivityShowsTheTrailFromAVoiceToADecision) {
  Involve();
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(activity);
  const auto answer = Ask<pb::GetActivityResponse>("GetActivity", request);
  ASSERT_TRUE(last.ok()) << last.error_message();
  EXPECT_EQ(answer.item().head().title(), "Listening to patients");
  EXPECT_EQ(answer.item().head().state(), "open");
  EXPECT_EQ(answer.item().people(), 120U);
  EXPECT_EQ(answer.item().themes(), 2U);
  EXPECT_EQ(answer.item().changed(), 1U);
  EXPECT_EQ(answer.item().unanswered(), 1U);
  ASSERT_EQ(answer.decisions_size(), 1);
  EXPECT_EQ(answer.decisions(0).id(), decision);
  EXPECT_EQ(answer.decisions(0).name(), "Open a clinic nearby");
  EXPECT_EQ(answer.inputs_size(), 1);
  EXPECT_EQ(answer.trail_size(), 6);
}

TEST_F(InvolvementTest, ThemesSayWhatPeopleSaidAndWhatWasDone) {
  Involve();
  const auto answer =
      Ask<pb::ListThemesResponse>("ListThemes", witan::oversight::v1::ListRecordsRequest());
  ASSERT_TRUE(last.ok()) << last.error_message();
  ASSERT_EQ(answer.items_size(), 2);
  EXPECT_EQ(answer.items(0).theme().we_did(), "We opened one nearby.");
  EXPECT_EQ(answer.items(0).activity().id(), activity);
  EXPECT_EQ(answer.items(1).theme().answer(), pb::ANSWER_UNSPECIFIED);
}

TEST_F(InvolvementTest, ListsByStateAndCountsWhatIsClosed) {
  Involve();
  witan::oversight::v1::ListRecordsRequest request;
  request.mutable_filter()->set_state("open");
  EXPECT_EQ(Ask<pb::ListActivitiesResponse>("ListActivities", request).page().total(), 1U);
  request.mutable_filter()->set_state("completed");
  EXPECT_EQ(Ask<pb::ListActivitiesResponse>("ListActivities", request).page().total(), 0U);
  request.clear_filter();
  witan::correction::v1::ClassificationChanged changed;
  changed.set_classification(witan::options::v1::CLASSIFICATION_OVERSIGHT);
  changed.set_ground(witan::common::v1::GROUND_LEGAL_ADVICE);
  changed.set_reason("As a test.");
  Do(changed);
  log.Append(system.world);
  ASSERT_TRUE(involvement.projector().CatchUp().ok());
  const auto closed = Ask<pb::ListActivitiesResponse>("ListActivities", request);
  EXPECT_EQ(closed.page().total(), 0U);
  ASSERT_EQ(closed.page().withheld_size(), 1);
  EXPECT_EQ(closed.page().withheld(0).count(), 1U);
}

TEST_F(InvolvementTest, AClosedDecisionIsCountedAndNotNamed) {
  Involve();
  witan::correction::v1::ClassificationChanged changed;
  changed.set_classification(witan::options::v1::CLASSIFICATION_RESTRICTED);
  changed.set_ground(witan::common::v1::GROUND_COMMERCIAL);
  changed.set_reason("As a test.");
  system.world.Must(FakeWorld::Header(decision, system.icb, "2022-09-10"), changed);
  log.Append(system.world);
  ASSERT_TRUE(involvement.projector().CatchUp().ok());
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(activity);
  const auto answer = Ask<pb::GetActivityResponse>("GetActivity", request);
  EXPECT_EQ(answer.decisions_size(), 0);
  ASSERT_EQ(answer.withheld_size(), 1);
  EXPECT_EQ(answer.withheld(0).ground(), witan::common::v1::GROUND_COMMERCIAL);
}

TEST_F(InvolvementTest, EveryCallShowsEachReaderWhatTheMatrixSays) {
  using query::testing::Shape;
  log.Append(system.world);
  query::testing::MatrixWalk walk(
      caller, pb::ListThemesResponse::descriptor()->file()->service(0),
      {{"ListActivities", Shape::kList, witan::options::v1::AGGREGATE_ACTIVITY},
       {"GetActivity", Shape::kGet, witan::options::v1::AGGREGATE_ACTIVITY},
       // Themes stand under the activities of ListActivities.
       {"ListThemes", Shape::kOther, witan::options::v1::AGGREGATE_ACTIVITY}});
  walk.CheckTable();
  walk.Record(log, system);
  ASSERT_TRUE(involvement.projector().CatchUp().ok());
  walk.CheckReaders(system);
  walk.CheckClosedDoors({});
}

}  // namespace
}  // namespace witan::involvement
