// Schemes: drafts, adoption, the scheme in force and who may decide.

#include "services/domain/scheme/scheme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "storage/base/hex.h"
#include "storage/base/sha256.h"

namespace witan::domain {
namespace {

using ::testing::ElementsAre;
using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::common::v1::Value;
using namespace witan::scheme::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }
const CivilDate kToday = Day(GovernedSystem::kDay);

Value Revenue(int64_t pence) {
  Value value;
  value.mutable_revenue()->set_pence(pence);
  return value;
}

class SchemeTest : public ::testing::Test {
 protected:
  FakeWorld& world() { return system_.world; }
  const Record& Scheme(const std::string& id) { return *world().Find(id); }

  SchemeDrafted Draft(std::string_view version) const {
    SchemeDrafted content;
    content.set_organisation_id(system_.icb);
    content.set_body_id(system_.board);
    content.set_title("Scheme");
    content.set_version(std::string(version));
    return content;
  }

  std::string Drafted(std::string_view version) {
    return world().Must(FakeWorld::Header("", system_.icb, GovernedSystem::kDay), Draft(version));
  }

  SchemeEntryAdded Entry(std::string_view number) const {
    SchemeEntryAdded content;
    content.set_entry(std::string(number));
    content.set_function(std::string(GovernedSystem::kFinance));
    content.set_matter("Spending");
    content.set_holding(HOLDING_RESERVED);
    content.set_holder_body_id(system_.board);
    return content;
  }

  template <class Content>
  Decided State(const std::string& scheme_id, const Content& content,
                std::string_view date = GovernedSystem::kDay) {
    return world().Do(FakeWorld::Header(scheme_id, system_.icb, date), content);
  }

  SchemeAdopted Adoption(const std::string& id, std::string_view from) {
    SchemeAdopted content;
    content.set_holds_from(std::string(from));
    content.set_entry_count(static_cast<uint32_t>(EntriesOf(Scheme(id)).size()));
    content.set_entries_sha256(EntriesHash(Scheme(id)));
    return content;
  }

  GovernedSystem system_;
};

// ---- drafts

TEST_F(SchemeTest, OrdersEntriesByTheNumbersInThem) {
  const std::string id = Drafted("2.0");
  for (const char* number : {"10", "4.10", "4.2", "04.2", "4", "4.2a", "A.1"}) {
    EXPECT_EQ(ReasonsOf(State(id, Entry(number))), "");
  }
  std::vector<std::string> numbers;
  for (const SchemeEntry& entry : EntriesOf(Scheme(id))) numbers.push_back(entry->entry());
  EXPECT_THAT(numbers, ElementsAre("4", "04.2", "4.2", "4.2a", "4.10", "10", "A.1"));
}

TEST_F(SchemeTest, HashesTheLiveEntriesInTheirOrder) {
  const std::string id = Drafted("2.0");
  State(id, Entry("2"));
  const std::string second = world().events().back()->event_id();
  State(id, Entry("1"));
  const std::string first = world().events().back()->event_id();
  State(id, Entry("3"));
  SchemeEntryWithdrawn withdrawn;
  withdrawn.set_entry("3");
  withdrawn.set_reason("Not needed");
  EXPECT_EQ(ReasonsOf(State(id, withdrawn)), "");
  EXPECT_EQ(EntriesHash(Scheme(id)), HexEncode(AsBytes(Sha256(first + "\n" + second + "\n"))));
  EXPECT_FALSE(EntryOf(Scheme(id), "3"));
  EXPECT_TRUE(EntryOf(Scheme(id), "2"));
}

TEST_F(SchemeTest, HasAnEntryOnceAndAnewOnceItIsWithdrawn) {
  const std::string id = Drafted("2.0");
  State(id, Entry("1"));
  EXPECT_EQ(ReasonsOf(State(id, Entry("1"))), "TWICE_STATED");
  SchemeEntryWithdrawn withdrawn;
  withdrawn.set_entry("9");
  withdrawn.set_reason("Not needed");
  EXPECT_EQ(ReasonsOf(State(id, withdrawn)), "content.entry!");
  withdrawn.set_entry("1");
  EXPECT_EQ(ReasonsOf(State(id, withdrawn)), "");
  EXPECT_EQ(ReasonsOf(State(id, Entry("1"))), "");
}

TEST_F(SchemeTest, NamesOneHolder) {
  const std::string id = Drafted("2.0");
  SchemeEntryAdded entry = Entry("1");
  entry.set_holder_person_id(system_.members[testing::kFinanceDirector]);
  EXPECT_EQ(ReasonsOf(State(id, entry)), "content.holder_person_id!");
  entry.clear_holder_person_id();
  entry.clear_holder_body_id();
  EXPECT_EQ(ReasonsOf(State(id, entry)), "content.holder_body_id!");
  entry.set_holder_office("Chief executive");
  EXPECT_EQ(ReasonsOf(State(id, entry)), "");
}

TEST_F(SchemeTest, RefusesLimitsThatMakeNoSense) {
  const std::string id = Drafted("2.0");
  SchemeEntryAdded entry = Entry("1");
  entry.mutable_limit()->mutable_up_to();
  entry.mutable_limit()->set_basis(LIMIT_BASIS_PER_100000_PEOPLE);
  EXPECT_EQ(ReasonsOf(State(id, entry)), "content.limit.up_to! content.limit.population!");
  *entry.mutable_limit() = GovernedSystem::PerDecision(100);
  entry.mutable_limit()->set_population(1'000);
  EXPECT_EQ(ReasonsOf(State(id, entry)), "content.limit.population!");
  entry.mutable_limit()->set_basis(LIMIT_BASIS_PER_100000_PEOPLE);
  entry.mutable_limit()->set_population(100'000'001);
  EXPECT_EQ(ReasonsOf(State(id, entry)), "content.limit.population!");
  *entry.mutable_limit() = GovernedSystem::PerDecision(-1);
  EXPECT_EQ(ReasonsOf(State(id, entry)), "content.limit.up_to.revenue.pence!");
}

TEST_F(SchemeTest, IsOfOneOrganisationAndBodyAndHasItsVersionOnce) {
  EXPECT_EQ(ReasonsOf(State("", Draft("1.0"))), "TWICE_STATED");
  SchemeDrafted draft = Draft("2.0");
  draft.set_body_id(system_.ics_board);
  EXPECT_EQ(ReasonsOf(State("", draft)), "content.body_id!");
  draft = Draft("2.0");
  draft.set_replaces_id(system_.scheme);
  EXPECT_EQ(ReasonsOf(State("", draft)), "");
  SchemeDrafted other = Draft("3.0");
  other.set_organisation_id(system_.ics);
  other.set_body_id(system_.ics_board);
  other.set_replaces_id(system_.scheme);
  EXPECT_EQ(ReasonsOf(world().Do(FakeWorld::Header("", system_.ics, GovernedSystem::kDay), other)),
            "content.replaces_id!");
  EXPECT_EQ(ReasonsOf(world().Do(FakeWorld::Header("", system_.trust, GovernedSystem::kDay),
                                 Draft("4.0"))),
            "NOT_YOUR_VOICE");
}

// ---- adoption

TEST_F(SchemeTest, IsAdoptedWithTheEntriesThatWereBeforeTheBody) {
  const std::string id = Drafted("2.0");
  State(id, Entry("1"));
  SchemeAdopted adoption = Adoption(id, "2022-10-01");
  State(id, Entry("2"));
  const Decided stale = State(id, adoption);
  EXPECT_EQ(ReasonsOf(stale), "content.entry_count! content.entries_sha256!");
  EXPECT_THAT(std::get<Refusal>(stale).message, HasSubstr("the draft holds 2 entries"));
  EXPECT_EQ(ReasonsOf(State(id, Adoption(id, "2022-10-01"))), "");
  EXPECT_EQ(ReasonsOf(State(id, Adoption(id, "2022-11-01"))), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(State(id, Entry("3"))), "WRONG_STATE");
  SchemeEntryWithdrawn withdrawn;
  withdrawn.set_entry("1");
  withdrawn.set_reason("Not needed");
  EXPECT_EQ(ReasonsOf(State(id, withdrawn)), "WRONG_STATE");
}

TEST_F(SchemeTest, LetsACorrectionChangeAnAdoptedEntry) {
  auto header = FakeWorld::Header(system_.scheme, system_.icb, GovernedSystem::kDay);
  const SchemeEntry wrong = EntryOf(Scheme(system_.scheme), "2.2");
  header.mutable_corrects()->set_event_id(wrong.event->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("The limit was mistyped");
  SchemeEntryAdded right = *wrong;
  *right.mutable_limit() = GovernedSystem::PerDecision(50'000'000);
  EXPECT_EQ(ReasonsOf(world().Do(header, right)), "");
  EXPECT_EQ(EntryOf(Scheme(system_.scheme), "2.2")->limit().up_to().revenue().pence(), 50'000'000);
}

TEST_F(SchemeTest, RefusesAnApprovalThatIsNotOfItsBody) {
  const std::string id = Drafted("2.0");
  State(id, Entry("1"));
  SchemeAdopted adoption = Adoption(id, "2022-10-01");
  adoption.set_approving_decision_id(system_.Approve("The scheme", "2022-09-10"));
  EXPECT_EQ(ReasonsOf(State(id, adoption)), "content.approving_decision_id!");
  EXPECT_EQ(ReasonsOf(State(id, adoption, "2022-09-10")), "");
}

TEST_F(SchemeTest, R09_RefusesASchemeInForceBeforeEstablishment) {
  const std::string id = Drafted("2.0");
  State(id, Entry("1"));
  EXPECT_EQ(ReasonsOf(State(id, Adoption(id, "2022-06-30"))), "R_09");
}

TEST_F(SchemeTest, R09_HoldsFromEstablishmentOn) {
  const std::string id = Drafted("2.0");
  State(id, Entry("1"));
  const Decided decided = State(id, Adoption(id, "2022-07-01"));
  EXPECT_EQ(RuleResultOf(decided, "R-09")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(SchemeTest, IsInForceUntilAnotherOfTheSameBodyIs) {
  const std::string id = Drafted("2.0");
  State(id, Entry("1"));
  State(id, Adoption(id, "2022-10-01"));
  const auto in_force = [this](std::string_view day) {
    const Record* scheme = SchemeOn(world(), system_.icb, "", Day(day));
    return scheme == nullptr ? std::string() : scheme->id;
  };
  EXPECT_EQ(in_force("2022-06-30"), "");
  EXPECT_EQ(in_force("2022-07-01"), system_.scheme);
  EXPECT_EQ(in_force("2022-09-30"), system_.scheme);
  EXPECT_EQ(in_force("2022-10-01"), id);
  EXPECT_EQ(SchemeOn(world(), system_.icb, system_.committee, kToday), nullptr);
  EXPECT_FALSE(SchemeIsInForceOn(world(), Scheme(system_.scheme), Day("2022-10-01")));
}

// ---- who may decide

TEST_F(SchemeTest, ReferUpNamesWhoMayDecideTheBoardFirst) {
  const auto words = [this](int64_t pence) {
    std::vector<std::string> found;
    for (const Holder& holder :
         WhoMayDecide(world(), system_.icb, GovernedSystem::kFinance, Revenue(pence), kToday)) {
      found.push_back(holder.entry);
    }
    return found;
  };
  EXPECT_THAT(words(25'000'000), ElementsAre("2.1", "2.2", "2.3"));
  EXPECT_THAT(words(30'000'000), ElementsAre("2.1", "2.2"));
  EXPECT_THAT(words(100'000'001), ElementsAre("2.1"));
  EXPECT_EQ(ReferUp(world(), system_.icb, GovernedSystem::kFinance, Revenue(1), kToday),
            "Refer it to Board of NHS South Yorkshire ICB (scheme entry 2.1).");
}

TEST_F(SchemeTest, ReferUpCountsLiveDelegationsAndSaysWhereThereIsNobody) {
  auto content = system_.ToCommittee();
  content.mutable_terms()->set_functions(0, "ESTATES.LEASE");
  system_.Delegate(content);
  const auto holders = WhoMayDecide(world(), system_.icb, "ESTATES.LEASE", Revenue(1), kToday);
  ASSERT_EQ(holders.size(), 1u);
  EXPECT_EQ(holders[0].body_id, system_.committee);
  EXPECT_THAT(ReferUp(world(), system_.icb, "ESTATES.LEASE", Revenue(25'000'001), kToday),
              HasSubstr("Nobody is recorded who may decide on ESTATES.LEASE up to £250,000.01"));
}

}  // namespace
}  // namespace witan::domain
