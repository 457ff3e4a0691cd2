#pragma once

// AES-256-GCM (NIST SP 800-38D) through OpenSSL, with a nonce of 12 random bytes and a tag of 16
// bytes at the end of the ciphertext.

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace witan::runtime {

inline constexpr size_t kAesKeySize = 32;
inline constexpr size_t kGcmNonceSize = 12;
inline constexpr size_t kGcmTagSize = 16;

struct GcmSealed {
  std::string nonce;
  // With the tag at its end.
  std::string ciphertext;
};

// Encrypts under `key` (kAesKeySize bytes). `context` is authenticated and not contained.
GcmSealed GcmSeal(std::string_view key, std::string_view plain, std::string_view context);

// DataLoss when the key, the context or any byte is not what it was.
absl::StatusOr<std::string> GcmOpen(std::string_view key, std::string_view nonce,
                                    std::string_view ciphertext, std::string_view context);

}  // namespace witan::runtime
