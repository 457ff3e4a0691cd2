#pragma once

// Who was told what: every command that was sent, and what was answered, if anything. What a
// process that is killed owes its callers stands here.

#include <grpcpp/support/status.h>

#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/command.pb.h"
#include "witan/event/v1/payload.pb.h"

namespace witan::testing {

enum class Fate {
  kUnanswered,  // may be in the log, once, or not
  kRecorded,    // is in the log, once, at the position told
  kRefused,     // is not in the log
};

struct Command {
  witan::command::v1::CommandHeader header;
  witan::event::v1::Payload content;
  witan::auth::v1::Principal principal;
  bool must_be_refused = false;
};

struct Sent {
  Command command;
  Fate fate = Fate::kUnanswered;
  witan::command::v1::CommandResponse answer;  // kRecorded
  std::string refusal;                         // kRefused: the sentence
};

// Safe to call from any thread. An answer that contradicts an earlier one fails the test.
class Ledger final {
 public:
  // Returns the command's place in the ledger.
  size_t Add(Command command);

  void Recorded(size_t place, const witan::command::v1::CommandResponse& answer);
  // Only a refusal for good settles a command; after any other the caller would ask again.
  void Refused(size_t place, grpc::StatusCode code, const std::string& sentence);

  std::vector<size_t> Of(Fate fate) const;
  Sent At(size_t place) const;
  std::vector<Sent> All() const;
  // The record that one of the acknowledged events of this kind opened; none while there is none.
  std::optional<std::string> AnyRecord(witan::event::v1::Payload::KindCase kind,
                                       std::mt19937_64& random) const;

 private:
  mutable Mutex mutex_;
  std::vector<Sent> sent_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::testing
