#pragma once

// Where wrapped keys stand: a database of one process, or a table that several processes share. It
// sees names and wrapped bytes, never a key.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace witan::runtime {

struct NamedKey {
  std::string name;
  std::string wrapped;
};

// What stands under one name.
struct HeldKeys {
  // For ever; nothing is wrapped then.
  bool is_destroyed = false;
  // The oldest first. More than one only where two processes each believed to be the one that
  // writes: none of them may take the other's away.
  std::vector<std::string> wrapped;

  bool IsAbsent() const { return !is_destroyed && wrapped.empty(); }
};

// Safe to call from any thread.
class KeyTable {
 public:
  virtual ~KeyTable() = default;

  // DataLoss: the table is damaged.
  virtual absl::StatusOr<HeldKeys> Find(std::string_view name) const = 0;
  // Adds to what stands under the names. Survives a power cut when it returns OK; else it is not
  // known what of it does.
  virtual absl::Status Add(const std::vector<NamedKey>& keys) = 0;
  // Takes away what stands under the name, for ever; synced when it returns OK. What files still
  // hold of it is written over later. Without effect the second time.
  virtual absl::Status Destroy(std::string_view name) = 0;
  // Afterwards Find sees everything that any process had added or destroyed before the call.
  // Unavailable: the table cannot be reached.
  virtual absl::Status Refresh() = 0;
  // Another number whenever something that was found may have been taken away or added to.
  virtual uint64_t generation() const = 0;
};

}  // namespace witan::runtime
