#pragma once

// One command after another against the staged world: request id, decision, sealing, the event's
// place in the log. No I/O but what the world has to load.

#include <string>
#include <vector>

#include "services/recorder/answer.h"
#include "services/recorder/base_state.h"
#include "services/recorder/staged_world.h"
#include "services/runtime/keys/key_store.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace witan::recorder {

// The most that an event may be: the whole bytes of its envelope.
inline constexpr size_t kMostEventBytes = size_t{60} << 10;

// For one thread; everything handed in outlives it.
class Decider final {
 public:
  Decider(StagedWorld& world, const BaseState& base, runtime::KeyStore& keys, const Clock& clock)
      : world_(world), base_(base), keys_(keys), clock_(clock), ids_(clock) {}

  // States where the next event stands. Called before the first Decide of each batch.
  void ContinueAt(const storage::NextRecord& next) { next_ = next; }

  // Decides one command. When it is recorded, its event is staged in the world and the next command
  // sees its effect.
  Answer Decide(const CommandInput& command);

 private:
  uint64_t head() const { return next_.position.value() - 1; }
  Answer Refuse(domain::ReasonId id, std::string_view sentence = "") const;
  // Whether the command is wrong before anything is asked of the world.
  bool IsRefusedAtOnce(const CommandInput& command, Answer& answer) const;
  Answer Repeat(const KnownRequest& known, const Hash& digest) const;
  Answer Accept(const CommandInput& command, const Hash& digest, domain::Draft draft);
  // Adds what only the recorder knows.
  void Place(const CommandInput& command, const Hash& digest, domain::Event& event);

  StagedWorld& world_;
  const BaseState& base_;
  runtime::KeyStore& keys_;
  const Clock& clock_;
  UuidGenerator ids_;
  storage::NextRecord next_;
};

}  // namespace witan::recorder
