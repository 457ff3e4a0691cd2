#include "tests/support/mirror.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "services/domain/scheme/scheme.h"
#include "storage/base/hex.h"
#include "storage/base/sha256.h"
#include "storage/base/uuid.h"

namespace witan::testing {
namespace {

using witan::auth::v1::Principal;
using witan::command::v1::CommandHeader;

constexpr int kTries = 50;
constexpr std::chrono::milliseconds kPause(50);

// Whom FakeWorld takes a command to come from.
Principal ActorOf(const CommandHeader& header) {
  Principal principal =
      PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, header.acted_by().organisation_id());
  principal.set_person_id(header.acted_by().person_id());
  return principal;
}

// The command that an event came from.
CommandHeader HeaderOf(const domain::Event& event) {
  CommandHeader header;
  header.set_request_id(Uuid::Random().ToString());
  header.set_record_id(event.stream());
  *header.mutable_acted_by() = event.acted_by();
  header.set_attestation(event.attestation());
  *header.mutable_occurred() = event.occurred();
  header.set_effective_from(event.effective_from());
  header.set_effective_to(event.effective_to());
  if (event.has_corrects()) *header.mutable_corrects() = event.corrects();
  *header.mutable_evidence() = event.evidence();
  if (event.version() == 1) header.set_classification(event.classification());
  if (event.version() == 1) header.set_ground(event.ground());
  header.set_record_of_fact(event.verdict().record_of_fact_reason());
  for (const auto& result : event.verdict().results()) {
    if (result.outcome() != witan::event::v1::OUTCOME_EXPLAINED) continue;
    auto* reason = header.add_soft_reasons();
    reason->set_rule(result.rule());
    reason->set_reason(result.reason());
  }
  return header;
}

}  // namespace

Outcome Mirror::Call(const CommandHeader& header, const domain::Payload& content,
                     const Principal& principal) const {
  Outcome outcome = ask_(header, content, principal);
  for (int i = 0; i < kTries && outcome.status.error_code() == grpc::StatusCode::UNAVAILABLE; ++i) {
    std::this_thread::sleep_for(kPause);
    outcome = ask_(header, content, principal);
  }
  return outcome;
}

// An adoption cites the hash over the ids of the draft's entries (domain::EntriesHash); the service
// gave those events ids of its own.
std::string Mirror::EntriesHash(const std::string& scheme_id) const {
  Sha256Stream hash;
  for (const auto& entry : domain::EntriesOf(*world_.Find(scheme_id))) {
    hash.Update(event_ids_.at(entry.event->event_id()));
    hash.Update("\n");
  }
  return HexEncode(AsBytes(hash.Finish()));
}

void Mirror::Tell(const domain::Event& event) {
  CommandHeader header = HeaderOf(event);
  domain::Payload content = event.payload();
  if (content.has_scheme_adopted()) {
    content.mutable_scheme_adopted()->set_entries_sha256(EntriesHash(event.stream()));
  }
  if (header.has_corrects()) {
    header.mutable_corrects()->set_event_id(event_ids_[header.corrects().event_id()]);
  }
  const Outcome outcome = Call(header, content, event.recorded_by());
  ASSERT_EQ(outcome.Text(), "") << domain::KindName(event.payload()) << ": "
                                << outcome.status.error_message();
  EXPECT_EQ(outcome.response.record_id(), event.stream());
  EXPECT_EQ(outcome.response.version(), event.version());
  event_ids_[event.event_id()] = outcome.response.event_id();
  last_ = outcome.response;
}

void Mirror::CatchUp() {
  for (; told_ < world_.events().size(); ++told_) Tell(*world_.events()[told_]);
}

std::string Mirror::DoPayload(CommandHeader header, const domain::Payload& content) {
  CatchUp();
  const std::string reasons = domain::testing::ReasonsOf(world_.DoPayload(header, content));
  if (reasons.empty()) {
    CatchUp();
    return reasons;
  }
  header.set_request_id(Uuid::Random().ToString());
  if (header.has_corrects()) {
    header.mutable_corrects()->set_event_id(event_ids_[header.corrects().event_id()]);
  }
  const Principal actor = ActorOf(header);
  const Outcome outcome = Call(header, content, actor);
  EXPECT_EQ(outcome.Text(), reasons) << outcome.status.error_message();
  return outcome.Text();
}

}  // namespace witan::testing
