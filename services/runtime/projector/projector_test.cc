#include "services/runtime/projector/projector.h"

#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/projector/projected_world.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "storage/memory/memory_projection_store.h"
#include "witan/correction/v1/correction.pb.h"

namespace witan::projector {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using storage::MemoryProjectionStore;
using testing::RecordedLog;
using witan::options::v1::AGGREGATE_BODY;
using witan::options::v1::AGGREGATE_DECISION;
using witan::options::v1::AGGREGATE_ORGANISATION;

// A governed system, its log, and a projection that follows it.
struct Followed {
  explicit Followed(ProjectorOptions options = {})
      : projector(log.log(), store, log.clock(), std::move(options), [] {}) {}

  absl::Status CatchUp() {
    log.Append(system.world);
    return projector.CatchUp();
  }
  std::unique_ptr<storage::ProjectionView> View() { return store.OpenView(std::nullopt).value(); }

  GovernedSystem system;
  RecordedLog log;
  MemoryProjectionStore store;
  Projector projector;
};

// The same facts in the same order, whatever their positions.
std::vector<std::string> FactIds(const domain::Record& record) {
  std::vector<std::string> ids;
  for (const auto& fact : record.facts) ids.push_back(fact->event_id());
  return ids;
}

TEST(Projector, FoldsEveryRecordAsTheDomainDoes) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  const auto view = followed.View();
  const ProjectedWorld world(*view);
  for (const auto& event : followed.system.world.events()) {
    const domain::Record* expected = followed.system.world.Find(event->stream());
    const domain::Record* found = world.Find(event->stream());
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(FactIds(*found), FactIds(*expected));
    EXPECT_EQ(found->version, expected->version);
    EXPECT_EQ(found->classification, expected->classification);
    EXPECT_EQ(found->subjects, expected->subjects);
    const RecordRow* row = world.FindRow(found->aggregate, found->id);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->version, expected->version);
    EXPECT_EQ(row->facts.size(), expected->facts.size());
    EXPECT_EQ(row->number, found->number);
  }
  EXPECT_TRUE(world.status().ok());
}

TEST(Projector, FindsWhatRefersToARecord) {
  Followed followed;
  const std::string decision = followed.system.Approve("Buy a scanner");
  ASSERT_TRUE(followed.CatchUp().ok());
  const auto view = followed.View();
  const ProjectedWorld world(*view);
  const auto expected = followed.system.world.Referring(followed.system.board, AGGREGATE_DECISION);
  const auto found = world.Referring(followed.system.board, AGGREGATE_DECISION);
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i]->id, expected[i]->id);
  EXPECT_TRUE(world.Referring("no id", AGGREGATE_DECISION).empty());
  EXPECT_EQ(world.WithCode(AGGREGATE_ORGANISATION, "QF7")->size(), 2U);  // the ICS and its ICB
  EXPECT_TRUE(world.WithCode(AGGREGATE_ORGANISATION, "QF")->empty());
}

TEST(Projector, AViewOfAnyPositionEqualsAReplayToIt) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  const std::string decision = followed.system.Approve("Buy a scanner");
  ASSERT_TRUE(followed.CatchUp().ok());
  for (uint64_t position = 3; position <= followed.store.head().value(); ++position) {
    // A store that knows the log up to the position and no more.
    RecordedLog shorter;
    FakeWorld unused;
    MemoryProjectionStore replayed;
    Projector projector(shorter.log(), replayed, shorter.clock(), {}, [] {});
    for (const auto& event : followed.system.world.events()) {
      if (RecordedLog::PositionOf(*event) <= position) shorter.AppendEvent(*event);
    }
    ASSERT_TRUE(projector.CatchUp().ok());
    const auto then = followed.store.OpenView(Position(position)).value();
    const auto now = replayed.OpenView(std::nullopt).value();
    const ProjectedWorld as_known(*then);
    const ProjectedWorld as_replayed(*now);
    const auto known_bodies = as_known.All(AGGREGATE_BODY);
    const auto replayed_bodies = as_replayed.All(AGGREGATE_BODY);
    ASSERT_EQ(known_bodies.size(), replayed_bodies.size()) << position;
    for (size_t i = 0; i < known_bodies.size(); ++i) {
      EXPECT_EQ(FactIds(*known_bodies[i]), FactIds(*replayed_bodies[i])) << position;
    }
    position += 6;  // every seventh is enough
  }
}

TEST(Projector, FollowingAndBuildingAnewGiveEqualDigests) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());  // built
  const std::string decision = followed.system.Approve("Buy a scanner");
  ASSERT_TRUE(followed.CatchUp().ok());  // followed
  const auto live = followed.View()->Digests().value();
  ASSERT_FALSE(live.empty());
  followed.projector.Rebuild();
  ASSERT_TRUE(followed.projector.CatchUp().ok());
  EXPECT_EQ(followed.projector.status().builds, 2U);
  EXPECT_EQ(followed.View()->Digests().value(), live);
}

TEST(Projector, ADifferentEventGivesADifferentDigest) {
  Followed one;
  Followed other;
  ASSERT_TRUE(one.CatchUp().ok());
  domain::Event event = *other.system.world.events().back();
  other.log.Append(other.system.world);
  ASSERT_TRUE(other.projector.CatchUp().ok());
  event.set_version(event.version() + 1);
  event.set_event_id("00000000-0000-4000-8000-000000000009");
  other.log.AppendEvent(event);
  ASSERT_TRUE(other.projector.CatchUp().ok());
  EXPECT_NE(one.View()->Digests().value(), other.View()->Digests().value());
}

TEST(Projector, AnUnknownKindStopsItAndItServesWhatItHas) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  domain::Event unknown = RecordedLog::OfUnknownKind(*followed.system.world.events().back());
  unknown.set_version(unknown.version() + 1);
  const uint64_t before = followed.store.head().value();
  followed.log.AppendEvent(unknown);
  const absl::Status stopped = followed.projector.CatchUp();
  EXPECT_TRUE(absl::IsUnimplemented(stopped));
  EXPECT_NE(std::string(stopped.message()).find("does not know"), std::string::npos);
  EXPECT_EQ(followed.projector.status().state, ProjectorState::kStopped);
  EXPECT_EQ(followed.store.head().value(), before);
  EXPECT_NE(ProjectedWorld(*followed.View()).Find(followed.system.board), nullptr);
}

TEST(Projector, AFirstBuildKeepsWhatCameBeforeAnUnknownKind) {
  Followed followed;
  followed.log.Append(followed.system.world);
  const uint64_t before = followed.log.end();
  domain::Event unknown = RecordedLog::OfUnknownKind(*followed.system.world.events().back());
  followed.log.AppendEvent(unknown);
  EXPECT_TRUE(absl::IsUnimplemented(followed.projector.CatchUp()));
  EXPECT_EQ(followed.store.head().value(), before);
}

TEST(Projector, ANewerFormatStopsIt) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  domain::Event newer = *followed.system.world.events().back();
  newer.set_format_version(kFormatVersion + 1);
  followed.log.AppendEvent(newer);
  EXPECT_TRUE(absl::IsUnimplemented(followed.projector.CatchUp()));
}

TEST(Projector, AMissingVersionOfARecordIsDamage) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  domain::Event skipped = *followed.system.world.events().back();
  skipped.set_version(skipped.version() + 2);
  followed.log.AppendEvent(skipped);
  EXPECT_TRUE(absl::IsDataLoss(followed.projector.CatchUp()));
  EXPECT_EQ(followed.projector.status().state, ProjectorState::kDamaged);
}

TEST(Projector, ACorrectionOfWhatDoesNotStandIsDamage) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  domain::Event wrong = *followed.system.world.events().back();
  wrong.set_version(wrong.version() + 1);
  wrong.mutable_corrects()->set_event_id("00000000-0000-4000-8000-000000000001");
  wrong.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  followed.log.AppendEvent(wrong);
  EXPECT_TRUE(absl::IsDataLoss(followed.projector.CatchUp()));
}

TEST(Projector, AChangedRecordInTheLogIsDamage) {
  Followed followed;
  followed.log.Append(followed.system.world);
  auto records = followed.log.sequence().Copy();
  records[5][records[5].size() / 2] ^= 1;
  followed.log.sequence().Overwrite(5, records[5]);
  EXPECT_TRUE(absl::IsDataLoss(followed.projector.CatchUp()));
  EXPECT_EQ(followed.projector.status().state, ProjectorState::kDamaged);
}

TEST(Projector, ALogShorterThanTheCursorIsDamage) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  followed.log.sequence().Truncate(4);
  Projector again(followed.log.log(), followed.store, followed.log.clock(), {}, [] {});
  EXPECT_TRUE(absl::IsDataLoss(again.CatchUp()));
}

TEST(Projector, AFailedCommitStopsItAndLosesNothing) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  followed.system.Approve("Buy a scanner");
  followed.store.FailNextCommit(absl::FailedPreconditionError("the disk is gone"));
  EXPECT_FALSE(followed.CatchUp().ok());
  EXPECT_EQ(followed.projector.status().state, ProjectorState::kStopped);
  Projector again(followed.log.log(), followed.store, followed.log.clock(), {}, [] {});
  ASSERT_TRUE(again.CatchUp().ok());
  EXPECT_EQ(followed.store.head().value(), followed.log.end());
}

TEST(Projector, HoldsOnlyTheKindsThatItIsFor) {
  Followed followed({.kinds = {AGGREGATE_ORGANISATION}});
  ASSERT_TRUE(followed.CatchUp().ok());
  const auto view = followed.View();
  const ProjectedWorld world(*view);
  EXPECT_NE(world.Find(followed.system.icb), nullptr);
  EXPECT_EQ(world.Find(followed.system.board), nullptr);
  EXPECT_EQ(followed.store.head().value(), followed.log.end());
}

TEST(Projector, FollowsOnItsOwnThread) {
  Followed followed;
  followed.projector.Start();
  followed.log.Append(followed.system.world);
  const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  EXPECT_TRUE(followed.store.WaitForHead(Position(followed.log.end()), soon));
  followed.projector.Stop();
  EXPECT_EQ(followed.projector.status().state, ProjectorState::kFollowing);
}

TEST(Row, RoundTripsAndRefusesDamage) {
  Followed followed;
  ASSERT_TRUE(followed.CatchUp().ok());
  const auto view = followed.View();
  const RecordRow row = *ProjectedWorld(*view).FindRow(AGGREGATE_BODY, followed.system.board);
  const std::string bytes = EncodeRow(row);
  EXPECT_EQ(DecodeRow(bytes).value(), row);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeRow(bytes.substr(0, size)).status())) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeRow(bytes + "x").status()));
}

TEST(Layout, DatedPlacesSortByDateThenNumber) {
  const auto key = [](int32_t days, uint64_t number) {
    return EncodeDatedPlace({.days = days, .number = number, .classification = 1, .ground = 0});
  };
  EXPECT_LT(key(-5, 9), key(0, 1));
  EXPECT_LT(key(0, 1), key(0, 2));
  EXPECT_LT(key(0, 300), key(1, 1));
  EXPECT_LT(key(0, 300), DateBegin(1));
  EXPECT_EQ(DecodeDatedPlace(key(-5, 9))->days, -5);
  EXPECT_TRUE(absl::IsDataLoss(DecodeDatedPlace("short").status()));
}

}  // namespace
}  // namespace witan::projector
