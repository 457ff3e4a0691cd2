#include "services/domain/testing/governed_system.h"

#include "services/domain/scheme/scheme.h"
#include "witan/body/v1/body.pb.h"
#include "witan/mandate/v1/mandate.pb.h"

namespace witan::domain::testing {
namespace {

using namespace witan::body::v1;          // the whole schema of one folder, for short tables
using namespace witan::organisation::v1;  // the same

using witan::command::v1::CommandHeader;
using witan::delegation::v1::DelegationProposed;
using witan::scheme::v1::SchemeEntryAdded;

constexpr std::string_view kShadow = "2022-05-02";

struct SeatRow {
  const char* office;
  MemberRole role;
  Sector sector;
};
constexpr std::array<SeatRow, 10> kSeats = {{
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

MemberAppointed Seated(const std::string& person_id, MemberRole role, Sector sector,
                       std::string_view from) {
  MemberAppointed content;
  content.set_person_id(person_id);
  content.set_role(role);
  content.set_sector(sector);
  content.set_capacity(MEMBER_CAPACITY_NOT_DELEGATE);
  content.set_votes(true);
  content.set_appointing_authority("The chair, with NHS England's approval");
  content.set_from(std::string(from));
  return content;
}

QuorumSet AtLeast(uint32_t members, std::string_view from) {
  QuorumSet content;
  content.mutable_rule()->set_minimum_members(members);
  content.set_holds_from(std::string(from));
  content.set_basis("Standing orders");
  return content;
}

TermsOfReferenceApproved Terms(DecisionRights rights, const std::vector<DecisionMethod>& methods,
                               std::string_view from) {
  TermsOfReferenceApproved content;
  content.set_version("1.0");
  content.set_decision_rights(rights);
  for (const DecisionMethod method : methods) content.add_methods(method);
  content.set_holds_from(std::string(from));
  return content;
}

SchemeEntryAdded Entry(std::string_view number, std::string_view function,
                       std::string_view body_id) {
  SchemeEntryAdded content;
  content.set_entry(std::string(number));
  content.set_function(std::string(function));
  content.set_matter("What the function says");
  content.set_holding(witan::scheme::v1::HOLDING_DELEGATED);
  content.set_holder_body_id(std::string(body_id));
  return content;
}

}  // namespace

GovernedSystem::GovernedSystem() {
  RegisterOrganisations();
  for (size_t i = 0; i < kSeats.size(); ++i) {
    const bool is_partner = i >= kTrustPartner;
    members[i] = world.Person(kSeats[i].office, is_partner ? trust : icb);
  }
  EstablishBoard();
  EstablishOtherBodies();
  AdoptScheme();
}

void GovernedSystem::RegisterOrganisations() {
  national = world.Organisation(ORGANISATION_KIND_NHSE_NATIONAL, "X24", "NHS England");
  cqc = world.Organisation(ORGANISATION_KIND_CQC, "CQC", "Care Quality Commission");
  region = world.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y63", "North East and Yorkshire");
  other_region = world.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y62", "North West");
  ics = world.Organisation(ORGANISATION_KIND_ICS, "QF7", "South Yorkshire and Bassetlaw", {region});
  icb = world.Organisation(ORGANISATION_KIND_ICB, "QF7", "NHS South Yorkshire ICB", {region},
                           kEstablished);
  other_icb = world.Organisation(ORGANISATION_KIND_ICB, "QOP", "NHS Greater Manchester ICB",
                                 {other_region}, kEstablished);
  trust = world.Organisation(ORGANISATION_KIND_FOUNDATION_TRUST, "RFF", "Barnsley Hospital",
                             {ics, icb});
  authority = world.Organisation(ORGANISATION_KIND_LOCAL_AUTHORITY, "E08000016", "Barnsley Council",
                                 {ics, icb});
  healthwatch = world.Organisation(ORGANISATION_KIND_HEALTHWATCH, "HWBARNSLEY",
                                   "Healthwatch Barnsley", {ics, icb});
  OrganisationSucceeded succeeded;
  succeeded.set_successor_id(icb);
  succeeded.set_on(std::string(kEstablished));
  world.Must(FakeWorld::Header(ics, ics, kEstablished), succeeded);
}

std::string GovernedSystem::Establish(std::string_view name, BodyType type, DecisionRights rights,
                                      std::string_view organisation_id, std::string_view parent_id,
                                      std::string_view date) {
  BodyEstablished content;
  content.set_name(std::string(name));
  content.set_type(type);
  content.add_organisation_ids(std::string(organisation_id));
  content.set_parent_id(std::string(parent_id));
  content.set_decision_rights(rights);
  content.set_meets_in_public(type == BODY_TYPE_BOARD);
  return world.Must(FakeWorld::Header("", organisation_id, date), content);
}

void GovernedSystem::AppointMembers(const std::string& body_id, const std::string& organisation_id,
                                    std::string_view from) {
  for (size_t i = 0; i < kSeats.size(); ++i) {
    world.Must(FakeWorld::Header(body_id, organisation_id, from),
               Seated(members[i], kSeats[i].role, kSeats[i].sector, from));
  }
}

void GovernedSystem::EstablishBoard() {
  board = Establish("Board of NHS South Yorkshire ICB", BODY_TYPE_BOARD, DECISION_RIGHTS_RESERVED,
                    icb, "", kShadow);
  ConstitutionSubmitted submitted;
  submitted.set_version("1.0");
  submitted.add_methods(DECISION_METHOD_CONSENSUS);
  submitted.add_methods(DECISION_METHOD_CHAIR_ON_BEHALF);
  submitted.add_methods(DECISION_METHOD_URGENT);
  submitted.set_holds_from(std::string(kEstablished));
  world.Must(FakeWorld::Header(board, icb, "2022-05-20"), submitted);
  ConstitutionApproved approved;
  approved.set_version("1.0");
  approved.set_approved_by_id(region);
  approved.set_holds_from(std::string(kEstablished));
  world.Must(FakeWorld::Header(board, region, "2022-06-24"), approved);
  world.Must(FakeWorld::Header(board, icb, kEstablished), AtLeast(6, kEstablished));
  AppointMembers(board, icb, kEstablished);

  ics_board = Establish("Partnership board of South Yorkshire and Bassetlaw", BODY_TYPE_BOARD,
                        DECISION_RIGHTS_RESERVED, ics, "", "2021-04-01");
  world.Must(FakeWorld::Header(ics_board, ics, "2021-04-01"),
             Terms(DECISION_RIGHTS_RESERVED,
                   {DECISION_METHOD_CONSENSUS, DECISION_METHOD_CHAIR_ON_BEHALF}, "2021-04-01"));
  world.Must(FakeWorld::Header(ics_board, ics, "2021-04-01"), AtLeast(6, "2021-04-01"));
  AppointMembers(ics_board, ics, "2021-04-01");
}

void GovernedSystem::EstablishOtherBodies() {
  committee = Establish("Finance committee", BODY_TYPE_OTHER_COMMITTEE, DECISION_RIGHTS_DELEGATED,
                        icb, board, kEstablished);
  auto terms = Terms(DECISION_RIGHTS_DELEGATED, {DECISION_METHOD_CONSENSUS, DECISION_METHOD_VOTE},
                     kEstablished);
  terms.add_functions(std::string(kOversight));
  world.Must(FakeWorld::Header(committee, icb, kEstablished), terms);
  world.Must(FakeWorld::Header(committee, icb, kEstablished), AtLeast(2, kEstablished));
  const std::array<std::pair<Seat, MemberRole>, 3> seats = {{{kAuditChair, MEMBER_ROLE_CHAIR},
                                                             {kNonExecutive, MEMBER_ROLE_IND_NED},
                                                             {kFinanceDirector, MEMBER_ROLE_FD}}};
  for (const auto& [seat, role] : seats) {
    world.Must(FakeWorld::Header(committee, icb, kEstablished),
               Seated(members[seat], role, kSeats[seat].sector, kEstablished));
  }
  forum = Establish("Barnsley place forum", BODY_TYPE_CONSULTATIVE_FORUM, DECISION_RIGHTS_ADVISORY,
                    icb, board, kEstablished);
  for (const std::string& body_id : {board, committee, forum}) {
    witan::mandate::v1::MandateGiven mandate;
    mandate.set_body_id(body_id);
    mandate.set_subject(Clerk().subject());
    mandate.set_from(std::string(kEstablished));
    mandate.set_given_by("Chair of the board");
    world.Must(FakeWorld::Header("", icb, kEstablished), mandate);
  }
}

void GovernedSystem::AdoptScheme() {
  witan::scheme::v1::SchemeDrafted drafted;
  drafted.set_organisation_id(icb);
  drafted.set_body_id(board);
  drafted.set_title("Scheme of reservation and delegation");
  drafted.set_version("1.0");
  scheme = world.Must(FakeWorld::Header("", icb, kEstablished), drafted);
  const auto add = [this](SchemeEntryAdded entry, witan::scheme::v1::Holding holding,
                          int64_t limit_pence) {
    entry.set_holding(holding);
    if (limit_pence > 0) *entry.mutable_limit() = PerDecision(limit_pence);
    world.Must(FakeWorld::Header(scheme, icb, kEstablished), entry);
  };
  add(Entry("1", kCommissioning, board), witan::scheme::v1::HOLDING_RESERVED, 0);
  add(Entry("2.1", kFinance, board), witan::scheme::v1::HOLDING_RESERVED, 0);
  add(Entry("2.2", kFinance, committee), witan::scheme::v1::HOLDING_DELEGATED, 100'000'000);
  auto director = Entry("2.3", kFinance, "");
  director.set_holder_person_id(members[kFinanceDirector]);
  add(director, witan::scheme::v1::HOLDING_DELEGATED, 25'000'000);
  witan::scheme::v1::SchemeAdopted adopted;
  adopted.set_holds_from(std::string(kEstablished));
  adopted.set_entry_count(4);
  adopted.set_entries_sha256(EntriesHash(*world.Find(scheme)));
  adopted.set_published(true);
  world.Must(FakeWorld::Header(scheme, icb, kEstablished), adopted);
}

CommandHeader GovernedSystem::MemberHeader(std::string_view record_id, Seat seat,
                                           std::string_view date) const {
  return FakeWorld::PersonHeader(
      record_id, icb, board, members[seat], date,
      seat == kChair ? witan::common::v1::CAPACITY_CHAIR : witan::common::v1::CAPACITY_MEMBER);
}

CommandHeader GovernedSystem::ClerkHeader(std::string_view record_id, std::string_view body_id,
                                          std::string_view date) const {
  CommandHeader header = FakeWorld::Header(record_id, icb, date);
  header.mutable_acted_by()->set_body_id(std::string(body_id));
  header.set_attestation(witan::common::v1::ATTESTATION_CLERK);
  return header;
}

witan::auth::v1::Principal GovernedSystem::Clerk() {
  witan::auth::v1::Principal principal;
  principal.set_subject("clerk");
  principal.add_roles(witan::auth::v1::ROLE_ICS_SECRETARY);
  return principal;
}

witan::decision::v1::DecisionMade GovernedSystem::BoardDecision(std::string_view title) const {
  witan::decision::v1::DecisionMade content;
  content.set_title(std::string(title));
  content.set_question("Shall the board approve it?");
  content.set_body_id(board);
  content.set_method(DECISION_METHOD_CONSENSUS);
  content.set_result(witan::decision::v1::RESULT_APPROVED);
  content.set_outcome("The board approved it.");
  content.set_rationale("It serves the people of South Yorkshire.");
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_CONSTITUTION);
  for (const std::string& person_id : members) {
    auto* position = content.add_positions();
    position->set_person_id(person_id);
    position->set_position(witan::decision::v1::POSITION_FOR);
  }
  return content;
}

std::string GovernedSystem::Approve(std::string_view title, std::string_view date) {
  return world.Must(MemberHeader("", kChair, date), BoardDecision(title));
}

DelegationProposed GovernedSystem::ToCommittee() const {
  DelegationProposed content;
  content.set_title("Spending to the finance committee");
  content.set_instrument(witan::delegation::v1::INSTRUMENT_BOARD_COMMITTEE);
  content.set_delegator_body_id(board);
  content.set_delegator_organisation_id(icb);
  content.set_delegate_body_id(committee);
  content.set_accountable_organisation_id(icb);
  auto& terms = *content.mutable_terms();
  terms.add_functions(std::string(kFinance));
  terms.set_start(std::string(kEstablished));
  terms.set_review("2023-07-01");
  *terms.add_limits() = PerDecision(25'000'000);
  return content;
}

std::string GovernedSystem::Delegate(const DelegationProposed& content) {
  const std::string& start = content.terms().start();
  const std::string id =
      world.Must(FakeWorld::Header("", content.delegator_organisation_id(), start), content);
  witan::delegation::v1::DelegationApproved approved;
  approved.set_approving_decision_id(Approve(content.title(), start));
  world.Must(FakeWorld::Header(id, content.delegator_organisation_id(), start), approved);
  witan::delegation::v1::DelegationActivated activated;
  activated.set_on(start);
  world.Must(FakeWorld::Header(id, content.delegator_organisation_id(), start), activated);
  return id;
}

witan::scheme::v1::Limit GovernedSystem::PerDecision(int64_t revenue_pence) {
  witan::scheme::v1::Limit limit;
  limit.mutable_up_to()->mutable_revenue()->set_pence(revenue_pence);
  limit.set_basis(witan::scheme::v1::LIMIT_BASIS_PER_DECISION);
  return limit;
}

}  // namespace witan::domain::testing
