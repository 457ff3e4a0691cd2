#pragma once

// What the query services may ask of the key store: the plain form of a sealed text, or that its
// key is gone. The keys themselves never leave their keeper.

#include <cstdint>
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
  // the text or the key is damaged, or was made under another master key. A key may be destroyed at
  // any moment: what is kept beyond the answer that it goes into is shown again only while the
  // generation is what it was before the text was asked for.
  virtual absl::StatusOr<std::optional<std::string>> Unseal(
      const witan::common::v1::Sealed& sealed) const = 0;

  // Another number whenever a text may read otherwise than before.
  virtual uint64_t generation() const = 0;
};

}  // namespace witan::runtime
