#pragma once

// What the tests of the oversight service share: the service over the log of a governed system,
// behind a real server, and a caller.

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "services/domain/testing/governed_system.h"
#include "services/oversight/oversight.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/testing/caller.h"
#include "services/runtime/query/testing/reader.h"
#include "storage/memory/memory_projection_store.h"
#include "witan/dissent/v1/dissent.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight::testing {

class ServedOversight : public ::testing::Test {
 protected:
  ServedOversight()
      : oversight(std::make_unique<storage::MemoryProjectionStore>(), log.log(), keys,
                  query::testing::Believing(), log.clock(), {}),
        caller([this](grpc::ServerBuilder& builder) { oversight.Register(builder); }) {}
  ~ServedOversight() override { oversight.Stop(); }

  void CatchUp() {
    log.Append(system.world);
    ASSERT_TRUE(oversight.projector().CatchUp().ok());
  }

  template <class Response, class Request>
  Response Ask(const std::string& method, const Request& request,
               const witan::auth::v1::Principal& principal =
                   query::testing::Reader(witan::auth::v1::ROLE_PUBLIC)) {
    Response answer;
    last = caller.Call("/witan.oversight.v1.OversightService/" + method, &principal, request,
                       answer, patience);
    return answer;
  }

  witan::oversight::v1::GetDecisionResponse Decision(
      const std::string& id,
      const witan::auth::v1::Principal& principal =
          query::testing::Reader(witan::auth::v1::ROLE_PUBLIC),
      const witan::oversight::v1::AsAt& as_at = {}) {
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(id);
    *request.mutable_as_at() = as_at;
    return Ask<witan::oversight::v1::GetDecisionResponse>("GetDecision", request, principal);
  }

  std::string Dissent(const std::string& decision, bool publish_text) {
    witan::dissent::v1::DissentRecorded dissent;
    dissent.set_decision_id(decision);
    dissent.set_person_id(system.members[domain::testing::kTrustPartner]);
    dissent.set_reasons("The trust cannot staff it.");
    dissent.set_publish_text(publish_text);
    const std::string id = system.world.NextId();
    return system.world.Must(system.MemberHeader(id, domain::testing::kTrustPartner), dissent);
  }

  domain::testing::GovernedSystem system;
  projector::testing::RecordedLog log;
  projector::testing::FakeKeys keys;
  Oversight oversight;
  query::testing::Caller caller;
  grpc::Status last;
  std::chrono::milliseconds patience = std::chrono::seconds(20);
};

}  // namespace witan::oversight::testing
