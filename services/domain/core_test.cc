// The machinery that every aggregate rests on: field checks, access, corrections, verdicts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/checks.h"
#include "services/domain/decide.h"
#include "services/domain/footprint.h"
#include "services/domain/regime.h"
#include "services/domain/testing/fake_world.h"
#include "witan/action/v1/action.pb.h"
#include "witan/correction/v1/correction.pb.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;

using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::correction::v1::ClassificationChanged;
using witan::correction::v1::EventRetracted;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_ICS;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;
using witan::organisation::v1::OrganisationRegistered;
using witan::organisation::v1::OrganisationRenamed;

class DecideTest : public ::testing::Test {
 protected:
  DecideTest() {
    region_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y63", "North East and Yorkshire");
    ics_ = world_.Organisation(ORGANISATION_KIND_ICS, "QF7", "South Yorkshire and Bassetlaw",
                               {region_});
  }

  Decided Rename(const witan::command::v1::CommandHeader& header,
                 std::string_view name = "New name") {
    OrganisationRenamed content;
    content.set_name(std::string(name));
    content.set_from("2022-07-01");
    return world_.Do(header, content);
  }

  // Somebody of the organisation, who may record names.
  static witan::auth::v1::Principal PrincipalOf(const std::string& organisation_id) {
    witan::auth::v1::Principal principal;
    principal.set_subject("somebody");
    principal.set_organisation_id(organisation_id);
    principal.add_roles(witan::auth::v1::ROLE_REGISTRAR);
    return principal;
  }

  FakeWorld world_;
  std::string region_;
  std::string ics_;
};

TEST_F(DecideTest, RecordsWhatIsInOrder) {
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"))), "");
  EXPECT_EQ(world_.Find(ics_)->version, 2u);
}

TEST_F(DecideTest, NamesEveryWrongField) {
  auto header = FakeWorld::Header(ics_, ics_, "2022-02-30");
  header.set_request_id("not a uuid");
  OrganisationRenamed content;
  const Decided decided = world_.Do(header, content);
  EXPECT_EQ(ReasonsOf(decided),
            "header.request_id! header.occurred.date! content.name! content.from!");
  EXPECT_EQ(std::get<Refusal>(decided).code, absl::StatusCode::kInvalidArgument);
}

TEST_F(DecideTest, RefusesControlCharactersAndBrokenUtf8) {
  const auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  EXPECT_EQ(ReasonsOf(Rename(header, "a\x07z")), "content.name!");
  EXPECT_EQ(ReasonsOf(Rename(header, "a\xFFz")), "content.name!");
  EXPECT_EQ(ReasonsOf(Rename(header, "   ")), "content.name!");
}

TEST_F(DecideTest, RefusesAReasonOfSpacesAlsoWhereNoneIsNeeded) {
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  header.set_record_of_fact(" \n");
  EXPECT_EQ(ReasonsOf(Rename(header)), "header.record_of_fact!");
}

TEST_F(DecideTest, RefusesDatesBefore1948AndAfterToday) {
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(ics_, ics_, "1947-07-05"))),
            "header.occurred.date!");
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(ics_, ics_, "2090-01-01"))),
            "header.occurred.date!");
}

TEST_F(DecideTest, RefusesAnUnknownRecordAndAnExistingOne) {
  const std::string unknown = world_.NextId();
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(unknown, ics_, "2022-07-01"))), "NO_SUCH_RECORD");
  OrganisationRegistered again;
  again.set_kind(ORGANISATION_KIND_ICS);
  again.set_name("Again");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(ics_, ics_, "2022-07-01"), again)),
            "RECORD_EXISTS");
}

TEST_F(DecideTest, RefusesARecordOfAnotherKind) {
  const std::string person = world_.Person("Chair");
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(person, ics_, "2022-07-01"))), "WRONG_KIND");
}

TEST_F(DecideTest, RefusesAReferenceThatIsNotThereOrOfAnotherKind) {
  witan::topic::v1::TopicRegistered topic;
  topic.set_code("RTT");
  topic.set_name("Referral to treatment");
  topic.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
  topic.set_maintained_by_id(world_.NextId());
  const auto header = FakeWorld::Header("", region_, "2022-07-01");
  EXPECT_EQ(ReasonsOf(world_.Do(header, topic)), "content.maintained_by_id!");
  topic.set_maintained_by_id(world_.Person("Chair"));
  EXPECT_EQ(ReasonsOf(world_.Do(header, topic)), "content.maintained_by_id!");
}

TEST_F(DecideTest, RefusesAnotherVersionThanExpected) {
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  header.set_expected_version(7);
  const Decided decided = Rename(header);
  EXPECT_EQ(ReasonsOf(decided), "VERSION_CONFLICT");
  EXPECT_EQ(std::get<Refusal>(decided).code, absl::StatusCode::kAborted);
}

TEST_F(DecideTest, RefusesAPrincipalThatIsNotTheActor) {
  witan::auth::v1::Principal other;
  other.set_subject("other");
  other.set_organisation_id(region_);
  other.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  world_.SetPrincipal(other);
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"))), "NOT_YOUR_VOICE");
}

TEST_F(DecideTest, RefusesARegistrationByWhoIsNoRegistrar) {
  witan::auth::v1::Principal principal;
  principal.set_subject("ics");
  principal.set_organisation_id(ics_);
  world_.SetPrincipal(principal);
  EXPECT_EQ(ReasonsOf(Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"))), "REGISTRAR_ONLY");
}

TEST_F(DecideTest, RefusesAReportWithoutEvidence) {
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  header.set_attestation(witan::common::v1::ATTESTATION_REPORTED);
  witan::auth::v1::Principal principal;
  principal.set_subject("region");
  principal.set_organisation_id(region_);
  principal.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  world_.SetPrincipal(principal);
  EXPECT_EQ(ReasonsOf(Rename(header)), "EVIDENCE_MISSING");
  header.add_evidence()->set_title("Board paper");
  EXPECT_EQ(ReasonsOf(Rename(header)), "");
}

TEST_F(DecideTest, R65_FlagsWhatIsRecordedLate) {
  const Decided decided = Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"));
  ASSERT_NE(RuleResultOf(decided, "R-65"), nullptr);
  EXPECT_EQ(RuleResultOf(decided, "R-65")->outcome(), witan::event::v1::OUTCOME_FLAGGED);
}

TEST_F(DecideTest, R65_HoldsWhenRecordedAtOnce) {
  const Decided decided = Rename(FakeWorld::Header(ics_, ics_, "2025-01-01"));
  EXPECT_EQ(RuleResultOf(decided, "R-65"), nullptr);
}

TEST_F(DecideTest, R64_ReplacesAFactInItsPlaceAndKeepsBoth) {
  Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"), "Wrong");
  const std::string first = world_.events().back()->event_id();
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  header.mutable_corrects()->set_event_id(first);
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("A slip of the pen");
  EXPECT_EQ(ReasonsOf(Rename(header, "Right")), "");
  EXPECT_EQ(NameOn(*world_.Find(ics_), *CivilDate::Parse("2022-08-01")), "Right");
  EXPECT_EQ(world_.Find(ics_)->version, 3u);
  // The first version is no longer the latest.
  EXPECT_EQ(ReasonsOf(Rename(header, "Again")), "R_64");
}

TEST_F(DecideTest, R64_RefusesACorrectionWithoutReason) {
  Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"), "Wrong");
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  header.mutable_corrects()->set_event_id(world_.events().back()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  EXPECT_EQ(ReasonsOf(Rename(header)), "header.corrects.reason!");
}

TEST_F(DecideTest, R64_RetractsAFact) {
  Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"), "Wrong");
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-02");
  header.mutable_corrects()->set_event_id(world_.events().back()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_RETRACTS);
  header.mutable_corrects()->set_reason("It did not happen");
  EXPECT_EQ(ReasonsOf(world_.Do(header, EventRetracted())), "");
  EXPECT_EQ(NameOn(*world_.Find(ics_), *CivilDate::Parse("2022-08-01")),
            "South Yorkshire and Bassetlaw");
  EXPECT_TRUE(world_.Find(ics_)->corrected);
}

TEST_F(DecideTest, R64_RefusesARetractionAndAReplacementByWhoseActItWasNot) {
  world_.SetPrincipal(PrincipalOf(ics_));
  Rename(FakeWorld::Header(ics_, ics_, "2022-07-01"), "Right");
  world_.SetPrincipal(PrincipalOf(region_));
  auto header = FakeWorld::Header(ics_, region_, "2022-07-02");
  header.mutable_corrects()->set_event_id(world_.events().back()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_RETRACTS);
  header.mutable_corrects()->set_reason("We do not like it");
  EXPECT_EQ(ReasonsOf(world_.Do(header, EventRetracted())), "NOT_YOUR_VOICE");
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  EXPECT_THAT(ReasonsOf(Rename(header)), ::testing::HasSubstr("NOT_YOUR_VOICE"));
  world_.SetPrincipal(PrincipalOf(ics_));
  header.mutable_acted_by()->set_organisation_id(ics_);
  EXPECT_EQ(ReasonsOf(Rename(header, "Better")), "");
}

TEST_F(DecideTest, R64_LetsTheSuccessorCorrectWhatItTookOver) {
  const std::string icb = world_.Organisation(ORGANISATION_KIND_ICB, "QF7", "NHS South Yorkshire",
                                              {region_}, "2022-07-01");
  world_.SetPrincipal(PrincipalOf(ics_));
  Rename(FakeWorld::Header(ics_, ics_, "2022-06-01"), "Wrong");
  auto header = FakeWorld::Header(ics_, icb, "2022-07-02");
  header.mutable_corrects()->set_event_id(world_.events().back()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_RETRACTS);
  header.mutable_corrects()->set_reason("It did not happen");
  world_.SetPrincipal(PrincipalOf(icb));
  EXPECT_EQ(ReasonsOf(world_.Do(header, EventRetracted())), "NOT_YOUR_VOICE");
  world_.ClearPrincipal();
  witan::organisation::v1::OrganisationSucceeded succeeded;
  succeeded.set_successor_id(icb);
  succeeded.set_on("2022-07-01");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(ics_, ics_, "2022-07-01"), succeeded)), "");
  world_.SetPrincipal(PrincipalOf(icb));
  EXPECT_EQ(ReasonsOf(world_.Do(header, EventRetracted())), "");
}

TEST_F(DecideTest, RefusesAnotherClassificationByWhoseRecordItIsNot) {
  const std::string other = world_.Organisation(ORGANISATION_KIND_ICS, "QT1", "Nottingham");
  world_.SetPrincipal(PrincipalOf(other));
  ClassificationChanged content;
  content.set_classification(witan::options::v1::CLASSIFICATION_PARTNERS);
  content.set_reason("It is in our way");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(ics_, other, "2022-07-01"), content)),
            "NOT_YOUR_VOICE");
  EXPECT_EQ(world_.Find(ics_)->classification, witan::options::v1::CLASSIFICATION_PUBLIC);
}

TEST_F(DecideTest, R64_RefusesAReplacementOfAnotherKind) {
  auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  header.mutable_corrects()->set_event_id(world_.Find(ics_)->facts.front()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("Why not");
  EXPECT_EQ(ReasonsOf(Rename(header)), "R_64");
}

TEST_F(DecideTest, ChangesClassificationOnlyWithItsGround) {
  ClassificationChanged content;
  content.set_classification(witan::options::v1::CLASSIFICATION_RESTRICTED);
  content.set_reason("Names a child");
  const auto header = FakeWorld::Header(ics_, ics_, "2022-07-01");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.ground!");
  content.set_ground(witan::common::v1::GROUND_SAFEGUARDING);
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "");
  EXPECT_EQ(world_.Find(ics_)->ground, witan::common::v1::GROUND_SAFEGUARDING);
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "TWICE_STATED");
}

TEST_F(DecideTest, DerivesTheLegalRegimeFromTheEstablishment) {
  const std::string icb = world_.Organisation(ORGANISATION_KIND_ICB, "QF7", "NHS South Yorkshire",
                                              {region_}, "2022-07-01");
  EXPECT_EQ(LegalRegimeOn(world_, icb, *CivilDate::Parse("2022-01-01")),
            witan::event::v1::LEGAL_REGIME_PRE_STATUTORY);
  EXPECT_EQ(LegalRegimeOn(world_, icb, *CivilDate::Parse("2022-05-01")),
            witan::event::v1::LEGAL_REGIME_SHADOW);
  EXPECT_EQ(LegalRegimeOn(world_, icb, *CivilDate::Parse("2022-07-01")),
            witan::event::v1::LEGAL_REGIME_STATUTORY);
}

TEST(CheckFields, RefusesMoneyThatIsNegativeOrAbsurd) {
  FakeWorld world;
  for (const int64_t pence : {int64_t{-1}, std::numeric_limits<int64_t>::max()}) {
    witan::common::v1::Value value;
    value.mutable_revenue()->set_pence(pence);
    Findings findings;
    CheckFields(value, "value", world, findings);
    ASSERT_EQ(findings.fields().size(), 1u);
    EXPECT_EQ(findings.fields()[0].field, "value.revenue.pence");
  }
}

TEST(CheckFields, RefusesListsOverTheirBound) {
  FakeWorld world;
  witan::command::v1::CommandHeader header;
  for (int i = 0; i < 101; ++i) header.add_subjects(world.NextId());
  Findings findings;
  CheckFields(header, "header", world, findings);
  const auto& fields = findings.fields();
  EXPECT_TRUE(std::any_of(fields.begin(), fields.end(), [](const FieldFinding& finding) {
    return finding.field == "header.subjects" &&
           finding.description == "has 101 items; at most 100";
  }));
}

TEST(IsCleanText, KnowsUtf8) {
  EXPECT_TRUE(IsCleanText("£5 — naïve\nline 汉 \U0001F600"));
  EXPECT_FALSE(IsCleanText("\xC0\x80"));      // overlong
  EXPECT_FALSE(IsCleanText("\xED\xA0\x80"));  // surrogate
  EXPECT_FALSE(IsCleanText("\xE2\x80"));      // cut short
  EXPECT_FALSE(IsCleanText("a\tb"));
  EXPECT_FALSE(
      IsCleanText("\xE2\x80\xAE"
                  "abc"));  // reorders text
}

TEST(HasUnknownFields, FindsThemAtAnyDepth) {
  witan::command::v1::CommandHeader header;
  EXPECT_FALSE(HasUnknownFields(header));
  auto* actor = header.mutable_acted_by();
  actor->GetReflection()->MutableUnknownFields(actor)->AddVarint(999, 1);
  EXPECT_TRUE(HasUnknownFields(header));
}

}  // namespace
}  // namespace witan::domain
