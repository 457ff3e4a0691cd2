#include "services/runtime/server/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <cstdint>

#include "storage/base/status.h"

namespace witan::runtime {
namespace {

namespace tls = grpc::experimental;

// An event is at most 60 KB; a page of a list is much larger.
constexpr int kMostReceivedBytes = 1 << 20;
constexpr int kMostSentBytes = 64 << 20;
constexpr int kMostMetadataBytes = 16 << 10;
constexpr int kMostCallsOfAConnection = 1'000;
constexpr int kLeastPingIntervalMs = 10'000;

}  // namespace

absl::StatusOr<TlsIdentity> ReadTls(const TlsFiles& files, std::chrono::seconds refresh) {
  const std::vector<std::string> faults = FaultsOf(files);
  if (!faults.empty()) return absl::InvalidArgumentError(faults.front());
  TlsIdentity identity;
  ASSIGN_OR_RETURN(identity.deployment, DeploymentOfFile(files.certificate));
  const auto interval_s = static_cast<unsigned>(std::max<int64_t>(refresh.count(), 1));
  // Shared with gRPC, which keeps it as long as the credentials.
  const auto provider = std::make_shared<tls::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.authority, interval_s);
  tls::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  options.watch_root_certs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  identity.credentials = tls::TlsServerCredentials(options);
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
