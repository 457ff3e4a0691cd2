// The visibility matrix through every call: each kind of record, each classification, each reader.
// A call that is not in the table below fails the test.

#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <map>

#include "services/domain/payloads.h"
#include "services/domain/testing/governed_system.h"
#include "services/involvement/involvement.h"
#include "services/oversight/oversight.h"
#include "services/runtime/projector/testing/memory_projection_store.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/testing/caller.h"
#include "witan/involvement/v1/query.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {
namespace {

using domain::testing::FakeWorld;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using projector::testing::FakeKeys;
using projector::testing::MemoryProjectionStore;
using projector::testing::RecordedLog;
using query::testing::Believing;
using query::testing::Caller;
using query::testing::ReasonOf;
using visibility::Sight;
using witan::auth::v1::Principal;
using witan::options::v1::Aggregate;

namespace pb = witan::oversight::v1;

enum class Shape { kList, kGet, kOther };
struct CallRow {
  std::string_view method;
  Shape shape;
  Aggregate kind;
};

// Every call of the query services: what it shows, or that it shows no single kind of record.
constexpr CallRow kCalls[] = {
    {"ListOrganisations", Shape::kList, witan::options::v1::AGGREGATE_ORGANISATION},
    {"GetOrganisation", Shape::kGet, witan::options::v1::AGGREGATE_ORGANISATION},
    {"ListPeople", Shape::kList, witan::options::v1::AGGREGATE_PERSON},
    {"GetPerson", Shape::kGet, witan::options::v1::AGGREGATE_PERSON},
    {"ListMandates", Shape::kList, witan::options::v1::AGGREGATE_MANDATE},
    {"GetMandate", Shape::kGet, witan::options::v1::AGGREGATE_MANDATE},
    {"ListBodies", Shape::kList, witan::options::v1::AGGREGATE_BODY},
    {"GetBody", Shape::kGet, witan::options::v1::AGGREGATE_BODY},
    {"ListSchemes", Shape::kList, witan::options::v1::AGGREGATE_SCHEME},
    {"GetScheme", Shape::kGet, witan::options::v1::AGGREGATE_SCHEME},
    {"ListDelegations", Shape::kList, witan::options::v1::AGGREGATE_DELEGATION},
    {"GetDelegation", Shape::kGet, witan::options::v1::AGGREGATE_DELEGATION},
    {"ListInterests", Shape::kList, witan::options::v1::AGGREGATE_INTEREST},
    {"GetInterest", Shape::kGet, witan::options::v1::AGGREGATE_INTEREST},
    {"ListMeetings", Shape::kList, witan::options::v1::AGGREGATE_MEETING},
    {"GetMeeting", Shape::kGet, witan::options::v1::AGGREGATE_MEETING},
    {"ListDecisions", Shape::kList, witan::options::v1::AGGREGATE_DECISION},
    {"GetDecision", Shape::kGet, witan::options::v1::AGGREGATE_DECISION},
    {"ListDissents", Shape::kList, witan::options::v1::AGGREGATE_DISSENT},
    {"GetDissent", Shape::kGet, witan::options::v1::AGGREGATE_DISSENT},
    {"ListActions", Shape::kList, witan::options::v1::AGGREGATE_ACTION},
    {"GetAction", Shape::kGet, witan::options::v1::AGGREGATE_ACTION},
    {"ListTopics", Shape::kList, witan::options::v1::AGGREGATE_TOPIC},
    {"GetTopic", Shape::kGet, witan::options::v1::AGGREGATE_TOPIC},
    {"ListRequests", Shape::kList, witan::options::v1::AGGREGATE_REQUEST},
    {"GetRequest", Shape::kGet, witan::options::v1::AGGREGATE_REQUEST},
    {"ListConcerns", Shape::kList, witan::options::v1::AGGREGATE_CONCERN},
    {"GetConcern", Shape::kGet, witan::options::v1::AGGREGATE_CONCERN},
    {"ListSegments", Shape::kList, witan::options::v1::AGGREGATE_SEGMENT},
    {"GetSegment", Shape::kGet, witan::options::v1::AGGREGATE_SEGMENT},
    {"ListRecoveries", Shape::kList, witan::options::v1::AGGREGATE_RECOVERY},
    {"GetRecovery", Shape::kGet, witan::options::v1::AGGREGATE_RECOVERY},
    {"ListRegulatoryActions", Shape::kList, witan::options::v1::AGGREGATE_REGULATORY_ACTION},
    {"GetRegulatoryAction", Shape::kGet, witan::options::v1::AGGREGATE_REGULATORY_ACTION},
    {"ListCqcRecords", Shape::kList, witan::options::v1::AGGREGATE_CQC_RECORD},
    {"GetCqcRecord", Shape::kGet, witan::options::v1::AGGREGATE_CQC_RECORD},
    {"ListActivities", Shape::kList, witan::options::v1::AGGREGATE_ACTIVITY},
    {"GetActivity", Shape::kGet, witan::options::v1::AGGREGATE_ACTIVITY},
    // Themes stand under their activity; the rest has tests of its own in oversight_test.cc.
    {"ListThemes", Shape::kOther, witan::options::v1::AGGREGATE_ACTIVITY},
    {"GetOverview", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
    {"GetPowers", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
    {"GetEvent", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
    {"ListEvents", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
    {"WatchEvents", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
    {"ListRules", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
    {"GetDigest", Shape::kOther, witan::options::v1::AGGREGATE_UNSPECIFIED},
};

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* service :
       {pb::ListDecisionsResponse::descriptor()->file()->service(0),
        witan::involvement::v1::ListThemesResponse::descriptor()->file()->service(0)}) {
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

const MethodDescriptor* MethodOf(std::string_view name) {
  for (const MethodDescriptor* method : Methods()) {
    if (method->name() == name) return method;
  }
  return nullptr;
}

TEST(EveryCall, StandsInTheTable) {
  for (const MethodDescriptor* method : Methods()) {
    const bool is_there = std::any_of(std::begin(kCalls), std::end(kCalls),
                                      [&](const CallRow& c) { return c.method == method->name(); });
    EXPECT_TRUE(is_there) << method->full_name() << " has no row: say what it shows, and to whom";
  }
  for (const CallRow& call : kCalls) EXPECT_NE(MethodOf(call.method), nullptr) << call.method;
}

// An event that opens a record of a kind, with nothing in it but what it is about.
domain::Event Opening(Aggregate kind, const std::string& id, const std::string& about,
                      witan::options::v1::Classification classification) {
  domain::Event event;
  const auto* payload = witan::event::v1::Payload::descriptor();
  for (int i = 0; i < payload->field_count(); ++i) {
    const auto& rules = domain::RulesOf(payload->field(i)->message_type());
    if (rules.aggregate() == kind && rules.opening() == witan::options::v1::OPENING_BEGINS) {
      event.mutable_payload()->GetReflection()->MutableMessage(event.mutable_payload(),
                                                               payload->field(i));
      break;
    }
  }
  // Kinds that no event merely begins.
  if (kind == witan::options::v1::AGGREGATE_SEGMENT) {
    event.mutable_payload()->mutable_segment_decided();
  }
  event.set_event_id(Uuid::Random().ToString());
  event.set_stream(id);
  event.set_aggregate(kind);
  event.set_version(1);
  event.set_classification(classification);
  event.mutable_occurred()->set_date("2022-09-01");
  event.add_subjects(about);
  return event;
}

class EveryCallTest : public ::testing::Test {
 protected:
  EveryCallTest()
      : oversight(std::make_unique<MemoryProjectionStore>(), log.log(), keys, Believing(),
                  log.clock(), {}),
        involvement(std::make_unique<MemoryProjectionStore>(), log.log(), keys, Believing(),
                    log.clock(), {}),
        caller([this](grpc::ServerBuilder& builder) {
          oversight.Register(builder);
          involvement.Register(builder);
        }) {
    log.Append(system.world);
  }
  ~EveryCallTest() override {
    oversight.Stop();
    involvement.Stop();
  }

  void CatchUp() {
    ASSERT_TRUE(oversight.projector().CatchUp().ok());
    ASSERT_TRUE(involvement.projector().CatchUp().ok());
  }

  std::unique_ptr<Message> Answer(const MethodDescriptor* method, const Principal& principal,
                                  const Message& request, grpc::Status& status) {
    std::unique_ptr<Message> answer(google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(method->output_type())
                                        ->New());
    status = caller.Call("/" + method->service()->full_name() + "/" + method->name(), &principal,
                         request, *answer);
    return answer;
  }

  // What a Get shows of a record.
  Sight SeenByGet(const CallRow& call, const Principal& principal, const std::string& id) {
    pb::GetRecordRequest request;
    request.set_id(id);
    grpc::Status status;
    const auto answer = Answer(MethodOf(call.method), principal, request, status);
    if (status.error_code() == grpc::StatusCode::PERMISSION_DENIED) return Sight::kNone;
    EXPECT_TRUE(status.ok()) << call.method << ": " << status.error_message();
    const auto* item = answer->GetDescriptor()->FindFieldByName("item");
    const Message& view = answer->GetReflection()->GetMessage(*answer, item);
    const auto* head = view.GetDescriptor()->FindFieldByName("head");
    const auto& shown =
        static_cast<const pb::RecordHead&>(view.GetReflection()->GetMessage(view, head));
    if (!shown.stub()) return Sight::kFull;
    EXPECT_TRUE(shown.title().empty() && shown.subjects().empty()) << call.method;
    EXPECT_EQ(answer->GetReflection()->FieldSize(*answer,
                                                 answer->GetDescriptor()->FindFieldByName("trail")),
              0)
        << call.method;
    return Sight::kStub;
  }

  // The same of a list; what it does not show it must count.
  Sight SeenByList(const CallRow& call, const Principal& principal, const std::string& id,
                   bool& is_counted) {
    pb::ListRecordsRequest request;
    request.set_page_size(500);
    grpc::Status status;
    const auto answer = Answer(MethodOf(call.method), principal, request, status);
    EXPECT_TRUE(status.ok()) << call.method << ": " << status.error_message();
    const auto* reflection = answer->GetReflection();
    const auto* items = answer->GetDescriptor()->FindFieldByName("items");
    const auto& page = static_cast<const pb::Page&>(
        reflection->GetMessage(*answer, answer->GetDescriptor()->FindFieldByName("page")));
    is_counted = page.withheld_size() > 0;
    for (int i = 0; i < reflection->FieldSize(*answer, items); ++i) {
      const Message& view = reflection->GetRepeatedMessage(*answer, items, i);
      const auto* head = view.GetDescriptor()->FindFieldByName("head");
      const auto& shown =
          static_cast<const pb::RecordHead&>(view.GetReflection()->GetMessage(view, head));
      if (shown.id() == id) return shown.stub() ? Sight::kStub : Sight::kFull;
    }
    return Sight::kNone;
  }

  domain::testing::GovernedSystem system;
  RecordedLog log;
  FakeKeys keys;
  Oversight oversight;
  involvement::Involvement involvement;
  Caller caller;
};

Principal As(witan::auth::v1::Role role, const std::string& organisation_id) {
  Principal principal;
  principal.set_subject("reader");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

TEST_F(EveryCallTest, ShowsEachReaderWhatTheMatrixSays) {
  namespace auth = witan::auth::v1;
  using visibility::Nearness;
  struct ReaderCase {
    Principal principal;
    auth::Role role;
    Nearness nearness;  // to a record about the trust of South Yorkshire
  };
  const std::vector<ReaderCase> readers = {
      {As(auth::ROLE_PUBLIC, ""), auth::ROLE_PUBLIC, Nearness::kElsewhere},
      {As(auth::ROLE_HEALTHWATCH, system.healthwatch), auth::ROLE_HEALTHWATCH, Nearness::kInArea},
      {As(auth::ROLE_PROVIDER, system.trust), auth::ROLE_PROVIDER, Nearness::kParty},
      {As(auth::ROLE_ICS_MEMBER, system.icb), auth::ROLE_ICS_MEMBER, Nearness::kInArea},
      {As(auth::ROLE_ICS_SECRETARY, system.other_icb), auth::ROLE_ICS_SECRETARY,
       Nearness::kElsewhere},
      {As(auth::ROLE_REGION, system.region), auth::ROLE_REGION, Nearness::kInArea},
      {As(auth::ROLE_REGION, system.other_region), auth::ROLE_REGION, Nearness::kElsewhere},
      {As(auth::ROLE_NATIONAL, system.national), auth::ROLE_NATIONAL, Nearness::kElsewhere},
      {As(auth::ROLE_CQC, system.cqc), auth::ROLE_CQC, Nearness::kElsewhere},
  };
  std::map<std::pair<Aggregate, int>, std::string> records;
  for (const auto* kind = std::begin(kCalls); kind != std::end(kCalls); ++kind) {
    if (kind->shape != Shape::kGet) continue;
    for (const auto classification :
         {witan::options::v1::CLASSIFICATION_PUBLIC, witan::options::v1::CLASSIFICATION_PARTNERS,
          witan::options::v1::CLASSIFICATION_OVERSIGHT,
          witan::options::v1::CLASSIFICATION_RESTRICTED}) {
      const std::string id = Uuid::Random().ToString();
      records[{kind->kind, classification}] = id;
      log.AppendEvent(Opening(kind->kind, id, system.trust, classification));
    }
  }
  CatchUp();
  for (const CallRow& call : kCalls) {
    if (call.shape == Shape::kOther) continue;
    for (int classification = 1; classification <= 4; ++classification) {
      const std::string& id = records[{call.kind, classification}];
      for (const ReaderCase& reader : readers) {
        const Sight expected = visibility::SightFor(
            reader.role, call.kind, static_cast<witan::options::v1::Classification>(classification),
            reader.nearness);
        bool is_counted = true;
        const Sight seen = call.shape == Shape::kGet
                               ? SeenByGet(call, reader.principal, id)
                               : SeenByList(call, reader.principal, id, is_counted);
        EXPECT_EQ(seen, expected) << call.method << " as " << auth::Role_Name(reader.role) << " of "
                                  << witan::options::v1::Classification_Name(
                                         static_cast<witan::options::v1::Classification>(
                                             classification));
        if (seen == Sight::kNone) {
          EXPECT_TRUE(is_counted) << call.method;
        }
      }
    }
  }
}

TEST_F(EveryCallTest, RefusesWhoSaysNothingOfItselfAndWhoMayReadNoRecords) {
  CatchUp();
  const Principal operator_only = As(witan::auth::v1::ROLE_OPERATOR, "");
  for (const CallRow& call : kCalls) {
    const MethodDescriptor* method = MethodOf(call.method);
    if (method->server_streaming()) continue;
    std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                         ->GetPrototype(method->input_type())
                                         ->New());
    std::unique_ptr<Message> answer(google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(method->output_type())
                                        ->New());
    const std::string path = "/" + method->service()->full_name() + "/" + method->name();
    const grpc::Status nobody = caller.Call(path, nullptr, *request, *answer);
    EXPECT_EQ(nobody.error_code(), grpc::StatusCode::UNAUTHENTICATED) << call.method;
    EXPECT_EQ(ReasonOf(nobody), "NO_PRINCIPAL") << call.method;
    if (call.method == "ListRules" || call.method == "GetDigest") continue;
    const grpc::Status closed = caller.Call(path, &operator_only, *request, *answer);
    EXPECT_EQ(ReasonOf(closed), "NOT_FOR_ROLE") << call.method;
  }
}

}  // namespace
}  // namespace witan::oversight
