#pragma once

// Which of several processes should write the log. An election, and no more: for a while two may
// believe themselves elected, or none. What makes that harmless is the term (event_log.h); an
// election only keeps them from taking the term from each other for ever.

#include <functional>

#include "absl/status/status.h"

namespace witan::storage {

// Start once, then Resign once, from one thread; IsElected and MayTake from any.
class Leadership {
 public:
  virtual ~Leadership() = default;

  // Stands for election from now on. FailedPrecondition, Unavailable: it cannot be held here; the
  // message says why.
  virtual absl::Status Start() = 0;

  // Does not wait. While the election cannot be reached the last answer stands.
  virtual bool IsElected() const = 0;

  // Elected, and the election is not being held anew: only then is a term taken. Who writes goes on
  // while IsElected.
  virtual bool MayTake() const = 0;

  // Stands no more; another process is elected without waiting for this one to be missed.
  virtual void Resign() = 0;
};

}  // namespace witan::storage
