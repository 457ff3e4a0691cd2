#include "services/runtime/server/tls.h"

#include <fmt/format.h>
#include <grpcpp/server_builder.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "services/runtime/principal/caller.h"
#include "storage/base/status.h"

namespace witan::runtime {
namespace {

// An event is at most 60 KB; a page of a list is much larger.
constexpr int kMostReceivedBytes = 1 << 20;
constexpr int kMostSentBytes = 64 << 20;
constexpr int kMostMetadataBytes = 16 << 10;
constexpr int kMostCallsOfAConnection = 1'000;
constexpr int kLeastPingIntervalMs = 10'000;

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

Bio BioOf(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(fmt::format("The file {} cannot be read.", path));
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& path, const std::string& text) {
  Certificate certificate(PEM_read_bio_X509(BioOf(text).get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(
        fmt::format("The file {} holds no certificate in PEM form.", path));
  }
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0) {
    return absl::InvalidArgumentError(fmt::format("The certificate {} has expired.", path));
  }
  return certificate;
}

std::optional<std::string> UriOf(X509& certificate) {
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

absl::StatusOr<std::string> DeploymentOfCertificate(const std::string& path, X509& certificate) {
  const std::optional<std::string> uri = UriOf(certificate);
  const auto deployment = DeploymentOf(uri.value_or(""));
  if (deployment.ok()) return deployment;
  return absl::InvalidArgumentError(fmt::format(
      "The certificate {} names no service: it needs a URI spiffe://DEPLOYMENT/NAME.", path));
}

}  // namespace

absl::StatusOr<TlsIdentity> ReadTls(const TlsFiles& files) {
  ASSIGN_OR_RETURN(const std::string certificate_text, ReadFile(files.certificate));
  ASSIGN_OR_RETURN(const std::string key_text, ReadFile(files.key));
  ASSIGN_OR_RETURN(const std::string authority_text, ReadFile(files.authority));
  ASSIGN_OR_RETURN(const Certificate certificate,
                   ReadCertificate(files.certificate, certificate_text));
  RETURN_IF_ERROR(ReadCertificate(files.authority, authority_text).status());
  const Key key(PEM_read_bio_PrivateKey(BioOf(key_text).get(), nullptr, nullptr, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        fmt::format("The file {} holds no private key in PEM form.", files.key));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return absl::InvalidArgumentError(
        fmt::format("The key {} is not of the certificate {}.", files.key, files.certificate));
  }
  TlsIdentity identity;
  ASSIGN_OR_RETURN(identity.deployment, DeploymentOfCertificate(files.certificate, *certificate));
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = authority_text;
  options.pem_key_cert_pairs.push_back({key_text, certificate_text});
  identity.credentials = grpc::SslServerCredentials(options);
  return identity;
}

void BoundServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMostReceivedBytes);
  builder.SetMaxSendMessageSize(kMostSentBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMostMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMostCallsOfAConnection);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kLeastPingIntervalMs);
  // Another process on the same port is an error, not a partner.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace witan::runtime
