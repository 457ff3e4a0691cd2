#pragma once

// A story of the domain's tests told to a running service, and what its readers are then shown.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/domain/testing/governed_system.h"
#include "tests/support/asker.h"
#include "tests/support/mirror.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {

class Told : public ::testing::Test {
 protected:
  using Queries = witan::oversight::v1::OversightService::Stub;

  Told()
      : caller_((process_.Start(), process_.Channel("gateway"))),
        asker_(process_.Channel("gateway")),
        mirror_(world_, caller_) {}

  // Asks as somebody, at or after the newest event. `call` is a method of the stub.
  template <class Request, class Response>
  Response Ask(grpc::Status (Queries::*call)(grpc::ClientContext*, const Request&, Response*),
               const witan::auth::v1::Principal& principal, const Request& request) {
    return asker_.Ask(call, principal, request, mirror_.last().token());
  }

  // As it is known now, or was known at a token.
  witan::oversight::v1::GetDecisionResponse Decision(const std::string& id,
                                                     const witan::auth::v1::Principal& principal,
                                                     const std::string& known_token = "") {
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(id);
    if (!known_token.empty()) request.mutable_as_at()->set_token(known_token);
    return Ask(&Queries::GetDecision, principal, request);
  }

  // The decisions whose words match.
  witan::oversight::v1::ListDecisionsResponse Decisions(
      const std::string& words, const witan::auth::v1::Principal& principal) {
    witan::oversight::v1::ListRecordsRequest request;
    request.mutable_filter()->set_words(words);
    return Ask(&Queries::ListDecisions, principal, request);
  }

  // ---- readers
  witan::auth::v1::Principal Member() const {
    return PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, system_.icb);
  }
  witan::auth::v1::Principal OtherMember() const {
    return PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, system_.other_icb);
  }
  witan::auth::v1::Principal Region() const {
    return PrincipalOf(witan::auth::v1::ROLE_REGION, system_.region);
  }
  witan::auth::v1::Principal Cqc() const {
    return PrincipalOf(witan::auth::v1::ROLE_CQC, system_.cqc);
  }
  static witan::auth::v1::Principal Public() { return PrincipalOf(witan::auth::v1::ROLE_PUBLIC); }
  std::vector<witan::auth::v1::Principal> Everybody() const {
    return {Member(), OtherMember(), Region(), Cqc(), Public()};
  }

  // ---- headers
  // An act of an organisation as such; of the ICB on kDay unless said otherwise.
  witan::command::v1::CommandHeader Act(const std::string& record_id = "") const {
    return Act(record_id, system_.icb, std::string(domain::testing::GovernedSystem::kDay));
  }
  static witan::command::v1::CommandHeader Act(const std::string& record_id,
                                               const std::string& organisation_id,
                                               const std::string& date) {
    return domain::testing::FakeWorld::Header(record_id, organisation_id, date);
  }

  StandaloneProcess process_;
  domain::testing::GovernedSystem system_;
  domain::testing::FakeWorld& world_ = system_.world;
  CommandCaller caller_;
  Asker asker_;
  Mirror mirror_;
};

}  // namespace witan::testing
