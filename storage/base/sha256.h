#pragma once

// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) through OpenSSL.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct evp_md_ctx_st;

namespace witan {

using Hash = std::array<uint8_t, 32>;

// One shot. Safe from any thread.
Hash Sha256(std::string_view bytes);

// HMAC-SHA-256. `key` may have any length. Safe from any thread.
Hash HmacSha256(std::string_view key, std::string_view bytes);

// The bytes of a hash, for keys and messages.
inline std::string_view AsBytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// InvalidArgument unless `bytes` has exactly 32 bytes.
absl::StatusOr<Hash> HashFromBytes(std::string_view bytes);

// Compares in a time that does not depend on the content. For tags and other secrets.
bool EqualInConstantTime(std::string_view a, std::string_view b);

// Hashes a message given in pieces. For one thread at a time.
class Sha256Stream final {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Update(std::string_view bytes);
  // The hash of all pieces since the start or the last Finish; the stream then starts afresh.
  Hash Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace witan
