#pragma once

// Tells a story of the domain's tests to a running service: each command goes to the real rules in
// memory and to the service, and both must say the same.

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "services/domain/testing/fake_world.h"
#include "tests/support/command_caller.h"

namespace witan::testing {

class Mirror final {
 public:
  // Sends one command, once.
  using Ask = std::function<Outcome(const witan::command::v1::CommandHeader& header,
                                    const domain::Payload& content,
                                    const witan::auth::v1::Principal& principal)>;

  // Both outlive the mirror. What the world has accepted so far is told at the first use.
  Mirror(domain::testing::FakeWorld& world, const CommandCaller& caller)
      : Mirror(world, [&caller](const auto& header, const auto& content, const auto& principal) {
          return caller.Call(header, content, &principal);
        }) {}
  Mirror(domain::testing::FakeWorld& world, Ask ask) : world_(world), ask_(std::move(ask)) {}

  // Decides on both sides; the test fails where they differ. "" when accepted, or the reasons.
  template <class Content>
  std::string Do(const witan::command::v1::CommandHeader& header, const Content& content) {
    return DoPayload(header, domain::testing::FakeWorld::Wrap(content));
  }

  std::string DoPayload(witan::command::v1::CommandHeader header, const domain::Payload& content);

  // Tells the service what the world has accepted since.
  void CatchUp();

  // The answer to the newest event, and the id that the service gave an event of the world.
  const witan::command::v1::CommandResponse& last() const { return last_; }

 private:
  // A service that was started again is asked again: the request id makes that safe.
  Outcome Call(const witan::command::v1::CommandHeader& header, const domain::Payload& content,
               const witan::auth::v1::Principal& principal) const;
  void Tell(const domain::Event& event);
  std::string EntriesHash(const std::string& scheme_id) const;

  domain::testing::FakeWorld& world_;
  const Ask ask_;
  size_t told_ = 0;
  // Ids of events: the world's to the service's.
  std::map<std::string, std::string> event_ids_;
  witan::command::v1::CommandResponse last_;
};

}  // namespace witan::testing
