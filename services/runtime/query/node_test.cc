// What a node serves: never from a damaged log, and no call waits longer than it has to.

#include "services/runtime/query/node.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

#include "services/runtime/query/refusal.h"
#include "services/runtime/query/testing/node_story.h"

namespace witan::query {
namespace {

using projector::testing::RecordedLog;

using NodeTest = testing::NodeStory;

TEST_F(NodeTest, AViewThatStoodStillSaysSoToWhoWantsMore) {
  CatchUp();
  domain::Event unknown = RecordedLog::OfUnknownKind(*system.world.events().back());
  log.AppendEvent(unknown);
  EXPECT_FALSE(node.projector().CatchUp().ok());
  EXPECT_TRUE(Ask(public_reader).ok());
  Resolved later;
  later.wanted.position = Position(log.end());
  EXPECT_EQ(ReasonNameOf(node.Ask(public_reader, later).status()), "PROJECTION_STOPPED");
}

TEST_F(NodeTest, NothingIsServedFromADamagedLog) {
  CatchUp();
  domain::Event skipped = *system.world.events().back();
  skipped.set_version(skipped.version() + 2);
  log.AppendEvent(skipped);
  EXPECT_FALSE(node.projector().CatchUp().ok());
  EXPECT_TRUE(absl::IsDataLoss(Ask(public_reader).status()));
}

TEST_F(NodeTest, ParkedQuestionsRunWhenTheirMomentIsThereOrGiveUp) {
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
  EXPECT_EQ(ReasonNameOf(run(end + 1, std::chrono::milliseconds(30))), "BEHIND");
  node.Stop();
  EXPECT_EQ(ReasonNameOf(run(1, std::chrono::seconds(1))), "SHUTTING_DOWN");
}

TEST_F(NodeTest, ParkedQuestionsWaitNoLongerThanAServiceThatStops) {
  node.Start();
  std::promise<absl::Status> result;
  node.runner().Run({.position = Position(1'000), .complete_until = {}},
                    std::chrono::steady_clock::now() + std::chrono::hours(1),
                    [&](const absl::Status& status) { result.set_value(status); });
  node.Drain(std::chrono::milliseconds(1));
  EXPECT_EQ(ReasonNameOf(result.get_future().get()), "SHUTTING_DOWN");
}

}  // namespace
}  // namespace witan::query
