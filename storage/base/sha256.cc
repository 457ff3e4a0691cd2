#include "storage/base/sha256.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>

#include "storage/base/check.h"

namespace witan {
namespace {

// Fetched once: OpenSSL 3 otherwise looks the algorithm up on every call, which costs more than
// hashing a small record.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  WITAN_CHECK(algorithm != nullptr, "OpenSSL has no SHA-256");
  return algorithm;
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

EVP_MAC_CTX* NewHmac() {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);  // the context keeps its own reference
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  WITAN_CHECK(context != nullptr && EVP_MAC_CTX_set_params(context, parameters) == 1,
              "OpenSSL has no HMAC-SHA-256");
  return context;
}

}  // namespace

Hash Sha256(std::string_view bytes) {
  static thread_local Sha256Stream stream;
  stream.Update(bytes);
  return stream.Finish();
}

Hash HmacSha256(std::string_view key, std::string_view bytes) {
  // The algorithm is looked up once a thread; each message sets the key anew.
  static thread_local const std::unique_ptr<EVP_MAC_CTX, FreeMac> context(NewHmac());
  // To OpenSSL no address means the key of the message before.
  const char* const key_bytes = key.empty() ? "" : key.data();
  Hash hash;
  size_t length = 0;
  const bool is_made = EVP_MAC_init(context.get(), reinterpret_cast<const uint8_t*>(key_bytes),
                                    key.size(), nullptr) == 1 &&
                       EVP_MAC_update(context.get(), reinterpret_cast<const uint8_t*>(bytes.data()),
                                      bytes.size()) == 1 &&
                       EVP_MAC_final(context.get(), hash.data(), &length, hash.size()) == 1;
  WITAN_CHECK(is_made && length == hash.size(), "HMAC-SHA-256 of OpenSSL failed");
  return hash;
}

absl::StatusOr<Hash> HashFromBytes(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) {
    return absl::InvalidArgumentError(
        fmt::format("a SHA-256 has 32 bytes, but {} were given", bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Sha256Stream::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  WITAN_CHECK(context_ != nullptr && EVP_DigestInit_ex(context_.get(), Algorithm(), nullptr) == 1,
              "SHA-256 of OpenSSL failed to start");
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Update(std::string_view bytes) {
  WITAN_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1,
              "SHA-256 of OpenSSL failed");
}

Hash Sha256Stream::Finish() {
  Hash hash;
  unsigned int length = 0;
  WITAN_CHECK(EVP_DigestFinal_ex(context_.get(), hash.data(), &length) == 1 &&
                  length == hash.size() && EVP_DigestInit_ex(context_.get(), nullptr, nullptr) == 1,
              "SHA-256 of OpenSSL failed to finish");
  return hash;
}

}  // namespace witan
