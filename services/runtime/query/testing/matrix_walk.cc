#include "services/runtime/query/testing/matrix_walk.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/domain/payloads.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::query::testing {

namespace auth = witan::auth::v1;
namespace options = witan::options::v1;
using google::protobuf::Message;
using visibility::Aggregate;
using visibility::Nearness;
using visibility::Sight;
using witan::oversight::v1::Page;
using witan::oversight::v1::RecordHead;

struct MatrixWalk::Reader {
  auth::Principal principal;
  auth::Role role;
  Nearness nearness;  // to a record about the trust of the system
};

namespace {

auth::Principal As(auth::Role role, const std::string& organisation_id) {
  auth::Principal principal;
  principal.set_subject("reader");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

std::unique_ptr<Message> NewOf(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

const Message& Part(const Message& message, const char* name) {
  return message.GetReflection()->GetMessage(message,
                                             message.GetDescriptor()->FindFieldByName(name));
}

const RecordHead& HeadIn(const Message& view) {
  return static_cast<const RecordHead&>(Part(view, "head"));
}

// An event that opens a record of a kind, with nothing in it but what it is about.
domain::Event Opening(Aggregate kind, const std::string& id, const std::string& about,
                      options::Classification classification) {
  domain::Event event;
  const auto* payload = witan::event::v1::Payload::descriptor();
  for (int i = 0; i < payload->field_count(); ++i) {
    const auto& rules = domain::RulesOf(payload->field(i)->message_type());
    if (rules.aggregate() == kind && rules.opening() == options::OPENING_BEGINS) {
      event.mutable_payload()->GetReflection()->MutableMessage(event.mutable_payload(),
                                                               payload->field(i));
      break;
    }
  }
  // Kinds that no event merely begins.
  if (kind == options::AGGREGATE_SEGMENT) {
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

}  // namespace

void MatrixWalk::CheckTable() const {
  for (int i = 0; i < service_->method_count(); ++i) {
    const std::string& name = service_->method(i)->name();
    const bool is_there = std::any_of(calls_.begin(), calls_.end(),
                                      [&](const CallRow& call) { return call.method == name; });
    EXPECT_TRUE(is_there) << name << " has no row: say what it shows, and to whom";
  }
  for (const CallRow& call : calls_) {
    EXPECT_NE(service_->FindMethodByName(std::string(call.method)), nullptr) << call.method;
  }
}

void MatrixWalk::Record(projector::testing::RecordedLog& log,
                        const domain::testing::GovernedSystem& system) {
  for (const CallRow& call : calls_) {
    if (call.shape != Shape::kGet) continue;
    for (const auto classification :
         {options::CLASSIFICATION_PUBLIC, options::CLASSIFICATION_PARTNERS,
          options::CLASSIFICATION_OVERSIGHT, options::CLASSIFICATION_RESTRICTED}) {
      const std::string id = Uuid::Random().ToString();
      records_[{call.kind, classification}] = id;
      log.AppendEvent(Opening(call.kind, id, system.trust, classification));
    }
  }
}

std::vector<MatrixWalk::Reader> MatrixWalk::Readers(const domain::testing::GovernedSystem& system) {
  return {
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
}

std::unique_ptr<Message> MatrixWalk::Ask(const CallRow& call, const auth::Principal* principal,
                                         const Message& request, grpc::Status& status) {
  const auto* method = service_->FindMethodByName(std::string(call.method));
  auto answer = NewOf(method->output_type());
  status =
      caller_.Call("/" + service_->full_name() + "/" + method->name(), principal, request, *answer);
  return answer;
}

// What a Get shows of a record.
Sight MatrixWalk::SeenByGet(const CallRow& call, const auth::Principal& principal,
                            const std::string& id) {
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(id);
  grpc::Status status;
  const auto answer = Ask(call, &principal, request, status);
  if (status.error_code() == grpc::StatusCode::PERMISSION_DENIED) return Sight::kNone;
  EXPECT_TRUE(status.ok()) << call.method << ": " << status.error_message();
  const RecordHead& shown = HeadIn(Part(*answer, "item"));
  if (!shown.stub()) return Sight::kFull;
  EXPECT_TRUE(shown.title().empty() && shown.subjects().empty()) << call.method;
  EXPECT_EQ(answer->GetReflection()->FieldSize(*answer,
                                               answer->GetDescriptor()->FindFieldByName("trail")),
            0)
      << call.method;
  return Sight::kStub;
}

// The same of a list.
Sight MatrixWalk::SeenByList(const CallRow& call, const auth::Principal& principal,
                             const std::string& id, bool& is_counted) {
  witan::oversight::v1::ListRecordsRequest request;
  request.set_page_size(500);
  grpc::Status status;
  const auto answer = Ask(call, &principal, request, status);
  EXPECT_TRUE(status.ok()) << call.method << ": " << status.error_message();
  is_counted = static_cast<const Page&>(Part(*answer, "page")).withheld_size() > 0;
  const auto* reflection = answer->GetReflection();
  const auto* items = answer->GetDescriptor()->FindFieldByName("items");
  for (int i = 0; i < reflection->FieldSize(*answer, items); ++i) {
    const RecordHead& shown = HeadIn(reflection->GetRepeatedMessage(*answer, items, i));
    if (shown.id() == id) return shown.stub() ? Sight::kStub : Sight::kFull;
  }
  return Sight::kNone;
}

void MatrixWalk::CheckCall(const CallRow& call, const Reader& reader) {
  for (int number = 1; number <= 4; ++number) {
    const auto classification = static_cast<options::Classification>(number);
    const std::string& id = records_[{call.kind, number}];
    const Sight expected =
        visibility::SightFor(reader.role, call.kind, classification, reader.nearness);
    bool is_counted = true;
    const Sight seen = call.shape == Shape::kGet
                           ? SeenByGet(call, reader.principal, id)
                           : SeenByList(call, reader.principal, id, is_counted);
    EXPECT_EQ(seen, expected) << call.method << " as " << auth::Role_Name(reader.role) << " of "
                              << options::Classification_Name(classification);
    // What a list does not show, it counts.
    EXPECT_TRUE(seen != Sight::kNone || is_counted) << call.method;
  }
}

void MatrixWalk::CheckReaders(const domain::testing::GovernedSystem& system) {
  for (const CallRow& call : calls_) {
    if (call.shape == Shape::kOther) continue;
    for (const Reader& reader : Readers(system)) CheckCall(call, reader);
  }
}

void MatrixWalk::CheckClosedDoors(const std::vector<std::string_view>& open_to_operators) {
  const auth::Principal operator_only = As(auth::ROLE_OPERATOR, "");
  for (const CallRow& call : calls_) {
    const auto* method = service_->FindMethodByName(std::string(call.method));
    if (method->server_streaming()) continue;
    const auto request = NewOf(method->input_type());
    grpc::Status status;
    Ask(call, nullptr, *request, status);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << call.method;
    EXPECT_EQ(ReasonOf(status), "NO_PRINCIPAL") << call.method;
    const bool is_open = std::find(open_to_operators.begin(), open_to_operators.end(),
                                   call.method) != open_to_operators.end();
    if (is_open) continue;
    Ask(call, &operator_only, *request, status);
    EXPECT_EQ(ReasonOf(status), "NOT_FOR_ROLE") << call.method;
  }
}

}  // namespace witan::query::testing
