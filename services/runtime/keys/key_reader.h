#pragma once

// What the query services may ask of the key store: the plain form of a sealed text, or that its
// key is gone. The keys themselves never leave their keeper.

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "witan/common/v1/common.pb.h"

namespace witan::runtime {

// Safe to call from any thread; does not block on a disk for keys that are in use.
class KeyReader {
 public:
  virtual ~KeyReader() = default;

  // The text; nothing when the key was destroyed, which is for ever: say "erased". DataLoss when
  // the text or the key is damaged, or was made under another master key. Not to be kept longer
  // than the answer that it goes into: a key may be destroyed at any moment.
  virtual absl::StatusOr<std::optional<std::string>> Unseal(
      const witan::common::v1::Sealed& sealed) const = 0;
};

}  // namespace witan::runtime
