#include "services/runtime/visibility/visibility.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"

namespace witan::visibility {
namespace {

using domain::CivilDate;
using domain::testing::FakeWorld;
using witan::auth::v1::Principal;
using witan::options::v1::AGGREGATE_ACTION;
using witan::options::v1::AGGREGATE_ACTIVITY;
using witan::options::v1::AGGREGATE_CONCERN;
using witan::options::v1::AGGREGATE_DECISION;
using witan::options::v1::AGGREGATE_MEETING;
using witan::options::v1::AGGREGATE_PERSON;
using witan::options::v1::AGGREGATE_REQUEST;
using witan::options::v1::CLASSIFICATION_OVERSIGHT;
using witan::options::v1::CLASSIFICATION_PARTNERS;
using witan::options::v1::CLASSIFICATION_PUBLIC;
using witan::options::v1::CLASSIFICATION_RESTRICTED;

CivilDate On(std::string_view text) { return CivilDate::Parse(text).value(); }

// Two regions with a system each, and organisations in the first.
struct England {
  England() {
    using namespace witan::organisation::v1;  // enum values
    region = world.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y63", "North East and Yorkshire");
    other_region = world.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
    national = world.Organisation(ORGANISATION_KIND_NHSE_NATIONAL, "X24", "NHS England");
    cqc = world.Organisation(ORGANISATION_KIND_CQC, "CQC", "Care Quality Commission");
    ics = world.Organisation(ORGANISATION_KIND_ICS, "QF7", "South Yorkshire", {region});
    other_ics = world.Organisation(ORGANISATION_KIND_ICS, "QT1", "Nottingham", {other_region});
    trust = world.Organisation(ORGANISATION_KIND_NHS_TRUST, "RP5", "Doncaster", {ics});
    other_trust = world.Organisation(ORGANISATION_KIND_NHS_TRUST, "RFS", "Chesterfield", {ics});
    healthwatch = world.Organisation(ORGANISATION_KIND_HEALTHWATCH, "HW1", "Healthwatch", {ics});
    authority = world.Organisation(ORGANISATION_KIND_LOCAL_AUTHORITY, "LA1", "Doncaster", {ics});
  }

  FakeWorld world;
  std::string region, other_region, national, cqc, ics, other_ics, trust, other_trust, healthwatch,
      authority;
};

Principal Of(witan::auth::v1::Role role, const std::string& organisation_id) {
  Principal principal;
  principal.set_subject("reader");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

Subject Closed(Aggregate aggregate, Classification classification, const std::string& about) {
  Subject subject;
  subject.aggregate = aggregate;
  subject.id = "00000000-0000-4000-8000-000000000001";
  subject.classification = classification;
  subject.subjects = {about};
  subject.occurred = On("2021-10-01");
  return subject;
}

char Letter(Sight sight) {
  switch (sight) {
    case Sight::kNone:
      return '-';
    case Sight::kStub:
      return 'S';
    case Sight::kPublishedPart:
      return 'P';
    case Sight::kFull:
      return 'F';
  }
  return '?';
}

// What each reader sees of one record about the trust RP5 in QF7, Y63: public, Healthwatch of the
// system, trust itself, another trust, its ICS, another ICS, its region, another region, national,
// CQC, registrar, operator.
std::string Readers(const England& england, const Subject& subject) {
  namespace auth = witan::auth::v1;
  const std::vector<Principal> readers = {
      Of(auth::ROLE_PUBLIC, ""),
      Of(auth::ROLE_HEALTHWATCH, england.healthwatch),
      Of(auth::ROLE_PROVIDER, england.trust),
      Of(auth::ROLE_PROVIDER, england.other_trust),
      Of(auth::ROLE_ICS_MEMBER, england.ics),
      Of(auth::ROLE_ICS_SECRETARY, england.other_ics),
      Of(auth::ROLE_REGION, england.region),
      Of(auth::ROLE_REGION, england.other_region),
      Of(auth::ROLE_NATIONAL, england.national),
      Of(auth::ROLE_CQC, england.cqc),
      Of(auth::ROLE_REGISTRAR, england.national),
      Of(auth::ROLE_OPERATOR, ""),
  };
  std::string seen;
  for (const Principal& reader : readers) {
    seen += Letter(Visibility(reader, england.world, On("2022-01-01")).Of(subject).sight);
  }
  return seen;
}

TEST(Visibility, FollowsTheMatrixForEveryReader) {
  const England england;
  struct Case {
    Aggregate aggregate;
    Classification classification;
    std::string_view seen;  // public HW own-trust trust ICS other-ICS region other NAT CQC REG OP
  };
  const std::vector<Case> cases = {
      {AGGREGATE_DECISION, CLASSIFICATION_PUBLIC, "FFFFFFFFFFF-"},
      {AGGREGATE_DECISION, CLASSIFICATION_PARTNERS, "--F-F-S-SS--"},
      {AGGREGATE_DECISION, CLASSIFICATION_OVERSIGHT, "--F-F-F-FS--"},
      {AGGREGATE_DECISION, CLASSIFICATION_RESTRICTED, "--F---S-SS--"},
      {AGGREGATE_REQUEST, CLASSIFICATION_OVERSIGHT, "--F-F-F-F---"},
      {AGGREGATE_REQUEST, CLASSIFICATION_RESTRICTED, "--F-----F---"},
      {AGGREGATE_CONCERN, CLASSIFICATION_OVERSIGHT, "--F-F-F-FF--"},
      {AGGREGATE_CONCERN, CLASSIFICATION_RESTRICTED, "--F---F-F---"},
      {AGGREGATE_ACTIVITY, CLASSIFICATION_PARTNERS, "-FF-F-FFFF--"},
      {AGGREGATE_ACTION, CLASSIFICATION_PARTNERS, "--F-F-F-FF--"},
      {AGGREGATE_MEETING, CLASSIFICATION_RESTRICTED, "--F---F-F---"},
      {AGGREGATE_PERSON, CLASSIFICATION_PARTNERS, "-FFFF-F-FFF-"},
      {witan::options::v1::AGGREGATE_DELEGATION, CLASSIFICATION_PARTNERS, "-FF-F-FFFF--"},
      {witan::options::v1::AGGREGATE_MANDATE, CLASSIFICATION_PARTNERS, "--F-F-F-FFF-"},
      {witan::options::v1::AGGREGATE_SEGMENT, CLASSIFICATION_OVERSIGHT, "--F-F-F-FF--"},
      {witan::options::v1::AGGREGATE_INTEREST, CLASSIFICATION_RESTRICTED, "--F---F-F---"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Readers(england, Closed(c.aggregate, c.classification, england.trust)), c.seen)
        << witan::options::v1::Aggregate_Name(c.aggregate) << " "
        << witan::options::v1::Classification_Name(c.classification);
  }
}

TEST(Visibility, EveryKindHasARowForEveryClosedClassification) {
  const auto* kinds = witan::options::v1::Aggregate_descriptor();
  for (int i = 0; i < kinds->value_count(); ++i) {
    const auto aggregate = static_cast<Aggregate>(kinds->value(i)->number());
    if (aggregate == witan::options::v1::AGGREGATE_UNSPECIFIED) continue;
    for (const auto classification :
         {CLASSIFICATION_PARTNERS, CLASSIFICATION_OVERSIGHT, CLASSIFICATION_RESTRICTED}) {
      // Ends the process where a row is missing.
      EXPECT_EQ(
          SightFor(witan::auth::v1::ROLE_PUBLIC, aggregate, classification, Nearness::kElsewhere),
          Sight::kNone);
    }
  }
}

TEST(Visibility, EveryCellOfTheMatrixIsWellFormedAndNearerNeverSeesLess) {
  const auto rank = [](char c) { return c == 'F' ? 2 : c == 'S' ? 1 : 0; };
  for (const MatrixRow& row : Matrix()) {
    for (const std::string_view cell :
         {row.healthwatch, row.vcse, row.provider, row.local_authority, row.system, row.region,
          row.national, row.cqc, row.registrar}) {
      ASSERT_EQ(cell.size(), 3U) << row.kinds;
      EXPECT_EQ(cell.find_first_not_of("FS-"), std::string_view::npos) << row.kinds;
      EXPECT_GE(rank(cell[0]), rank(cell[1])) << row.kinds << " " << cell;
      EXPECT_GE(rank(cell[1]), rank(cell[2])) << row.kinds << " " << cell;
    }
  }
}

TEST(Visibility, UnclassifiedRecordsAreClosedAsFarAsCanBe) {
  const England england;
  EXPECT_EQ(Readers(england, Closed(AGGREGATE_CONCERN,
                                    witan::options::v1::CLASSIFICATION_UNSPECIFIED, england.trust)),
            Readers(england, Closed(AGGREGATE_CONCERN, CLASSIFICATION_RESTRICTED, england.trust)));
}

TEST(Visibility, RolesAddUp) {
  const England england;
  Principal both = Of(witan::auth::v1::ROLE_OPERATOR, england.ics);
  const Subject draft = Closed(AGGREGATE_DECISION, CLASSIFICATION_PARTNERS, england.trust);
  EXPECT_FALSE(Visibility(both, england.world, On("2022-01-01")).MayRead());
  both.add_roles(witan::auth::v1::ROLE_ICS_MEMBER);
  const Visibility visibility(both, england.world, On("2022-01-01"));
  EXPECT_TRUE(visibility.MayRead());
  EXPECT_EQ(visibility.Of(draft).sight, Sight::kFull);
}

TEST(Visibility, AnOrganisationThatMovesTakesItsHistoryAlongAndItsFormerRegionKeepsItsTime) {
  England england;
  witan::organisation::v1::BoundaryChanged moved;
  moved.set_from("2022-07-01");
  moved.add_placements()->set_within_id(england.other_ics);
  england.world.Must(FakeWorld::Header(england.trust, england.national, "2022-06-01"), moved);
  Subject before = Closed(AGGREGATE_CONCERN, CLASSIFICATION_OVERSIGHT, england.trust);
  Subject after = before;
  after.occurred = On("2022-08-01");
  const auto sees = [&](const std::string& region, const Subject& subject) {
    return Visibility(Of(witan::auth::v1::ROLE_REGION, region), england.world, On("2022-09-01"))
        .Of(subject)
        .IsSeen();
  };
  EXPECT_TRUE(sees(england.region, before));
  EXPECT_TRUE(sees(england.other_region, before));
  EXPECT_FALSE(sees(england.region, after));
  EXPECT_TRUE(sees(england.other_region, after));
}

TEST(Visibility, TheStatutoryBodyReadsWhatItsSystemRecordedAndTheSystemWhatItsBodyDoes) {
  England england;
  const std::string icb =
      england.world.Organisation(witan::organisation::v1::ORGANISATION_KIND_ICB, "QF7",
                                 "NHS South Yorkshire", {england.region}, "2022-07-01");
  witan::organisation::v1::OrganisationSucceeded succeeded;
  succeeded.set_successor_id(icb);
  succeeded.set_on("2022-07-01");
  england.world.Must(FakeWorld::Header(england.ics, england.national, "2022-07-01"), succeeded);
  const Subject old = Closed(AGGREGATE_DECISION, CLASSIFICATION_PARTNERS, england.ics);
  const Subject later = Closed(AGGREGATE_DECISION, CLASSIFICATION_PARTNERS, icb);
  const auto sees = [&](const std::string& organisation, const Subject& subject) {
    return Visibility(Of(witan::auth::v1::ROLE_ICS_MEMBER, organisation), england.world,
                      On("2022-09-01"))
        .Of(subject)
        .IsSeen();
  };
  EXPECT_TRUE(sees(icb, old));
  EXPECT_TRUE(sees(england.ics, later));
  EXPECT_FALSE(sees(england.other_ics, old));
}

TEST(Visibility, AMemberOfARestrictedBodySeesItWhateverTheEmployer) {
  England england;
  const std::string person = england.world.Person("Healthwatch officer", england.healthwatch);
  witan::body::v1::BodyEstablished group;
  group.set_name("System quality group");
  group.set_type(witan::body::v1::BODY_TYPE_SQG);
  group.add_organisation_ids(england.ics);
  group.set_decision_rights(witan::body::v1::DECISION_RIGHTS_ADVISORY);
  const std::string body = england.world.NextId();
  england.world.Must(FakeWorld::Header(body, england.ics, "2021-05-01"), group);
  witan::body::v1::MemberAppointed member;
  member.set_person_id(person);
  member.set_role(witan::body::v1::MEMBER_ROLE_PARTICIPANT_NONVOTING);
  member.set_appointing_authority("The group");
  member.set_from("2021-05-01");
  member.set_to("2022-06-01");
  england.world.Must(FakeWorld::Header(body, england.ics, "2021-05-01"), member);

  Principal reader = Of(witan::auth::v1::ROLE_HEALTHWATCH, england.healthwatch);
  reader.set_person_id(person);
  const Subject meeting = Closed(AGGREGATE_MEETING, CLASSIFICATION_RESTRICTED, body);
  EXPECT_TRUE(Visibility(reader, england.world, On("2022-01-01")).Of(meeting).IsSeen());
  EXPECT_FALSE(Visibility(reader, england.world, On("2022-07-01")).Of(meeting).IsSeen());
}

TEST(Visibility, SomeGroundsForbidEvenTheCount) {
  EXPECT_TRUE(ForbidsCount(witan::common::v1::GROUND_SAFEGUARDING));
  EXPECT_TRUE(ForbidsCount(witan::common::v1::GROUND_INVESTIGATION));
  EXPECT_FALSE(ForbidsCount(witan::common::v1::GROUND_COMMERCIAL));
  EXPECT_FALSE(ForbidsCount(witan::common::v1::GROUND_UNSPECIFIED));
}

}  // namespace
}  // namespace witan::visibility
