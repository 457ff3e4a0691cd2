#include <gtest/gtest.h>

#include <future>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/head.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/moment.h"
#include "services/runtime/query/node.h"
#include "services/runtime/query/page_token.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/trail.h"
#include "storage/base/status.h"
#include "storage/memory/memory_projection_store.h"

namespace witan::query {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using projector::testing::FakeKeys;
using projector::testing::RecordedLog;
using storage::MemoryProjectionStore;
using witan::auth::v1::Principal;
using witan::options::v1::AGGREGATE_DECISION;
using witan::oversight::v1::AsAt;

Principal Reader(witan::auth::v1::Role role, const std::string& organisation_id = "") {
  Principal principal;
  principal.set_subject("reader");
  principal.set_organisation_id(organisation_id);
  principal.add_roles(role);
  return principal;
}

class QueryTest : public ::testing::Test {
 protected:
  QueryTest() : node(std::make_unique<MemoryProjectionStore>(), log.log(), keys, log.clock(), {}) {}

  void CatchUp() {
    log.Append(system.world);
    const absl::Status status = node.projector().CatchUp();
    ASSERT_TRUE(status.ok()) << std::string(status.message());
  }

  absl::StatusOr<Node::QuestionPtr> Ask(const Principal& principal, const AsAt& as_at = {},
                                        const std::string& page_token = "") {
    ASSIGN_OR_RETURN(const Resolved resolved,
                     node.Resolve({.as_at = &as_at, .at_least = "", .page_token = page_token}));
    return node.Ask(principal, resolved);
  }

  absl::StatusOr<Listing> List(const Principal& principal, const ListRecordsRequest& request) {
    ASSIGN_OR_RETURN(const auto question, Ask(principal, request.as_at(), request.page_token()));
    return ListRecords(*question, AGGREGATE_DECISION, request,
                       [](const Record&) { return std::string("made"); });
  }

  std::string ReasonOf(const absl::Status& status) { return ReasonNameOf(status); }

  // Closes a decision under a ground.
  void Close(const std::string& decision, witan::options::v1::Classification classification,
             witan::common::v1::Ground ground) {
    witan::correction::v1::ClassificationChanged changed;
    changed.set_classification(classification);
    changed.set_ground(ground);
    changed.set_reason("As a test.");
    system.world.Must(FakeWorld::Header(decision, system.icb, GovernedSystem::kDay), changed);
  }

  GovernedSystem system;
  RecordedLog log;
  FakeKeys keys;
  Node node;
  const Principal public_reader = Reader(witan::auth::v1::ROLE_PUBLIC);
};

TEST_F(QueryTest, PagesAgreeAlthoughWritesGoOn) {
  for (int i = 0; i < 5; ++i) system.Approve("Decision " + std::to_string(i));
  CatchUp();
  ListRecordsRequest request;
  request.set_page_size(2);
  const auto whole = List(public_reader, ListRecordsRequest()).value();
  std::vector<std::string> ids;
  std::string token;
  do {
    request.set_page_token(token);
    const auto page = List(public_reader, request);
    ASSERT_TRUE(page.ok()) << std::string(page.status().message());
    EXPECT_EQ(page->page.total(), whole.page.total());
    EXPECT_EQ(page->page.as_of().position(), whole.page.as_of().position());
    for (const Listed& item : page->items) ids.push_back(item.id);
    token = page->page.next_page_token();
    system.Approve("Later " + token.substr(0, 5));
    CatchUp();
  } while (!token.empty());
  std::vector<std::string> expected;
  for (const Listed& item : whole.items) expected.push_back(item.id);
  EXPECT_EQ(ids, expected);
}

TEST_F(QueryTest, APageTokenOfAnotherListOrDamagedIsRefused) {
  for (int i = 0; i < 3; ++i) system.Approve("Decision " + std::to_string(i));
  CatchUp();
  ListRecordsRequest request;
  request.set_page_size(1);
  const std::string token = List(public_reader, request)->page.next_page_token();
  ASSERT_FALSE(token.empty());
  request.set_page_token(token);
  EXPECT_TRUE(List(public_reader, request).ok());
  request.mutable_filter()->set_words("scanner");
  EXPECT_EQ(ReasonOf(List(public_reader, request).status()), "PAGE_TOKEN_INVALID");
  request.clear_filter();
  for (const std::string& bad :
       {token.substr(1), token + "00", std::string("zz"), std::string(2'000, 'a')}) {
    request.set_page_token(bad);
    EXPECT_EQ(ReasonOf(List(public_reader, request).status()), "PAGE_TOKEN_INVALID");
  }
}

TEST_F(QueryTest, WhatIsWithheldIsCountedUnlessItsGroundForbidsIt) {
  system.Approve("Open");
  Close(system.Approve("Commercial"), witan::options::v1::CLASSIFICATION_OVERSIGHT,
        witan::common::v1::GROUND_COMMERCIAL);
  Close(system.Approve("Safeguarding"), witan::options::v1::CLASSIFICATION_RESTRICTED,
        witan::common::v1::GROUND_SAFEGUARDING);
  Close(system.Approve("Investigation"), witan::options::v1::CLASSIFICATION_OVERSIGHT,
        witan::common::v1::GROUND_INVESTIGATION);
  CatchUp();
  const auto all = List(Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb), {}).value();
  const auto seen = List(public_reader, {}).value();
  // A decision taken in private shows as a stub.
  EXPECT_EQ(seen.page.total() + 2, all.page.total());
  size_t stubs = 0;
  for (const Listed& item : seen.items) stubs += item.is_stub ? 1 : 0;
  EXPECT_EQ(stubs, 1U);
  EXPECT_EQ(seen.page.withheld_size(), 0);

  // With a filter by words the stub would tell what it says: it is counted instead.
  ListRecordsRequest request;
  request.mutable_filter()->set_words("commercial");
  const auto by_words = List(public_reader, request).value();
  EXPECT_EQ(by_words.page.total(), 0U);
  ASSERT_EQ(by_words.page.withheld_size(), 1);
  EXPECT_EQ(by_words.page.withheld(0).ground(), witan::common::v1::GROUND_COMMERCIAL);
  EXPECT_EQ(by_words.page.withheld(0).count(), 1U);
  request.mutable_filter()->set_words("anything else");
  EXPECT_EQ(List(public_reader, request)->page.withheld(0).count(), 1U);
}

TEST_F(QueryTest, WhatWasClosedSinceIsClosedInAViewOfBefore) {
  const std::string decision = system.Approve("Was open");
  CatchUp();
  AsAt then;
  then.set_token(node.TokenOf(node.store().head()));
  Close(decision, witan::options::v1::CLASSIFICATION_RESTRICTED,
        witan::common::v1::GROUND_SAFEGUARDING);
  CatchUp();
  ListRecordsRequest request;
  *request.mutable_as_at() = then;
  for (const Listed& item : List(public_reader, request)->items) EXPECT_NE(item.id, decision);
}

TEST_F(QueryTest, KnownAtIsTheLastPositionRecordedByThen) {
  CatchUp();
  const uint64_t before = node.store().head().value();
  const int64_t recorded_at = system.world.events().back()->recorded_at_us();
  system.Approve("Later");
  CatchUp();
  AsAt as_at;
  const auto ask = [&](const std::string& known_at) {
    as_at.set_known_at(known_at);
    return Ask(public_reader, as_at);
  };
  // FakeWorld records on 1 January 2025, one event a second.
  const int64_t second = (recorded_at / 1'000'000) % 60;
  const int64_t minute = (recorded_at / 60'000'000) % 60;
  const auto at =
      ask("2025-01-01T00:" + std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":" +
          (second < 10 ? "0" : "") + std::to_string(second) + "Z");
  ASSERT_TRUE(at.ok()) << std::string(at.status().message());
  EXPECT_EQ((*at)->position(), before);
  EXPECT_EQ((*ask("2025-01-01"))->position(), node.store().head().value());
  EXPECT_EQ((*ask("2024-12-31"))->position(), 2U);  // the log's own records
}

TEST_F(QueryTest, TheFutureAndNonsenseAreRefused) {
  CatchUp();
  AsAt as_at;
  as_at.set_known_at("2090-01-01");
  EXPECT_EQ(ReasonOf(Ask(public_reader, as_at).status()), "FUTURE");
  for (const char* bad : {"yesterday", "2022-02-30", "2022-07-01T", "2022-07-01T25:00:00Z",
                          "2022-07-01T09:00:00", "2022-07-01 09:00:00Z"}) {
    as_at.set_known_at(bad);
    EXPECT_EQ(ReasonOf(Ask(public_reader, as_at).status()), "INVALID_FIELD") << bad;
  }
  as_at.set_token("no token");
  EXPECT_EQ(ReasonOf(Ask(public_reader, as_at).status()), "TOKEN_INVALID");
  as_at.Clear();
  as_at.set_effective_at("1.7.2022");
  EXPECT_EQ(ReasonOf(Ask(public_reader, as_at).status()), "INVALID_FIELD");
}

TEST_F(QueryTest, FiltersOfNothingAreRefused) {
  CatchUp();
  const auto reason = [&](const Filter& filter) {
    ListRecordsRequest request;
    *request.mutable_filter() = filter;
    return ReasonOf(List(public_reader, request).status());
  };
  Filter filter;
  filter.set_system("XX9");
  EXPECT_EQ(reason(filter), "FILTER_INVALID");
  filter.Clear();
  filter.set_body_id("board");
  EXPECT_EQ(reason(filter), "INVALID_FIELD");
  filter.Clear();
  filter.set_from("2022-13-01");
  EXPECT_EQ(reason(filter), "INVALID_FIELD");
  ListRecordsRequest request;
  request.set_page_size(501);
  EXPECT_EQ(ReasonOf(List(public_reader, request).status()), "INVALID_FIELD");
}

TEST_F(QueryTest, NothingLaySoonerInASystemThanItWasRecorded) {
  CatchUp();
  ListRecordsRequest request;
  request.mutable_filter()->set_system("QF7");
  // The day before the first event.
  request.mutable_as_at()->set_known_at("2024-12-31");
  const auto listing = List(public_reader, request);
  ASSERT_TRUE(listing.ok()) << std::string(listing.status().message());
  EXPECT_EQ(listing->page.total(), 0U);
}

TEST_F(QueryTest, FiltersBySystemRegionDateBodyAndWords) {
  const std::string decision = system.Approve("Buy a Scanner for Doncaster", "2022-10-01");
  CatchUp();
  const auto count = [&](const Filter& filter) {
    ListRecordsRequest request;
    *request.mutable_filter() = filter;
    const auto listing = List(public_reader, request);
    EXPECT_TRUE(listing.ok()) << std::string(listing.status().message());
    for (const Listed& item : listing->items) {
      if (item.id == decision) return true;
    }
    return false;
  };
  Filter filter;
  filter.set_system("QF7");
  EXPECT_TRUE(count(filter));
  filter.set_region("Y62");
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_body_id(system.board);
  EXPECT_TRUE(count(filter));
  filter.set_body_id(system.committee);
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_from("2022-10-01");
  filter.set_to("2022-10-02");
  EXPECT_TRUE(count(filter));
  filter.set_to("2022-10-01");
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_words("doncaster scanner");
  EXPECT_TRUE(count(filter));
  filter.set_words("doncaster scanners");
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_state("proposed");
  EXPECT_FALSE(count(filter));
}

TEST_F(QueryTest, ABoundaryRecordedLatePutsEveryViewRight) {
  CatchUp();
  const auto region_on = [&](const std::string& date) {
    AsAt as_at;
    as_at.set_effective_at(date);
    const auto question = Ask(public_reader, as_at).value();
    return question->FootprintOf({system.trust}, CivilDate::Parse(date).value()).regions;
  };
  EXPECT_EQ(region_on("2023-02-01"), std::vector<std::string>{"Y63"});
  witan::organisation::v1::BoundaryChanged moved;
  moved.set_from("2023-01-01");
  moved.add_placements()->set_within_id(system.other_icb);
  system.world.Must(FakeWorld::Header(system.trust, system.national, "2023-03-01"), moved);
  CatchUp();
  EXPECT_EQ(region_on("2022-12-31"), std::vector<std::string>{"Y63"});
  EXPECT_EQ(region_on("2023-02-01"), std::vector<std::string>{"Y62"});
}

TEST_F(QueryTest, AnOperatorReadsNoRecords) {
  CatchUp();
  EXPECT_EQ(ReasonOf(Ask(Reader(witan::auth::v1::ROLE_OPERATOR)).status()), "NOT_FOR_ROLE");
}

TEST_F(QueryTest, NamesAreForPartnersAndErasedForEverWhenTheKeyIsGone) {
  CatchUp();
  AsAt then;
  then.set_token(node.TokenOf(node.store().head()));
  const Principal partner = Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
  const std::string person = system.members[0];
  EXPECT_EQ(PersonName(**Ask(public_reader), person), "");
  EXPECT_FALSE(OfficeOf(**Ask(public_reader), person).empty());
  EXPECT_TRUE(PersonName(**Ask(partner), person).starts_with("Person "));
  keys.Destroy(person);
  EXPECT_EQ(PersonName(**Ask(partner), person), "Erased");
  EXPECT_EQ(PersonName(**Ask(partner, then), person), "Erased");
  const auto question = Ask(partner).value();
  const auto trail = TrailOf(*question, *question->world().Find(person)).value();
  EXPECT_TRUE(trail[0].payload().person_registered().name().erased());
}

TEST_F(QueryTest, WhatWasReadForACallServesTheNextOneOfTheSameReader) {
  CatchUp();
  const Question* first = nullptr;
  {
    const auto question = Ask(public_reader).value();
    first = &*question;
    EXPECT_NE(question->world().Find(system.board), nullptr);
    EXPECT_NE(&*Ask(public_reader).value(), first) << "one caller at a time";
  }
  const Principal partner = Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
  EXPECT_NE(&*Ask(partner).value(), first) << "rights are the reader's own";
  AsAt then;
  then.set_effective_at("2022-08-01");
  EXPECT_NE(&*Ask(public_reader, then).value(), first);
  std::vector<Node::QuestionPtr> again;
  for (int i = 0; i < 2; ++i) again.push_back(Ask(public_reader).value());
  EXPECT_TRUE(&*again[0] == first || &*again[1] == first);
}

TEST_F(QueryTest, WhatWasReadBeforeAnEventIsNotShownAfterIt) {
  CatchUp();
  const auto names = [&] { return NameOf(*Ask(public_reader).value(), system.trust).name(); };
  const std::string before = names();
  const auto held = Ask(public_reader).value();
  witan::organisation::v1::OrganisationRenamed renamed;
  renamed.set_name("Another name");
  renamed.set_from("2022-09-01");
  system.world.Must(FakeWorld::Header(system.trust, system.national, "2022-09-01"), renamed);
  CatchUp();
  EXPECT_EQ(NameOf(*held, system.trust).name(), before) << "a question keeps its moment";
  EXPECT_EQ(names(), "Another name");
}

TEST_F(QueryTest, AQuestionThatHasReadMuchIsNotKept) {
  CatchUp();
  QuestionShelf shelf;
  const auto make = [&] {
    Question::Moment moment;
    moment.head = node.store().OpenView(std::nullopt).value();
    moment.as_of.set_position(moment.head->position().value());
    return std::make_unique<Question>(std::move(moment), public_reader, keys);
  };
  shelf.Put(make(), shelf.epoch());
  EXPECT_NE(shelf.Take(public_reader, node.store().head(), CivilDate()), nullptr);
  auto question = make();
  for (size_t i = 0; i <= QuestionShelf::kMostRead; ++i) {
    question->world().Find(std::to_string(i));
  }
  shelf.Put(std::move(question), shelf.epoch());
  EXPECT_EQ(shelf.Take(public_reader, node.store().head(), CivilDate()), nullptr);
  const uint64_t epoch = shelf.epoch();
  shelf.Clear();
  shelf.Put(make(), epoch);
  EXPECT_EQ(shelf.Take(public_reader, node.store().head(), CivilDate()), nullptr);
}

TEST_F(QueryTest, TrailsSayWhatCorrectedWhatAndHideWhoTypedFromThePublic) {
  const std::string decision = system.Approve("Wrongly typed");
  CatchUp();
  const auto open = Ask(public_reader).value();
  const auto trail = TrailOf(*open, *open->world().Find(decision)).value();
  ASSERT_FALSE(trail.empty());
  EXPECT_EQ(trail[0].label(), "Decision made");
  EXPECT_EQ(trail[0].recorded_by(), "");
  EXPECT_EQ(trail[0].hash().size(), 64U);
  const auto overseer = Ask(Reader(witan::auth::v1::ROLE_REGION, system.region)).value();
  EXPECT_FALSE(
      TrailOf(*overseer, *overseer->world().Find(decision)).value()[0].recorded_by().empty());
}

TEST_F(QueryTest, AViewThatStoodStillSaysSoToWhoWantsMore) {
  CatchUp();
  domain::Event unknown = RecordedLog::OfUnknownKind(*system.world.events().back());
  log.AppendEvent(unknown);
  EXPECT_FALSE(node.projector().CatchUp().ok());
  EXPECT_TRUE(Ask(public_reader).ok());
  Resolved later;
  later.wanted.position = Position(log.end());
  EXPECT_EQ(ReasonOf(node.Ask(public_reader, later).status()), "PROJECTION_STOPPED");
}

TEST_F(QueryTest, NothingIsServedFromADamagedLog) {
  CatchUp();
  domain::Event skipped = *system.world.events().back();
  skipped.set_version(skipped.version() + 2);
  log.AppendEvent(skipped);
  EXPECT_FALSE(node.projector().CatchUp().ok());
  EXPECT_TRUE(absl::IsDataLoss(Ask(public_reader).status()));
}

TEST_F(QueryTest, ParkedQuestionsRunWhenTheirMomentIsThereOrGiveUp) {
  node.Start();
  const auto run = [&](uint64_t position, std::chrono::milliseconds patience) {
    absl::Status result = absl::UnknownError("not run");
    std::mutex mutex;
    std::condition_variable done;
    bool is_done = false;
    node.runner().Run({.position = Position(position), .complete_until = {}},
                      std::chrono::steady_clock::now() + patience, [&](const absl::Status& status) {
                        const std::lock_guard lock(mutex);
                        result = status;
                        is_done = true;
                        done.notify_one();
                      });
    log.Append(system.world);
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return is_done; });
    return result;
  };
  const uint64_t end = system.world.events().size() + 2;
  EXPECT_TRUE(run(end, std::chrono::seconds(20)).ok());
  EXPECT_EQ(ReasonOf(run(end + 1, std::chrono::milliseconds(30))), "BEHIND");
  node.Stop();
  EXPECT_EQ(ReasonOf(run(1, std::chrono::seconds(1))), "SHUTTING_DOWN");
}

TEST_F(QueryTest, ParkedQuestionsWaitNoLongerThanAServiceThatStops) {
  node.Start();
  std::promise<absl::Status> result;
  node.runner().Run({.position = Position(1'000), .complete_until = {}},
                    std::chrono::steady_clock::now() + std::chrono::hours(1),
                    [&](const absl::Status& status) { result.set_value(status); });
  node.Drain(std::chrono::milliseconds(1));
  EXPECT_EQ(ReasonOf(result.get_future().get()), "SHUTTING_DOWN");
}

TEST(Moment, CivilDatesEndInLondon) {
  // Summer: 22:59:59.999999 UTC; winter: 23:59:59.999999 UTC.
  EXPECT_EQ(ParseKnownAt("2022-07-01")->micros,
            ParseKnownAt("2022-07-01T22:59:59.999999Z")->micros);
  EXPECT_EQ(ParseKnownAt("2022-01-01")->micros,
            ParseKnownAt("2022-01-01T23:59:59.999999Z")->micros);
  // The day on which summer time begins has 23 hours, the one on which it ends 25.
  EXPECT_EQ(ParseKnownAt("2022-03-27")->micros,
            ParseKnownAt("2022-03-27T22:59:59.999999Z")->micros);
  EXPECT_EQ(ParseKnownAt("2022-10-30")->micros,
            ParseKnownAt("2022-10-30T23:59:59.999999Z")->micros);
  EXPECT_EQ(ParseKnownAt("2022-07-01T10:00:00+01:00")->micros,
            ParseKnownAt("2022-07-01T09:00:00Z")->micros);
}

TEST(Refusal, CarriesItsReasonOverTheWire) {
  const grpc::Status status = ToGrpc(Refused(domain::ReasonId::kFuture));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_details().find("FUTURE"), std::string::npos);
  EXPECT_EQ(ToGrpc(absl::InternalError("/secret/path")).error_message().find("secret"),
            std::string::npos);
}

}  // namespace
}  // namespace witan::query
