// The visibility matrix through every call of this service.

#include <gtest/gtest.h>

#include "services/oversight/oversight.h"
#include "services/runtime/query/testing/matrix_walk.h"
#include "storage/memory/memory_projection_store.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {
namespace {

namespace options = witan::options::v1;
using query::testing::Shape;

const std::vector<query::testing::CallRow> kCalls = {
    {"ListOrganisations", Shape::kList, options::AGGREGATE_ORGANISATION},
    {"GetOrganisation", Shape::kGet, options::AGGREGATE_ORGANISATION},
    {"ListPeople", Shape::kList, options::AGGREGATE_PERSON},
    {"GetPerson", Shape::kGet, options::AGGREGATE_PERSON},
    {"ListMandates", Shape::kList, options::AGGREGATE_MANDATE},
    {"GetMandate", Shape::kGet, options::AGGREGATE_MANDATE},
    {"ListBodies", Shape::kList, options::AGGREGATE_BODY},
    {"GetBody", Shape::kGet, options::AGGREGATE_BODY},
    {"ListSchemes", Shape::kList, options::AGGREGATE_SCHEME},
    {"GetScheme", Shape::kGet, options::AGGREGATE_SCHEME},
    {"ListDelegations", Shape::kList, options::AGGREGATE_DELEGATION},
    {"GetDelegation", Shape::kGet, options::AGGREGATE_DELEGATION},
    {"ListInterests", Shape::kList, options::AGGREGATE_INTEREST},
    {"GetInterest", Shape::kGet, options::AGGREGATE_INTEREST},
    {"ListMeetings", Shape::kList, options::AGGREGATE_MEETING},
    {"GetMeeting", Shape::kGet, options::AGGREGATE_MEETING},
    {"ListDecisions", Shape::kList, options::AGGREGATE_DECISION},
    {"GetDecision", Shape::kGet, options::AGGREGATE_DECISION},
    {"ListDissents", Shape::kList, options::AGGREGATE_DISSENT},
    {"GetDissent", Shape::kGet, options::AGGREGATE_DISSENT},
    {"ListActions", Shape::kList, options::AGGREGATE_ACTION},
    {"GetAction", Shape::kGet, options::AGGREGATE_ACTION},
    {"ListTopics", Shape::kList, options::AGGREGATE_TOPIC},
    {"GetTopic", Shape::kGet, options::AGGREGATE_TOPIC},
    {"ListRequests", Shape::kList, options::AGGREGATE_REQUEST},
    {"GetRequest", Shape::kGet, options::AGGREGATE_REQUEST},
    {"ListConcerns", Shape::kList, options::AGGREGATE_CONCERN},
    {"GetConcern", Shape::kGet, options::AGGREGATE_CONCERN},
    {"ListSegments", Shape::kList, options::AGGREGATE_SEGMENT},
    {"GetSegment", Shape::kGet, options::AGGREGATE_SEGMENT},
    {"ListRecoveries", Shape::kList, options::AGGREGATE_RECOVERY},
    {"GetRecovery", Shape::kGet, options::AGGREGATE_RECOVERY},
    {"ListRegulatoryActions", Shape::kList, options::AGGREGATE_REGULATORY_ACTION},
    {"GetRegulatoryAction", Shape::kGet, options::AGGREGATE_REGULATORY_ACTION},
    {"ListCqcRecords", Shape::kList, options::AGGREGATE_CQC_RECORD},
    {"GetCqcRecord", Shape::kGet, options::AGGREGATE_CQC_RECORD},
    {"GetOverview", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
    {"GetPowers", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
    {"GetEvent", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
    {"ListEvents", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
    {"WatchEvents", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
    {"ListRules", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
    {"GetDigest", Shape::kOther, options::AGGREGATE_UNSPECIFIED},
};

class EveryCallTest : public ::testing::Test {
 protected:
  EveryCallTest()
      : oversight(std::make_unique<storage::MemoryProjectionStore>(), log.log(), keys,
                  query::testing::Believing(), log.clock(), {}),
        caller([this](grpc::ServerBuilder& builder) { oversight.Register(builder); }),
        walk(caller, witan::oversight::v1::ListDecisionsResponse::descriptor()->file()->service(0),
             kCalls) {
    log.Append(system.world);
    walk.Record(log, system);
  }
  ~EveryCallTest() override { oversight.Stop(); }

  void SetUp() override { ASSERT_TRUE(oversight.projector().CatchUp().ok()); }

  domain::testing::GovernedSystem system;
  projector::testing::RecordedLog log;
  projector::testing::FakeKeys keys;
  Oversight oversight;
  query::testing::Caller caller;
  query::testing::MatrixWalk walk;
};

TEST_F(EveryCallTest, StandsInTheTable) { walk.CheckTable(); }

TEST_F(EveryCallTest, ShowsEachReaderWhatTheMatrixSays) { walk.CheckReaders(system); }

TEST_F(EveryCallTest, RefusesWhoSaysNothingOfItselfAndWhoMayReadNoRecords) {
  walk.CheckClosedDoors({"ListRules", "GetDigest"});
}

}  // namespace
}  // namespace witan::oversight
