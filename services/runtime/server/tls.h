#pragma once

// What a service shows its peers and whom it lets in: PEM files, read and checked once, at the
// start, so that a wrong file is one sentence and not a failed handshake.

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace grpc {
class ServerBuilder;
}

namespace witan::runtime {

struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string authority;
};

struct TlsIdentity {
  std::shared_ptr<grpc::ServerCredentials> credentials;
  // "dev" in the certificate's URI spiffe://dev/standalone.
  std::string deployment;
};

// Credentials that ask each peer for a certificate of the authority. InvalidArgument, naming the
// file: unreadable, not PEM, expired, key of another certificate, no SPIFFE URI.
absl::StatusOr<TlsIdentity> ReadTls(const TlsFiles& files);

// The bounds of every server: size of messages and metadata, calls at a time on one connection,
// pings. gRPC's own are no bounds at all.
void BoundServer(grpc::ServerBuilder& builder);

}  // namespace witan::runtime
