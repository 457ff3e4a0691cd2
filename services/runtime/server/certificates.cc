#include "services/runtime/server/certificates.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "services/runtime/principal/caller.h"
#include "storage/base/status.h"

namespace witan::runtime {
namespace {

template <auto free_function>
struct FreeWith {
  template <class Thing>
  void operator()(Thing* thing) const {
    free_function(thing);
  }
};
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;
using Store = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

Bio BioOf(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || text.empty()) {
    return absl::InvalidArgumentError(fmt::format("The file {} cannot be read.", path));
  }
  return text;
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Certificate certificate(PEM_read_bio_X509(BioOf(text).get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(
        fmt::format("The file {} holds no certificate in PEM form.", path));
  }
  return certificate;
}

absl::StatusOr<Key> ReadKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Key key(PEM_read_bio_PrivateKey(BioOf(text).get(), nullptr, nullptr, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        fmt::format("The file {} holds no private key in PEM form.", path));
  }
  return key;
}

absl::Status CheckDates(const std::string& path, const X509& certificate) {
  if (X509_cmp_current_time(X509_get0_notAfter(&certificate)) < 0) {
    return absl::InvalidArgumentError(fmt::format("The certificate {} has expired.", path));
  }
  if (X509_cmp_current_time(X509_get0_notBefore(&certificate)) > 0) {
    return absl::InvalidArgumentError(fmt::format("The certificate {} is not yet valid.", path));
  }
  return absl::OkStatus();
}

std::optional<std::string> UriOf(const X509& certificate) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                       static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return std::nullopt;
}

absl::StatusOr<std::string> DeploymentIn(const std::string& path, const X509& certificate) {
  const auto deployment = DeploymentOf(UriOf(certificate).value_or(""));
  if (deployment.ok()) return deployment;
  return absl::InvalidArgumentError(fmt::format(
      "The certificate {} names no service: it needs a URI spiffe://DEPLOYMENT/NAME.", path));
}

// Certificates between the two may stand in the certificate's own file.
bool IsIssuedBy(X509& certificate, const std::string& chain_path, X509& authority) {
  const Store store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), &authority);
  std::vector<Certificate> between;
  STACK_OF(X509)* chain = sk_X509_new_null();
  const auto text = ReadFile(chain_path);
  const Bio bio = BioOf(text.ok() ? *text : "");
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    between.emplace_back(next);
    sk_X509_push(chain, next);
  }
  const StoreContext context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), &certificate, chain);
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_NO_CHECK_TIME);  // CheckDates says it better
  const bool is_issued = X509_verify_cert(context.get()) == 1;
  sk_X509_free(chain);
  return is_issued;
}

}  // namespace

std::vector<std::string> FaultsOf(const TlsFiles& files) {
  std::vector<std::string> faults;
  const auto note = [&faults](const absl::Status& status) {
    if (!status.ok()) faults.emplace_back(status.message());
  };
  const auto certificate = ReadCertificate(files.certificate);
  note(certificate.status());
  const auto key = ReadKey(files.key);
  note(key.status());
  const auto authority = ReadCertificate(files.authority);
  note(authority.status());
  if (certificate.ok()) {
    note(CheckDates(files.certificate, **certificate));
    note(DeploymentIn(files.certificate, **certificate).status());
  }
  if (authority.ok()) note(CheckDates(files.authority, **authority));
  if (certificate.ok() && key.ok() && X509_check_private_key(certificate->get(), key->get()) != 1) {
    faults.push_back(
        fmt::format("The key {} is not of the certificate {}.", files.key, files.certificate));
  }
  if (certificate.ok() && authority.ok() &&
      !IsIssuedBy(**certificate, files.certificate, **authority)) {
    faults.push_back(fmt::format("The certificate {} was not issued by the authority {}.",
                                 files.certificate, files.authority));
  }
  return faults;
}

absl::StatusOr<std::string> DeploymentOfFile(const std::string& certificate) {
  ASSIGN_OR_RETURN(const Certificate read, ReadCertificate(certificate));
  return DeploymentIn(certificate, *read);
}

absl::StatusOr<std::chrono::system_clock::time_point> ValidUntil(const std::string& certificate) {
  ASSIGN_OR_RETURN(const Certificate read, ReadCertificate(certificate));
  std::tm time = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(read.get()), &time) != 1) {
    return absl::InvalidArgumentError(
        fmt::format("The certificate {} does not say how long it is valid.", certificate));
  }
  return std::chrono::system_clock::from_time_t(::timegm(&time));
}

}  // namespace witan::runtime
