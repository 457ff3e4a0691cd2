// Bad input to a real process: a clear refusal that names the thing, and nothing changes.

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/integration/one_process.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using ::testing::HasSubstr;
using witan::auth::v1::Principal;
using witan::command::v1::CommandHeader;
using witan::organisation::v1::OrganisationRegistered;

using BadInput = OneProcess;

struct BadField {
  std::string name;
  std::string expected;
  std::function<void(CommandHeader&, OrganisationRegistered&)> spoil;
};

std::vector<BadField> BadFields() {
  const auto code = [](OrganisationRegistered& content, const std::string& text) {
    auto* added = content.add_codes();
    added->set_scheme(witan::organisation::v1::CODE_SCHEME_ODS);
    added->set_code(text);
  };
  return {
      {"empty name", "content.name!", [](auto&, auto& c) { c.clear_name(); }},
      {"control character", "content.name!", [](auto&, auto& c) { c.set_name("a\tb\x01"); }},
      {"long name", "content.name!", [](auto&, auto& c) { c.set_name(std::string(301, 'x')); }},
      {"bad code", "content.codes[1].code!", [code](auto&, auto& c) { code(c, "Q F7"); }},
      {"bad date", "content.valid_from!", [](auto&, auto& c) { c.set_valid_from("2022-02-30"); }},
      {"before 1948", "content.valid_from!",
       [](auto&, auto& c) { c.set_valid_from("1947-12-31"); }},
      {"far future", "content.valid_from!", [](auto&, auto& c) { c.set_valid_from("2100-01-01"); }},
      {"bad request id", "header.request_id!", [](auto& h, auto&) { h.set_request_id("one"); }},
      {"bad record id", "header.record_id!", [](auto& h, auto&) { h.set_record_id("QF7"); }},
      {"unknown actor", "header.acted_by.organisation_id!",
       [](auto& h, auto&) {
         h.mutable_acted_by()->set_organisation_id(Uuid::Random().ToString());
       }},
      {"no date", "header.occurred.date!",
       [](auto& h, auto&) { h.mutable_occurred()->clear_date(); }},
      {"tomorrow's act", "header.occurred.date!",
       [](auto& h, auto&) { h.mutable_occurred()->set_date("2098-01-01"); }},
      {"unknown placement", "content.placements[0].within_id!",
       [](auto&, auto& c) { c.add_placements()->set_within_id(Uuid::Random().ToString()); }},
      {"too many items", "content.codes!",
       [code](auto&, auto& c) {
         for (int i = 0; i < 21; ++i) code(c, "A" + std::to_string(100 + i));
       }},
  };
}

TEST_F(BadInput, RefusesEachWrongFieldByItsName) {
  const auto send = [](const BadField& bad) {
    CommandHeader header = Header();
    OrganisationRegistered content = VoluntaryOrganisation("Wrong");
    bad.spoil(header, content);
    return Send(header, content);
  };
  const std::vector<BadField> fields = BadFields();
  // The position that a refusal speaks for: nothing was recorded since.
  const std::string token = send(fields.front()).token;
  EXPECT_FALSE(token.empty());
  for (const BadField& bad : fields) {
    const Outcome outcome = send(bad);
    EXPECT_THAT(outcome.Text(), HasSubstr(bad.expected)) << bad.name;
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << bad.name;
    EXPECT_FALSE(outcome.status.error_message().empty()) << bad.name;
  }
  EXPECT_EQ(send(fields.front()).token, token);
}

TEST_F(BadInput, RefusesMoneyThatIsNegative) {
  witan::decision::v1::DecisionMade content;
  content.mutable_value()->mutable_revenue()->set_pence(-1);
  const Outcome outcome = SendAny(Header(), content);
  EXPECT_THAT(outcome.Text(), HasSubstr("content.value.revenue"));
}

TEST_F(BadInput, RefusesUnknownFields) {
  OrganisationRegistered content = VoluntaryOrganisation("Newer");
  content.GetReflection()->MutableUnknownFields(&content)->AddVarint(900, 1);
  const Outcome outcome = Send(Header(), content);
  EXPECT_EQ(outcome.Text(), "UNKNOWN_FIELD");
}

TEST_F(BadInput, RefusesBytesThatAreNoCommand) {
  const Principal principal = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
  const std::string path = CommandCaller::PathOf(FakeWorld::Wrap(VoluntaryOrganisation("")));
  for (const std::string& bytes : {std::string("\xFF\xFF\xFF"), std::string("\x0A\x7F")}) {
    const Outcome outcome = caller_->CallRaw(path, bytes, &principal);
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_FALSE(outcome.status.error_message().empty());
  }
  // Text that is not UTF-8, in a field that is there.
  std::string bytes =
      CommandCaller::BytesOf(Header(), FakeWorld::Wrap(VoluntaryOrganisation("AAAA")));
  bytes.replace(bytes.find("AAAA"), 4, "\xC3\x28\xFF\xFE");
  EXPECT_EQ(caller_->CallRaw(path, bytes, &principal).status.error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(BadInput, RefusesAMethodThatDoesNotExist) {
  const Principal principal = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
  const Outcome outcome =
      caller_->CallRaw("/witan.decision.v1.DecisionService/Guess", "", &principal);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(BadInput, RefusesAnEventOver60Kilobytes) {
  CommandHeader header = Header();
  // Each is within its own bound; together they are not.
  for (int i = 0; i < 50; ++i) {
    auto* evidence = header.add_evidence();
    evidence->set_title(std::string(400, 'x'));
    evidence->set_uri("https://example.org/" + std::string(1'000, 'x'));
  }
  const Outcome outcome = Send(header, VoluntaryOrganisation("Large"));
  EXPECT_EQ(outcome.Text(), "EVENT_TOO_LARGE");
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(BadInput, RefusesAListOfAMillionAndAMessageOfMegabytes) {
  OrganisationRegistered content = VoluntaryOrganisation("Many");
  for (int i = 0; i < 1'000'000; ++i) content.add_placements();
  const Outcome outcome = Send(Header(), content);
  EXPECT_THAT(outcome.status.error_code(), ::testing::AnyOf(grpc::StatusCode::INVALID_ARGUMENT,
                                                            grpc::StatusCode::RESOURCE_EXHAUSTED));
  // It still answers.
  EXPECT_EQ(Send(Header(), VoluntaryOrganisation("Next")).Text(), "");
}

TEST_F(BadInput, RefusesACallerWithoutAPrincipal) {
  const Outcome outcome =
      caller_->Call(Header(), FakeWorld::Wrap(VoluntaryOrganisation("Nobody")), nullptr);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(outcome.Text(), "NO_PRINCIPAL");
}

TEST_F(BadInput, DoesNotBelieveACertificateThatNobodyVouchesFor) {
  const CommandCaller unknown(process_->Channel("cli-unknown"));
  const Principal forged = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
  const Outcome outcome =
      unknown.Call(Header(), FakeWorld::Wrap(VoluntaryOrganisation("Forged")), &forged);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(outcome.Text(), "PRINCIPAL_NOT_BELIEVED");
}

TEST_F(BadInput, TakesACommandLineForWhomItIsAndNotForWhomItSays) {
  const CommandCaller registrar(process_->Channel("cli-registrar"));
  const Principal claimed = PrincipalOf(witan::auth::v1::ROLE_PUBLIC);
  const OrganisationRegistered mine = VoluntaryOrganisation("Mine");
  CommandHeader header = Header();
  header.set_record_id(IdOf(mine));
  EXPECT_EQ(registrar.Call(header, FakeWorld::Wrap(mine), &claimed).Text(), "");
}

TEST_F(BadInput, RefusesWhoMayNotSpeakForTheActor) {
  const Principal stranger =
      PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, Uuid::Random().ToString());
  const Outcome outcome =
      caller_->Call(Header(), FakeWorld::Wrap(VoluntaryOrganisation("Theirs")), &stranger);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_FALSE(outcome.reasons.empty());
}

}  // namespace
}  // namespace witan::testing
