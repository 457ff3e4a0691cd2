#pragma once

// What a decision may look at: everything recorded so far, the events staged before it in the same
// batch included.

#include <string>
#include <string_view>
#include <vector>

#include "services/domain/record.h"

namespace witan::domain {

// Implemented by the recorder over its state and overlays, and by tests over a map. Pointers stay
// valid until the next event is staged. For the one thread that decides.
class World {
 public:
  virtual ~World() = default;

  // The record with this id (canonical UUID text), or nullptr.
  virtual const Record* Find(std::string_view id) const = 0;

  // Records of one kind of which a fact refers to `id` (a field marked `references`), in the order
  // in which they were opened; at most kMostReferring. A correction may have taken the reference
  // away again: read the facts.
  virtual std::vector<const Record*> Referring(std::string_view id, Aggregate aggregate) const = 0;

  static constexpr size_t kMostReferring = 10'000;
};

// A record and what of it refers to others: what the recorder and the projections index so that
// Referring can answer. One entry for each distinct id named by the event's content in fields
// marked `references`, header fields excluded.
std::vector<std::string> ReferencesOf(const Event& event);

}  // namespace witan::domain
