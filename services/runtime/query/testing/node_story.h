#pragma once

// What the tests of questions share: a node over the log of a governed system, and questions asked
// of it without a server.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/node.h"
#include "services/runtime/query/testing/reader.h"
#include "storage/base/status.h"
#include "storage/memory/memory_projection_store.h"

namespace witan::query::testing {

class NodeStory : public ::testing::Test {
 protected:
  NodeStory()
      : node(std::make_unique<storage::MemoryProjectionStore>(), log.log(), keys, log.clock(), {}) {
  }

  void CatchUp() {
    log.Append(system.world);
    const absl::Status status = node.projector().CatchUp();
    ASSERT_TRUE(status.ok()) << std::string(status.message());
  }

  absl::StatusOr<Node::QuestionPtr> Ask(const witan::auth::v1::Principal& principal,
                                        const witan::oversight::v1::AsAt& as_at = {},
                                        const std::string& page_token = "") {
    ASSIGN_OR_RETURN(const Resolved resolved,
                     node.Resolve({.as_at = &as_at, .at_least = "", .page_token = page_token}));
    return node.Ask(principal, resolved);
  }

  absl::StatusOr<Listing> List(const witan::auth::v1::Principal& principal,
                               const ListRecordsRequest& request) {
    ASSIGN_OR_RETURN(const auto question, Ask(principal, request.as_at(), request.page_token()));
    return ListRecords(*question, witan::options::v1::AGGREGATE_DECISION, request,
                       [](const Record&) { return std::string("made"); });
  }

  // Changes who may see a record, under a ground.
  void Classify(const std::string& record, witan::options::v1::Classification classification,
                witan::common::v1::Ground ground) {
    witan::correction::v1::ClassificationChanged changed;
    changed.set_classification(classification);
    changed.set_ground(ground);
    changed.set_reason("As a test.");
    system.world.Must(domain::testing::FakeWorld::Header(record, system.icb,
                                                         domain::testing::GovernedSystem::kDay),
                      changed);
  }

  domain::testing::GovernedSystem system;
  projector::testing::RecordedLog log;
  projector::testing::FakeKeys keys;
  Node node;
  const witan::auth::v1::Principal public_reader = Reader(witan::auth::v1::ROLE_PUBLIC);
};

}  // namespace witan::query::testing
