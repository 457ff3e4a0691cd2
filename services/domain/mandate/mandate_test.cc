// Mandates, and what a clerk, a member or another may record under whose name.

#include "services/domain/mandate/mandate.h"

#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "witan/body/v1/body.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::kNonExecutive;
using testing::kTrustPartner;
using testing::ReasonsOf;
using witan::body::v1::QuorumSet;
using witan::mandate::v1::MandateEnded;
using witan::mandate::v1::MandateGiven;

class MandateTest : public ::testing::Test {
 protected:
  MandateGiven Content(std::string_view subject) const {
    MandateGiven content;
    content.set_body_id(system_.board);
    content.set_subject(std::string(subject));
    content.set_from("2022-08-01");
    content.set_given_by("Chair of the board");
    return content;
  }

  Decided Give(const MandateGiven& content) {
    return system_.world.Do(FakeWorld::Header("", system_.icb, "2022-08-01"), content);
  }

  std::string Given(std::string_view subject) {
    return system_.world.Must(FakeWorld::Header("", system_.icb, "2022-08-01"), Content(subject));
  }

  Decided End(const std::string& id, std::string_view on) {
    MandateEnded content;
    content.set_on(std::string(on));
    content.set_reason("Another clerk follows");
    return system_.world.Do(FakeWorld::Header(id, system_.icb, "2022-08-01"), content);
  }

  // An act that any voice of the body may state.
  Decided SetQuorum(const witan::command::v1::CommandHeader& header) {
    QuorumSet content;
    content.mutable_rule()->set_minimum_members(5);
    content.set_holds_from(header.occurred().date());
    content.set_basis("Standing orders");
    return system_.world.Do(header, content);
  }

  GovernedSystem system_;
};

TEST_F(MandateTest, HoldsFromItsFirstDayToItsEnd) {
  const std::string id = Given("deputy");
  EXPECT_EQ(ReasonsOf(End(id, "2022-09-01")), "");
  const Record& mandate = *system_.world.Find(id);
  EXPECT_FALSE(MandateIsLiveOn(mandate, *CivilDate::Parse("2022-07-31")));
  EXPECT_TRUE(MandateIsLiveOn(mandate, *CivilDate::Parse("2022-08-31")));
  EXPECT_FALSE(MandateIsLiveOn(mandate, *CivilDate::Parse("2022-09-01")));
}

TEST_F(MandateTest, NamesAPrincipalBySubjectOrAsAPerson) {
  MandateGiven content = Content("deputy");
  content.set_person_id(system_.members[kNonExecutive]);
  const std::string id =
      system_.world.Must(FakeWorld::Header("", system_.icb, "2022-08-01"), content);
  const CivilDate day = *CivilDate::Parse("2022-08-02");
  witan::auth::v1::Principal principal;
  EXPECT_EQ(MandateOf(system_.world, system_.board, principal, day), nullptr);
  principal.set_subject("deputy");
  EXPECT_EQ(MandateOf(system_.world, system_.board, principal, day)->id, id);
  EXPECT_EQ(MandateOf(system_.world, system_.committee, principal, day), nullptr);
  principal.set_subject("another");
  principal.set_person_id(system_.members[kNonExecutive]);
  EXPECT_EQ(MandateOf(system_.world, system_.board, principal, day)->id, id);
}

TEST_F(MandateTest, IsGivenOnceForATime) {
  Given("deputy");
  EXPECT_EQ(ReasonsOf(Give(Content("deputy"))), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Give(Content("another"))), "");
}

TEST_F(MandateTest, RefusesAnEndBeforeItsBeginning) {
  MandateGiven content = Content("deputy");
  content.set_to("2022-08-01");
  EXPECT_EQ(ReasonsOf(Give(content)), "content.to!");
}

TEST_F(MandateTest, RefusesABodyThatDoesNotExistOnItsFirstDay) {
  MandateGiven content = Content("deputy");
  content.set_from("2021-01-01");
  EXPECT_EQ(ReasonsOf(Give(content)), "WRONG_STATE");
}

TEST_F(MandateTest, EndsOnceAndWithinItsTime) {
  MandateGiven content = Content("deputy");
  content.set_to("2022-12-01");
  const std::string id =
      system_.world.Must(FakeWorld::Header("", system_.icb, "2022-08-01"), content);
  EXPECT_EQ(ReasonsOf(End(id, "2022-07-31")), "content.on!");
  EXPECT_EQ(ReasonsOf(End(id, "2022-12-02")), "content.on!");
  EXPECT_EQ(ReasonsOf(End(id, "2022-10-01")), "");
  EXPECT_EQ(ReasonsOf(End(id, "2022-11-01")), "TWICE_STATED");
}

TEST_F(MandateTest, LetsAClerkRecordForTheBody) {
  system_.world.SetPrincipal(GovernedSystem::Clerk());
  EXPECT_EQ(ReasonsOf(SetQuorum(system_.ClerkHeader(system_.board, system_.board))), "");
}

TEST_F(MandateTest, RefusesAClerkWithoutMandate) {
  witan::auth::v1::Principal other = GovernedSystem::Clerk();
  other.set_subject("somebody");
  system_.world.SetPrincipal(other);
  EXPECT_EQ(ReasonsOf(SetQuorum(system_.ClerkHeader(system_.board, system_.board))), "NO_MANDATE");
  system_.world.SetPrincipal(GovernedSystem::Clerk());
  EXPECT_EQ(ReasonsOf(SetQuorum(system_.ClerkHeader(system_.board, system_.ics_board))),
            "NO_MANDATE");
}

TEST_F(MandateTest, RefusesAClerkWhoLendsTheBodysVoiceToAnother) {
  system_.world.SetPrincipal(GovernedSystem::Clerk());
  auto header = system_.ClerkHeader(system_.board, system_.board);
  header.mutable_acted_by()->set_organisation_id(system_.region);
  EXPECT_EQ(ReasonsOf(SetQuorum(header)), "header.acted_by.organisation_id!");
}

TEST_F(MandateTest, LetsAMemberSpeakForTheBodysOrganisationAlone) {
  witan::auth::v1::Principal partner;
  partner.set_subject("partner");
  partner.set_organisation_id(system_.trust);
  partner.set_person_id(system_.members[kTrustPartner]);
  system_.world.SetPrincipal(partner);
  auto header = system_.MemberHeader(system_.board, kTrustPartner);
  EXPECT_EQ(ReasonsOf(SetQuorum(header)), "");
  header.mutable_acted_by()->set_organisation_id(system_.region);
  EXPECT_EQ(ReasonsOf(SetQuorum(header)), "NOT_YOUR_VOICE");
  header = system_.MemberHeader(system_.board, kTrustPartner);
  header.mutable_acted_by()->set_body_id(system_.committee);
  EXPECT_EQ(ReasonsOf(SetQuorum(header)), "NOT_YOUR_VOICE");
}

}  // namespace
}  // namespace witan::domain
