#pragma once

// What a service shows its peers and whom it lets in. The PEM files are checked at the start, so
// that a wrong file is one sentence and not a failed handshake; files that are replaced later are
// used for new connections without a restart.

#include <grpcpp/security/server_credentials.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/server/certificates.h"

namespace grpc {
class ServerBuilder;
}

namespace witan::runtime {

struct TlsIdentity {
  std::shared_ptr<grpc::ServerCredentials> credentials;
  // "dev" in the certificate's URI spiffe://dev/standalone.
  std::string deployment;
};

// Credentials that ask each peer for a certificate of the authority. The files are looked at again
// after `refresh` (a second at least): replace each by a rename, so that it is whole at any moment.
// While key and certificate do not belong together new connections fail; open ones go on.
// InvalidArgument as FaultsOf.
absl::StatusOr<TlsIdentity> ReadTls(const TlsFiles& files, std::chrono::seconds refresh);

// The bounds of every server: size of messages and metadata, calls at a time on one connection,
// pings. gRPC's own are no bounds at all.
void BoundServer(grpc::ServerBuilder& builder);

}  // namespace witan::runtime
