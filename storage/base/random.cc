#include "storage/base/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "storage/base/check.h"

namespace witan {

namespace {

void Generate(std::span<uint8_t> bytes) {
  WITAN_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
              "the random generator of OpenSSL failed");
}

// Bytes made in advance: one call of the generator costs as much as many bytes. What was handed out
// is wiped, so that no byte is given twice or found in memory later.
class Pool final {
 public:
  void Take(std::span<uint8_t> bytes) {
    if (bytes.size() > pool_.size() - used_) {
      Generate(pool_);
      used_ = 0;
    }
    const auto from = pool_.begin() + static_cast<std::ptrdiff_t>(used_);
    std::copy_n(from, bytes.size(), bytes.begin());
    OPENSSL_cleanse(&*from, bytes.size());
    used_ += bytes.size();
  }

  static constexpr size_t kMostTaken = 64;

 private:
  std::array<uint8_t, 1024> pool_ = {};
  size_t used_ = pool_.size();
};

}  // namespace

void FillRandom(std::span<uint8_t> bytes) {
  static thread_local Pool pool;
  if (bytes.size() > Pool::kMostTaken) return Generate(bytes);
  if (!bytes.empty()) pool.Take(bytes);
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  FillRandom(std::span(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()));
  return bytes;
}

}  // namespace witan
