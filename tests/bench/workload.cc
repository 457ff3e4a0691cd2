#include "tests/bench/workload.h"

#include <fmt/format.h>

#include "storage/base/check.h"
#include "storage/base/uuid.h"
#include "tests/bench/etcd.pb.h"
#include "witan/action/v1/action.pb.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/record.pb.h"
#include "witan/organisation/v1/organisation.pb.h"
#include "witan/oversight/v1/oversight.pb.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::bench {
namespace {

using witan::command::v1::CommandHeader;

constexpr size_t kPayloadBytes = 200;
constexpr std::string_view kNamespace = "6f0d1f3e-5d0c-5e0f-9a3b-77697461006e";

void FillAction(CommandHeader& header, witan::action::v1::ActionAssigned& content, uint64_t run,
                uint64_t number) {
  FillHeader(header, NumberedId(1, run, number), RegistrarId(), "2024-03-07");
  header.set_record_id(ActionId(run, number));
  content.set_title(PayloadText(number));
  content.set_owner_organisation_id(RegistrarId());
  content.set_due("2024-06-30");
}

}  // namespace

std::string NameBased(const std::string& name) {
  static const Uuid space = Uuid::Parse(kNamespace).value();
  return Uuid::NameBased(space, name).ToString();
}

std::string NumberedId(uint16_t kind, uint64_t run, uint64_t number) {
  return fmt::format("{:08x}-{:04x}-4{:03x}-8000-{:012x}", static_cast<uint32_t>(run), kind, 0,
                     number);
}

const std::string& RegistrarId() {
  static const std::string id = NameBased("REGISTRAR:WITAN");
  return id;
}

void FillHeader(CommandHeader& header, const std::string& request_id,
                const std::string& organisation_id, const std::string& day) {
  header.set_request_id(request_id);
  header.mutable_acted_by()->set_organisation_id(organisation_id);
  header.mutable_acted_by()->set_capacity(witan::common::v1::CAPACITY_ORGANISATION);
  header.set_attestation(witan::common::v1::ATTESTATION_OWN);
  header.mutable_occurred()->set_date(day);
  header.mutable_occurred()->set_precision(witan::common::v1::PRECISION_DAY);
  auto& reason = *header.add_soft_reasons();
  reason.set_rule("R-65");
  reason.set_reason("A measured record.");
}

std::string PayloadText(uint64_t number) {
  std::string text = fmt::format("Action {}: ", number);
  while (text.size() < kPayloadBytes) text += "review the plan with partners; ";
  text.resize(kPayloadBytes, '.');
  if (text.back() == ' ') text.back() = '.';
  return text;
}

std::string ActionId(uint64_t run, uint64_t number) { return NumberedId(2, run, number); }

std::string AssignAction(uint64_t run, uint64_t number) {
  witan::action::v1::AssignActionRequest request;
  FillAction(*request.mutable_header(), *request.mutable_content(), run, number);
  return request.SerializeAsString();
}

std::string RecordAction(uint64_t run, uint64_t number) {
  witan::command::v1::RecordRequest request;
  FillAction(*request.mutable_header(), *request.mutable_content()->mutable_action_assigned(), run,
             number);
  return request.SerializeAsString();
}

std::string RegisterRegistrar() {
  witan::organisation::v1::RegisterOrganisationRequest request;
  FillHeader(*request.mutable_header(), NameBased("bench:registrar"), RegistrarId(), "2024-03-07");
  request.mutable_header()->set_record_id(RegistrarId());
  auto& content = *request.mutable_content();
  content.set_kind(witan::organisation::v1::ORGANISATION_KIND_REGISTRAR);
  content.set_name("Witan register");
  auto& code = *content.add_codes();
  code.set_scheme(witan::organisation::v1::CODE_SCHEME_LOCAL);
  code.set_code("WITAN");
  content.set_source("Benchmark");
  return request.SerializeAsString();
}

Metadata PrincipalMetadata(const std::string& organisation_id) {
  witan::auth::v1::Principal principal;
  principal.set_subject("bench");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  principal.add_roles(witan::auth::v1::ROLE_NATIONAL);
  return {{"witan-principal-bin", principal.SerializeAsString()}};
}

std::string EtcdPut(uint64_t run, uint64_t number) {
  const std::string key = fmt::format("/bench/{:08x}/{:012x}", run, number);
  etcdserverpb::TxnRequest request;
  auto& compare = *request.add_compare();
  compare.set_result(etcdserverpb::Compare::EQUAL);
  compare.set_target(etcdserverpb::Compare::CREATE);
  compare.set_key(key);
  compare.set_create_revision(0);
  auto& put = *request.add_success()->mutable_request_put();
  put.set_key(key);
  put.set_value(PayloadText(number));
  return request.SerializeAsString();
}

std::string GetRecord(const std::string& id) {
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(id);
  return request.SerializeAsString();
}

std::string ListFirstPage(const std::string& system_code) {
  witan::oversight::v1::ListRecordsRequest request;
  request.mutable_filter()->set_system(system_code);
  return request.SerializeAsString();
}

std::string GetOverview(const std::string& system_code) {
  witan::oversight::v1::GetOverviewRequest request;
  request.set_ods_code(system_code);
  return request.SerializeAsString();
}

}  // namespace witan::bench
