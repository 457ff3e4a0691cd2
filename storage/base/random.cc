#include "storage/base/random.h"

#include <openssl/rand.h>

#include "storage/base/check.h"

namespace witan {

void FillRandom(std::span<uint8_t> bytes) {
  WITAN_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
              "the random generator of OpenSSL failed");
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  FillRandom(std::span(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()));
  return bytes;
}

}  // namespace witan
