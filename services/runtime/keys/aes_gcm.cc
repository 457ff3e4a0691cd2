#include "services/runtime/keys/aes_gcm.h"

#include <openssl/evp.h>

#include <memory>

#include "storage/base/check.h"
#include "storage/base/random.h"

namespace witan::runtime {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Fetched once: OpenSSL 3 otherwise looks the algorithm up on every call.
const EVP_CIPHER* Algorithm() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  WITAN_CHECK(algorithm != nullptr, "OpenSSL has no AES-256-GCM");
  return algorithm;
}

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

absl::Status Unreadable() {
  return absl::DataLossError("a sealed text does not open: the key or the text is not what it was");
}

}  // namespace

GcmSealed GcmSeal(std::string_view key, std::string_view plain, std::string_view context) {
  WITAN_CHECK(key.size() == kAesKeySize, "a key of another length");
  GcmSealed sealed{RandomBytes(kGcmNonceSize), std::string(plain.size() + kGcmTagSize, '\0')};
  const Context cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  int tail = 0;
  bool ok = EVP_EncryptInit_ex(cipher.get(), Algorithm(), nullptr, In(key), In(sealed.nonce)) == 1;
  ok = ok && EVP_EncryptUpdate(cipher.get(), nullptr, &length, In(context),
                               static_cast<int>(context.size())) == 1;
  ok = ok && EVP_EncryptUpdate(cipher.get(), Out(sealed.ciphertext), &length, In(plain),
                               static_cast<int>(plain.size())) == 1;
  ok = ok && EVP_EncryptFinal_ex(cipher.get(), Out(sealed.ciphertext) + length, &tail) == 1;
  ok = ok && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kGcmTagSize,
                                 Out(sealed.ciphertext) + plain.size()) == 1;
  // Encrypting bytes in memory fails only without memory or with a broken library.
  WITAN_CHECK(ok, "AES-256-GCM is not available");
  return sealed;
}

absl::StatusOr<std::string> GcmOpen(std::string_view key, std::string_view nonce,
                                    std::string_view ciphertext, std::string_view context) {
  const bool has_form = key.size() == kAesKeySize && nonce.size() == kGcmNonceSize &&
                        ciphertext.size() >= kGcmTagSize;
  if (!has_form) return Unreadable();
  const size_t size = ciphertext.size() - kGcmTagSize;
  std::string tag(ciphertext.substr(size));
  std::string plain(size, '\0');
  const Context cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  bool ok = EVP_DecryptInit_ex(cipher.get(), Algorithm(), nullptr, In(key), In(nonce)) == 1;
  ok = ok && EVP_DecryptUpdate(cipher.get(), nullptr, &length, In(context),
                               static_cast<int>(context.size())) == 1;
  ok = ok && EVP_DecryptUpdate(cipher.get(), Out(plain), &length, In(ciphertext),
                               static_cast<int>(size)) == 1;
  ok = ok && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kGcmTagSize, Out(tag)) == 1;
  ok = ok && EVP_DecryptFinal_ex(cipher.get(), Out(plain) + length, &length) == 1;
  if (!ok) return Unreadable();
  return plain;
}

}  // namespace witan::runtime
