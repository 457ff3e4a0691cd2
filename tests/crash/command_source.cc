#include "tests/crash/command_source.h"

#include <fmt/format.h>

#include "services/domain/organisation/organisation.h"
#include "storage/base/uuid.h"
#include "tests/support/command_caller.h"
#include "witan/body/v1/body.pb.h"
#include "witan/interest/v1/interest.pb.h"
#include "witan/involvement/v1/involvement.pb.h"
#include "witan/organisation/v1/organisation.pb.h"
#include "witan/person/v1/person.pb.h"

namespace witan::testing {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using witan::event::v1::Payload;
using witan::organisation::v1::ORGANISATION_KIND_VCSE;

std::string SeededUuid(std::mt19937_64& random) {
  std::array<uint8_t, 16> bytes = {};
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  return Uuid(bytes).ToString();
}

std::string CommandSource::Word() { return fmt::format("W{:012X}", random_() >> 16U); }

witan::auth::v1::Principal CommandSource::PrincipalOf(Voice voice) const {
  return testing::PrincipalOf(witan::auth::v1::ROLE_REGISTRAR,
                              voice == Voice::kRegistrar ? system_.national : system_.icb);
}

Command CommandSource::Of(Voice voice, const std::string& record_id,
                          const google::protobuf::Message& content) {
  const std::string& actor = voice == Voice::kRegistrar ? system_.national : system_.icb;
  Command command;
  command.header = FakeWorld::Header(record_id, actor, GovernedSystem::kDay);
  command.header.set_request_id(SeededUuid(random_));
  command.content = FakeWorld::Wrap(content);
  command.principal = PrincipalOf(voice);
  return command;
}

Command CommandSource::Next(Voice voice) {
  if (random_() % 8 == 0) return Wrong(voice);
  return voice == Voice::kRegistrar ? NextOfRegistrar() : NextOfBoard();
}

Command CommandSource::NextOfRegistrar() {
  switch (random_() % 8) {
    case 0:
    case 1:
      return Renaming();
    case 2:
    case 3:
    case 4:
      return Person();
    case 5:
      return Erasure();
    default:
      return Organisation();
  }
}

Command CommandSource::NextOfBoard() {
  switch (random_() % 4) {
    case 0:
      return Body();
    case 1:
      return Decision();
    case 2:
      return Interest();
    default:
      return Activity();
  }
}

Command CommandSource::Wrong(Voice voice) {
  Command command = voice == Voice::kRegistrar ? Organisation() : Decision();
  if (voice == Voice::kRegistrar) {
    command.content.mutable_organisation_registered()->clear_name();
  } else if (random_() % 2 == 0) {
    command.content.mutable_decision_made()->set_body_id(system_.forum);
  } else {
    command.content.mutable_decision_made()->mutable_positions(0)->set_on_behalf_of_id(
        system_.trust);
  }
  command.must_be_refused = true;
  return command;
}

Command CommandSource::Organisation() {
  witan::organisation::v1::OrganisationRegistered content;
  content.set_kind(ORGANISATION_KIND_VCSE);
  const std::string code = Word();
  content.set_name("Association " + code);
  auto* local = content.add_codes();
  local->set_scheme(witan::organisation::v1::CODE_SCHEME_LOCAL);
  local->set_code(code);
  content.add_placements()->set_within_id(system_.icb);
  return Of(Voice::kRegistrar, domain::OrganisationIdOf(ORGANISATION_KIND_VCSE, code), content);
}

Command CommandSource::Renaming() {
  const auto id = ledger_.AnyRecord(Payload::kOrganisationRegistered, random_);
  if (!id) return Organisation();
  witan::organisation::v1::OrganisationRenamed content;
  content.set_name("Society " + Word());
  content.set_from("2022-09-01");
  return Of(Voice::kRegistrar, *id, content);
}

Command CommandSource::Person() {
  witan::person::v1::PersonRegistered content;
  content.mutable_name()->set_plain("Person " + Word());
  content.mutable_contact()->set_plain(Word() + "@example.org");
  content.set_office("Adviser");
  content.set_employer_id(system_.icb);
  return Of(Voice::kRegistrar, SeededUuid(random_), content);
}

Command CommandSource::Erasure() {
  const auto id = ledger_.AnyRecord(Payload::kPersonRegistered, random_);
  if (!id) return Person();
  witan::person::v1::KeyDestroyed content;
  content.set_reason("Left, and asked for it");
  return Of(Voice::kRegistrar, *id, content);
}

Command CommandSource::Body() {
  using namespace witan::body::v1;  // one message and its enums
  BodyEstablished content;
  content.set_name("Working group " + Word());
  content.set_type(BODY_TYPE_OTHER_COMMITTEE);
  content.add_organisation_ids(system_.icb);
  content.set_parent_id(system_.board);
  content.set_decision_rights(DECISION_RIGHTS_ADVISORY);
  return Of(Voice::kBoard, "", content);
}

Command CommandSource::Decision() {
  return Of(Voice::kBoard, "", system_.BoardDecision("Decision " + Word()));
}

Command CommandSource::Interest() {
  using namespace witan::interest::v1;  // the same
  InterestDeclared content;
  content.set_person_id(system_.members[random_() % system_.members.size()]);
  content.set_kind(INTEREST_KIND_POTENTIAL);
  content.set_category(INTEREST_CATEGORY_NF_PERSONAL);
  content.mutable_description()->set_plain("Trustee of " + Word());
  content.set_arose_on("2022-09-01");
  content.set_declared_on("2022-09-05");
  return Of(Voice::kBoard, "", content);
}

Command CommandSource::Activity() {
  using namespace witan::involvement::v1;  // the same
  ActivityPlanned content;
  content.set_title("Conversation " + Word());
  content.set_organisation_id(system_.icb);
  content.set_purpose("What matters to people here?");
  content.set_limb(LIMB_PLANNING);
  content.set_method(INVOLVEMENT_METHOD_ENGAGE);
  auto* carers = content.add_audiences();
  carers->set_name("Carers");
  carers->set_carers_or_representatives(true);
  carers->set_excluded_group(true);
  carers->set_reached_how("Through the carers' centre");
  content.set_starts_on("2022-10-01");
  return Of(Voice::kBoard, "", content);
}

}  // namespace witan::testing
