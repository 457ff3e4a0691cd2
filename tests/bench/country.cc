#include "tests/bench/country.h"

#include <fmt/format.h>

#include <array>

#include "tests/bench/workload.h"
#include "witan/body/v1/body.pb.h"
#include "witan/command/v1/record.pb.h"
#include "witan/decision/v1/decision.pb.h"
#include "witan/organisation/v1/organisation.pb.h"
#include "witan/person/v1/person.pb.h"

namespace witan::bench {
namespace {

using namespace witan::body::v1;          // roles by name
using namespace witan::organisation::v1;  // kinds by name

using witan::command::v1::RecordRequest;

constexpr uint32_t kMembers = 10;
constexpr const char* kEstablished = "2022-07-01";
constexpr const char* kDay = "2022-09-01";

struct SeatRow {
  const char* office;
  MemberRole role;
  Sector sector;
};
constexpr std::array<SeatRow, kMembers> kSeats = {{
    {"Chair", MEMBER_ROLE_CHAIR, SECTOR_INDEPENDENT},
    {"Non-executive member", MEMBER_ROLE_IND_NED, SECTOR_INDEPENDENT},
    {"Chair of the audit committee", MEMBER_ROLE_IND_NED, SECTOR_INDEPENDENT},
    {"Chief executive", MEMBER_ROLE_CE, SECTOR_ICS_BODY},
    {"Director of finance", MEMBER_ROLE_FD, SECTOR_ICS_BODY},
    {"Director of nursing", MEMBER_ROLE_DN, SECTOR_ICS_BODY},
    {"Medical director", MEMBER_ROLE_MD, SECTOR_ICS_BODY},
    {"Partner member, NHS trusts", MEMBER_ROLE_PARTNER_TRUST, SECTOR_ACUTE},
    {"Partner member, primary care", MEMBER_ROLE_PARTNER_PRIMARY, SECTOR_PRIMARY_CARE},
    {"Partner member, local authorities", MEMBER_ROLE_PARTNER_LA, SECTOR_LOCAL_AUTHORITY},
}};

std::string RegionCode(uint32_t region) { return fmt::format("Y9{}", region); }
std::string RegionId(uint32_t region) { return NameBased("NHSE_REGION:" + RegionCode(region)); }
std::string IcbId(uint32_t system) { return NameBased("ICB:" + SystemCode(system)); }
std::string BoardId(uint32_t system) { return NameBased("board of " + SystemCode(system)); }
std::string MemberId(uint32_t system, uint32_t seat) {
  return NameBased(fmt::format("member {} of {}", seat, SystemCode(system)));
}

// A command of an organisation about one record.
RecordRequest Command(const std::string& actor_id, const std::string& record_id,
                      const std::string& name, const char* date) {
  RecordRequest request;
  FillHeader(*request.mutable_header(), NameBased("request: " + name + " of " + record_id),
             actor_id, date);
  request.mutable_header()->set_record_id(record_id);
  return request;
}

BulkPlan PlanOf(const std::string& organisation_id, std::vector<std::string> requests) {
  BulkPlan plan;
  plan.metadata = PrincipalMetadata(organisation_id);
  plan.commands = requests.size();
  plan.request = [requests = std::move(requests)](uint64_t number) { return requests[number]; };
  return plan;
}

std::string Registration(OrganisationKind kind, const std::string& id, const std::string& code,
                         const std::string& name, const std::string& within_id) {
  RecordRequest request = Command(RegistrarId(), id, "register", "2021-04-01");
  auto& content = *request.mutable_content()->mutable_organisation_registered();
  content.set_kind(kind);
  content.set_name(name);
  auto& ods = *content.add_codes();
  ods.set_scheme(CODE_SCHEME_ODS);
  ods.set_code(code);
  content.set_source("Benchmark");
  if (kind == ORGANISATION_KIND_ICB) content.set_valid_from(kEstablished);
  if (!within_id.empty()) content.add_placements()->set_within_id(within_id);
  return request.SerializeAsString();
}

std::string PersonOf(uint32_t system, uint32_t seat) {
  RecordRequest request = Command(RegistrarId(), MemberId(system, seat), "person", "2022-06-01");
  auto& content = *request.mutable_content()->mutable_person_registered();
  content.mutable_name()->set_plain(fmt::format("Person {} of {}", seat, SystemCode(system)));
  content.set_office(kSeats[seat].office);
  content.set_employer_id(IcbId(system));
  return request.SerializeAsString();
}

BulkPlan Register() {
  std::vector<std::string> requests;
  for (uint32_t region = 0; region < kRegions; ++region) {
    requests.push_back(Registration(ORGANISATION_KIND_NHSE_REGION, RegionId(region),
                                    RegionCode(region), fmt::format("Region {}", region), ""));
  }
  for (uint32_t system = 0; system < kSystems; ++system) {
    requests.push_back(Registration(ORGANISATION_KIND_ICB, IcbId(system), SystemCode(system),
                                    fmt::format("NHS System {} ICB", system),
                                    RegionId(system % kRegions)));
    for (uint32_t seat = 0; seat < kMembers; ++seat) requests.push_back(PersonOf(system, seat));
  }
  return PlanOf(RegistrarId(), std::move(requests));
}

BulkPlan Establish(uint32_t system) {
  const std::string icb = IcbId(system);
  RecordRequest established = Command(icb, BoardId(system), "establish", "2022-05-02");
  auto& body = *established.mutable_content()->mutable_body_established();
  body.set_name(fmt::format("Board of NHS System {} ICB", system));
  body.set_type(BODY_TYPE_BOARD);
  body.add_organisation_ids(icb);
  body.set_decision_rights(DECISION_RIGHTS_RESERVED);
  body.set_meets_in_public(true);
  RecordRequest submitted = Command(icb, BoardId(system), "constitution", "2022-05-20");
  auto& constitution = *submitted.mutable_content()->mutable_constitution_submitted();
  constitution.set_version("1.0");
  constitution.add_methods(DECISION_METHOD_CONSENSUS);
  constitution.set_holds_from(kEstablished);
  return PlanOf(icb, {established.SerializeAsString(), submitted.SerializeAsString()});
}

BulkPlan Approve(uint32_t region) {
  std::vector<std::string> requests;
  for (uint32_t system = region; system < kSystems; system += kRegions) {
    RecordRequest request = Command(RegionId(region), BoardId(system), "approval", "2022-06-24");
    auto& content = *request.mutable_content()->mutable_constitution_approved();
    content.set_version("1.0");
    content.set_approved_by_id(RegionId(region));
    content.set_holds_from(kEstablished);
    requests.push_back(request.SerializeAsString());
  }
  return PlanOf(RegionId(region), std::move(requests));
}

BulkPlan Seat(uint32_t system) {
  std::vector<std::string> requests;
  RecordRequest quorum = Command(IcbId(system), BoardId(system), "quorum", kEstablished);
  auto& rule = *quorum.mutable_content()->mutable_quorum_set();
  rule.mutable_rule()->set_minimum_members(6);
  rule.set_holds_from(kEstablished);
  rule.set_basis("Standing orders");
  requests.push_back(quorum.SerializeAsString());
  for (uint32_t seat = 0; seat < kMembers; ++seat) {
    RecordRequest request =
        Command(IcbId(system), BoardId(system), fmt::format("member {}", seat), kEstablished);
    auto& content = *request.mutable_content()->mutable_member_appointed();
    content.set_person_id(MemberId(system, seat));
    content.set_role(kSeats[seat].role);
    content.set_sector(kSeats[seat].sector);
    content.set_capacity(MEMBER_CAPACITY_NOT_DELEGATE);
    content.set_votes(true);
    content.set_appointing_authority("The chair, with NHS England's approval");
    content.set_from(kEstablished);
    requests.push_back(request.SerializeAsString());
  }
  return PlanOf(IcbId(system), std::move(requests));
}

std::string DecisionOf(uint32_t system, uint64_t number) {
  RecordRequest request = Command(IcbId(system), DecisionId(number), "decision", kDay);
  auto& content = *request.mutable_content()->mutable_decision_made();
  content.set_title(fmt::format("Decision {}", number));
  content.set_question("Shall the board approve it?");
  content.set_body_id(BoardId(system));
  content.set_method(DECISION_METHOD_CONSENSUS);
  content.set_result(witan::decision::v1::RESULT_APPROVED);
  content.set_outcome(PayloadText(number));
  content.set_rationale("It serves the people of the system.");
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_CONSTITUTION);
  for (uint32_t seat = 0; seat < kMembers; ++seat) {
    auto& position = *content.add_positions();
    position.set_person_id(MemberId(system, seat));
    position.set_position(witan::decision::v1::POSITION_FOR);
  }
  return request.SerializeAsString();
}

}  // namespace

std::string SystemCode(uint32_t system) { return fmt::format("Q{:02}", system); }

std::string DecisionId(uint64_t number) { return NumberedId(3, 0, number); }

std::vector<BulkPlan> CountryPlans() {
  std::vector<BulkPlan> plans = {Register()};
  for (uint32_t system = 0; system < kSystems; ++system) plans.push_back(Establish(system));
  for (uint32_t region = 0; region < kRegions; ++region) plans.push_back(Approve(region));
  for (uint32_t system = 0; system < kSystems; ++system) plans.push_back(Seat(system));
  return plans;
}

std::vector<BulkPlan> DecisionPlans(uint64_t decisions) {
  std::vector<BulkPlan> plans;
  for (uint32_t system = 0; system < kSystems; ++system) {
    BulkPlan plan;
    plan.metadata = PrincipalMetadata(IcbId(system));
    plan.commands = decisions / kSystems;
    plan.window = kFillWindow;
    plan.request = [system](uint64_t number) {
      return DecisionOf(system, number * kSystems + system);
    };
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace witan::bench
