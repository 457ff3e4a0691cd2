#pragma once

// Who calls: the peer's certificate says so, and for a gateway what it passes on.
//
//   spiffe://DEPLOYMENT/gateway   believed for the metadata entry witan-principal-bin
//   any other name                mapped to one principal by the principals file, whatever the
//                                 metadata says; not believed when the file does not name it

#include <grpcpp/grpcpp.h>

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "witan/auth/v1/principal.pb.h"

namespace witan::runtime {

// Certificates' URIs and whom they speak for.
using Principals = std::map<std::string, witan::auth::v1::Principal>;

// Reads a principals file: {"principals": [{"certificate": "spiffe://dev/cli-cqc",
// "principal": {"subject": "...", "organisationId": "...", "roles": ["ROLE_CQC"]}}]}.
// InvalidArgument, naming the file and what is wrong.
absl::StatusOr<Principals> ReadPrincipals(const std::string& path);

struct CallerRules {
  // The one whose certificates are believed: "dev" in spiffe://dev/gateway.
  std::string deployment;
  Principals principals;
  // Peers without a certificate pass on a principal as a gateway does. For a listener without TLS
  // on the loopback address, for measurements; never in use otherwise.
  bool believes_plain_peers = false;
};

// What a peer showed and sent.
struct Peer {
  // The URI of its certificate; empty without one.
  std::string uri;
  // Values of witan-principal-bin, as sent.
  std::vector<std::string> principals;
};

// Safe to use from any thread.
class CallerPolicy final {
 public:
  explicit CallerPolicy(CallerRules rules) : rules_(std::move(rules)) {}

  // The principal of a call, of a completion queue or a callback. Unauthenticated: the call says
  // nothing of who is calling. PermissionDenied: it says something that is not believed. The
  // message is a sentence.
  absl::StatusOr<witan::auth::v1::Principal> Identify(const grpc::ServerContextBase& context) const;
  absl::StatusOr<witan::auth::v1::Principal> Identify(const Peer& peer) const;

 private:
  const CallerRules rules_;
};

// Deployment of "spiffe://DEPLOYMENT/NAME"; InvalidArgument for another text.
absl::StatusOr<std::string> DeploymentOf(const std::string& uri);

}  // namespace witan::runtime
