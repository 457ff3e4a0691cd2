// Two recorders and a query service as processes over a log on a real broker.

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "storage/base/uuid.h"
#include "storage/contract/temporary_folder.h"
#include "storage/kafka/testing/one_broker.h"
#include "tests/shared_log/log_topic.h"
#include "tests/shared_log/service.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/command.pb.h"
#include "witan/organisation/v1/organisation.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using std::chrono::steady_clock;
using witan::command::v1::CommandResponse;
using witan::organisation::v1::RegisterOrganisationRequest;

constexpr std::chrono::seconds kPatience{60};
constexpr std::string_view kNamespace = "6f0d1f3e-5d0c-5e0f-9a3b-77697461006e";

std::string NameBased(const std::string& name) {
  return Uuid::NameBased(Uuid::Parse(kNamespace).value(), name).ToString();
}

void Introduce(grpc::ClientContext& context) {
  witan::auth::v1::Principal principal;
  principal.set_subject("test");
  principal.set_organisation_id(NameBased("REGISTRAR:WITAN"));
  principal.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  principal.add_roles(witan::auth::v1::ROLE_NATIONAL);
  context.AddMetadata("witan-principal-bin", principal.SerializeAsString());
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
}

RegisterOrganisationRequest RegisterRegistrar() {
  RegisterOrganisationRequest request;
  auto& header = *request.mutable_header();
  header.set_request_id(NameBased("register"));
  header.set_record_id(NameBased("REGISTRAR:WITAN"));
  header.mutable_acted_by()->set_organisation_id(NameBased("REGISTRAR:WITAN"));
  header.mutable_acted_by()->set_capacity(witan::common::v1::CAPACITY_ORGANISATION);
  header.set_attestation(witan::common::v1::ATTESTATION_OWN);
  header.mutable_occurred()->set_date("2024-03-07");
  header.mutable_occurred()->set_precision(witan::common::v1::PRECISION_DAY);
  auto& content = *request.mutable_content();
  content.set_kind(witan::organisation::v1::ORGANISATION_KIND_REGISTRAR);
  content.set_name("Witan register");
  auto& code = *content.add_codes();
  code.set_scheme(witan::organisation::v1::CODE_SCHEME_LOCAL);
  code.set_code("WITAN");
  content.set_source("A test");
  return request;
}

grpc::Status Register(const Service& service, CommandResponse& response) {
  grpc::ClientContext context;
  Introduce(context);
  context.set_wait_for_ready(true);
  const grpc::internal::RpcMethod rpc(
      "/witan.organisation.v1.OrganisationService/RegisterOrganisation",
      grpc::internal::RpcMethod::NORMAL_RPC);
  return grpc::internal::BlockingUnaryCall<google::protobuf::MessageLite,
                                           google::protobuf::MessageLite>(
      service.channel().get(), rpc, &context, RegisterRegistrar(), &response);
}

class SharedLogTest : public ::testing::Test {
 protected:
  std::unique_ptr<Service> Start(const char* program, const std::string& name) {
    auto service = std::make_unique<Service>(program, topic_.Settings(), folder_ / name);
    service->Start();
    return service;
  }

  // Until one of them has recorded it, or had.
  Service* Record(const std::vector<Service*>& services, CommandResponse& response) {
    const auto until = steady_clock::now() + kPatience;
    while (steady_clock::now() < until) {
      for (Service* service : services) {
        if (Register(*service, response).ok()) return service;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return nullptr;
  }

  const storage::TemporaryFolder folder_;
  const LogTopic topic_{
      storage::OneNodeOptions(storage::OneBroker().bootstrap(), storage::FreshTopic()),
      storage::kOneNodePlan, folder_.path()};
};

TEST_F(SharedLogTest, WhenTheWriterIsKilledTheStandbyWritesAndViewsFollow) {
  const auto one = Start(WITAN_RECORDER, "one");
  const auto two = Start(WITAN_RECORDER, "two");
  CommandResponse first;
  Service* writer = Record({one.get(), two.get()}, first);
  ASSERT_NE(writer, nullptr);
  // The recorders have made the topic of the keys by now.
  const auto views = Start(WITAN_OVERSIGHT, "views");
  Service* standby = writer == one.get() ? two.get() : one.get();
  const auto start = steady_clock::now();
  writer->End(SIGKILL);
  CommandResponse again;
  ASSERT_EQ(Record({standby}, again), standby);
  RecordProperty("takeover_ms",
                 std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                                    steady_clock::now() - start)
                                    .count()));
  EXPECT_TRUE(again.repeated());
  EXPECT_EQ(again.position(), first.position());
  witan::oversight::v1::ListRecordsRequest question;
  question.set_at_least(first.token());
  witan::oversight::v1::ListOrganisationsResponse answer;
  grpc::ClientContext context;
  Introduce(context);
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  context.set_wait_for_ready(true);
  const grpc::Status status = witan::oversight::v1::OversightService::NewStub(views->channel())
                                  ->ListOrganisations(&context, question, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GE(answer.page().as_of().position(), first.position());
}

}  // namespace
}  // namespace witan::testing
