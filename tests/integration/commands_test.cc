// One command and its answer, and every way to be refused, against a real process.

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "services/domain/testing/fake_world.h"
#include "storage/base/uuid.h"
#include "tests/support/command_caller.h"
#include "tests/support/organisations.h"
#include "tests/support/standalone_process.h"
#include "witan/command/v1/record.grpc.pb.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using ::testing::HasSubstr;
using witan::auth::v1::Principal;
using witan::command::v1::CommandHeader;
using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::organisation::v1::OrganisationRegistered;
using witan::oversight::v1::OversightService;

// One process for all: every test works on records of its own.
class Commands : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    process_ = new StandaloneProcess();
    process_->Start();
    caller_ = new CommandCaller(process_->Channel("gateway"));
    ASSERT_EQ(Send(Header(), Registrar()).Text(), "");
  }
  static void TearDownTestSuite() {
    delete caller_;
    delete process_;
  }

  static const std::string& RegistrarId() { return StandaloneProcess::RegistrarId(); }

  static CommandHeader HeaderFor(const std::string& actor) {
    CommandHeader header = FakeWorld::Header("", actor, "2022-07-01");
    header.set_request_id(Uuid::Random().ToString());
    return header;
  }
  static CommandHeader Header() { return HeaderFor(RegistrarId()); }

  // An organisation is sent with the id that follows from it, unless the header names another.
  static Outcome Send(CommandHeader header, const OrganisationRegistered& content) {
    if (header.record_id().empty()) header.set_record_id(IdOf(content));
    return SendAny(header, content);
  }
  template <class Content>
  static Outcome SendAny(const CommandHeader& header, const Content& content) {
    const Principal principal = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
    return caller_->Call(header, FakeWorld::Wrap(content), &principal);
  }

  // The position of the newest event, by a question of the national body.
  static uint64_t Head() {
    const auto stub = OversightService::NewStub(process_->Channel("gateway"));
    grpc::ClientContext context;
    AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_OPERATOR));
    witan::oversight::v1::GetDigestResponse response;
    const auto status = stub->GetDigest(&context, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.as_of().position();
  }

  static StandaloneProcess* process_;
  static CommandCaller* caller_;
};

StandaloneProcess* Commands::process_ = nullptr;
CommandCaller* Commands::caller_ = nullptr;

TEST_F(Commands, AnswersWithEventVersionAndToken) {
  const Outcome first = Send(Header(), VoluntaryOrganisation("Carers' Voice"));
  ASSERT_EQ(first.Text(), "");
  EXPECT_EQ(first.response.version(), 1u);
  EXPECT_FALSE(first.response.token().empty());
  EXPECT_EQ(Uuid::Parse(first.response.event_id())->version(), 7);
  const Outcome second = Send(Header(), VoluntaryOrganisation("Age Friends"));
  EXPECT_EQ(second.response.position(), first.response.position() + 1);
  EXPECT_GT(second.response.recorded_at_us(), first.response.recorded_at_us());
}

TEST_F(Commands, AnswersARepeatedRequestIdWithTheFirstAnswer) {
  const CommandHeader header = Header();
  const Outcome first = Send(header, VoluntaryOrganisation("Once"));
  const Outcome again = Send(header, VoluntaryOrganisation("Once"));
  ASSERT_EQ(again.Text(), "");
  EXPECT_TRUE(again.response.repeated());
  EXPECT_EQ(again.response.event_id(), first.response.event_id());
  EXPECT_EQ(again.response.token(), first.response.token());
  const Outcome other = Send(header, VoluntaryOrganisation("Twice"));
  EXPECT_EQ(other.Text(), "REQUEST_ID_REUSED");
  EXPECT_EQ(other.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(Commands, RefusesAWrongVersionAndSaysTheRightOne) {
  const Outcome opened = Send(Header(), VoluntaryOrganisation("Versioned"));
  CommandHeader header = Header();
  header.set_record_id(opened.response.record_id());
  header.set_expected_version(7);
  witan::organisation::v1::OrganisationRenamed renamed;
  renamed.set_name("Versioned Anew");
  renamed.set_from("2022-08-01");
  const Outcome refused = SendAny(header, renamed);
  EXPECT_EQ(refused.Text(), "VERSION_CONFLICT");
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(refused.status.error_message(), HasSubstr("version 1, not 7"));
  EXPECT_FALSE(refused.token.empty());
  header.set_expected_version(1);
  EXPECT_EQ(SendAny(header, renamed).response.version(), 2u);
}

TEST_F(Commands, ValidatesWithoutRecordingOrSpendingTheRequestId) {
  CommandHeader header = Header();
  header.set_validate_only(true);
  const Outcome validated = Send(header, VoluntaryOrganisation("Perhaps"));
  ASSERT_EQ(validated.Text(), "");
  EXPECT_TRUE(validated.response.validated_only());
  EXPECT_TRUE(validated.response.event_id().empty());
  header.set_validate_only(false);
  const Outcome recorded = Send(header, VoluntaryOrganisation("Indeed"));
  ASSERT_EQ(recorded.Text(), "");
  EXPECT_FALSE(recorded.response.repeated());
}

TEST_F(Commands, DecidesAtOrAfterATokenAndRefusesOneThatIsNone) {
  CommandHeader header = Header();
  header.set_at_least(Send(Header(), VoluntaryOrganisation("Before")).response.token());
  EXPECT_EQ(Send(header, VoluntaryOrganisation("After")).Text(), "");
  header = Header();
  header.set_at_least("no token");
  EXPECT_EQ(Send(header, VoluntaryOrganisation("Never")).Text(), "TOKEN_INVALID");
}

TEST_F(Commands, AnswersABulkStreamItemByItemInOrder) {
  const auto stub = witan::command::v1::RecordService::NewStub(process_->Channel("gateway"));
  grpc::ClientContext context;
  AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId()));
  const auto stream = stub->Record(&context);
  constexpr uint64_t kItems = 200;
  std::thread writer([&] {
    for (uint64_t i = 0; i < kItems; ++i) {
      RecordRequest request;
      *request.mutable_header() = Header();
      // Every tenth says nothing of its kind.
      OrganisationRegistered content = VoluntaryOrganisation("Bulk " + std::to_string(i));
      request.mutable_header()->set_record_id(IdOf(content));
      if (i % 10 == 9) content.clear_kind();
      *request.mutable_content() = FakeWorld::Wrap(content);
      stream->Write(request);
    }
    stream->WritesDone();
  });
  RecordResponse response;
  uint64_t index = 0;
  uint64_t last_position = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.index(), index);
    EXPECT_EQ(response.has_refused(), index % 10 == 9) << index;
    if (response.has_refused()) {
      EXPECT_EQ(response.refused().violations(0).field(), "content.kind");
    } else {
      EXPECT_GT(response.recorded().position(), last_position);
      last_position = response.recorded().position();
    }
    ++index;
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(index, kItems);
}

TEST_F(Commands, ShowsWhatWasRecordedToAQuestionThatAsksForIt) {
  const Outcome recorded = Send(Header(), VoluntaryOrganisation("Seen at once"));
  ASSERT_EQ(recorded.Text(), "");
  const auto stub = OversightService::NewStub(process_->Channel("gateway"));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_PUBLIC));
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(recorded.response.record_id());
  request.set_at_least(recorded.response.token());
  witan::oversight::v1::GetOrganisationResponse response;
  const grpc::Status status = stub->GetOrganisation(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.item().head().title(), "Seen at once");
  EXPECT_GE(response.as_of().position(), recorded.response.position());
}

// ---- bad input: a clear refusal that names the thing, and nothing changes

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

TEST_F(Commands, RefusesEachWrongFieldByItsName) {
  const uint64_t head = Head();
  for (const BadField& bad : BadFields()) {
    CommandHeader header = Header();
    OrganisationRegistered content = VoluntaryOrganisation("Wrong");
    bad.spoil(header, content);
    const Outcome outcome = Send(header, content);
    EXPECT_THAT(outcome.Text(), HasSubstr(bad.expected)) << bad.name;
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << bad.name;
    EXPECT_FALSE(outcome.status.error_message().empty()) << bad.name;
  }
  EXPECT_EQ(Head(), head);
}

TEST_F(Commands, RefusesMoneyThatIsNegative) {
  witan::decision::v1::DecisionMade content;
  content.mutable_value()->mutable_revenue()->set_pence(-1);
  const Outcome outcome = SendAny(Header(), content);
  EXPECT_THAT(outcome.Text(), HasSubstr("content.value.revenue"));
}

TEST_F(Commands, RefusesUnknownFields) {
  OrganisationRegistered content = VoluntaryOrganisation("Newer");
  content.GetReflection()->MutableUnknownFields(&content)->AddVarint(900, 1);
  const Outcome outcome = Send(Header(), content);
  EXPECT_EQ(outcome.Text(), "UNKNOWN_FIELD");
}

TEST_F(Commands, RefusesBytesThatAreNoCommand) {
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

TEST_F(Commands, RefusesAMethodThatDoesNotExist) {
  const Principal principal = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
  const Outcome outcome =
      caller_->CallRaw("/witan.decision.v1.DecisionService/Guess", "", &principal);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(Commands, RefusesAnEventOver60Kilobytes) {
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

TEST_F(Commands, RefusesAListOfAMillionAndAMessageOfMegabytes) {
  OrganisationRegistered content = VoluntaryOrganisation("Many");
  for (int i = 0; i < 1'000'000; ++i) content.add_placements();
  const Outcome outcome = Send(Header(), content);
  EXPECT_THAT(outcome.status.error_code(), ::testing::AnyOf(grpc::StatusCode::INVALID_ARGUMENT,
                                                            grpc::StatusCode::RESOURCE_EXHAUSTED));
  // It still answers.
  EXPECT_EQ(Send(Header(), VoluntaryOrganisation("Next")).Text(), "");
}

TEST_F(Commands, RefusesACallerWithoutAPrincipal) {
  const Outcome outcome =
      caller_->Call(Header(), FakeWorld::Wrap(VoluntaryOrganisation("Nobody")), nullptr);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(outcome.Text(), "NO_PRINCIPAL");
}

TEST_F(Commands, DoesNotBelieveACertificateThatNobodyVouchesFor) {
  const CommandCaller unknown(process_->Channel("cli-unknown"));
  const Principal forged = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
  const Outcome outcome =
      unknown.Call(Header(), FakeWorld::Wrap(VoluntaryOrganisation("Forged")), &forged);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(outcome.Text(), "PRINCIPAL_NOT_BELIEVED");
}

TEST_F(Commands, TakesACommandLineForWhomItIsAndNotForWhomItSays) {
  const CommandCaller registrar(process_->Channel("cli-registrar"));
  const Principal claimed = PrincipalOf(witan::auth::v1::ROLE_PUBLIC);
  const OrganisationRegistered mine = VoluntaryOrganisation("Mine");
  CommandHeader header = Header();
  header.set_record_id(IdOf(mine));
  EXPECT_EQ(registrar.Call(header, FakeWorld::Wrap(mine), &claimed).Text(), "");
}

TEST_F(Commands, RefusesWhoMayNotSpeakForTheActor) {
  const Principal stranger =
      PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, Uuid::Random().ToString());
  const Outcome outcome =
      caller_->Call(Header(), FakeWorld::Wrap(VoluntaryOrganisation("Theirs")), &stranger);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_FALSE(outcome.reasons.empty());
}

}  // namespace
}  // namespace witan::testing
