#include "services/runtime/principal/caller.h"

#include <fmt/format.h>
#include <grpc/grpc_security_constants.h>

#include "storage/base/status.h"
#include "storage/base/uuid.h"

namespace witan::runtime {
namespace {

using witan::auth::v1::Principal;

constexpr std::string_view kScheme = "spiffe://";
constexpr std::string_view kGateway = "gateway";
constexpr const char* kPrincipalEntry = "witan-principal-bin";
// A principal has a subject, an organisation and few roles.
constexpr size_t kMostPrincipalBytes = 2'000;

struct SpiffeName {
  std::string deployment;
  std::string name;
};

absl::StatusOr<SpiffeName> ParseUri(const std::string& uri) {
  const auto invalid = [&] {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" is not of the form spiffe://DEPLOYMENT/NAME", uri));
  };
  if (!uri.starts_with(kScheme)) return invalid();
  const std::string rest = uri.substr(kScheme.size());
  const size_t slash = rest.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == rest.size()) return invalid();
  return SpiffeName{rest.substr(0, slash), rest.substr(slash + 1)};
}

absl::StatusOr<Principal> PassedOn(const Peer& peer) {
  if (peer.principals.empty()) {
    return absl::UnauthenticatedError("The call says nothing of who is calling.");
  }
  if (peer.principals.size() != 1 || peer.principals[0].size() > kMostPrincipalBytes) {
    return absl::PermissionDeniedError("The call names more than one principal.");
  }
  Principal principal;
  if (!principal.ParseFromString(peer.principals[0]) || principal.roles().empty()) {
    return absl::PermissionDeniedError(
        "The principal that the call names cannot be read or has no role.");
  }
  const std::string& organisation = principal.organisation_id();
  if (!organisation.empty() && !Uuid::Parse(organisation).ok()) {
    return absl::PermissionDeniedError("The principal's organisation is no record id.");
  }
  return principal;
}

}  // namespace

absl::StatusOr<std::string> DeploymentOf(const std::string& uri) {
  ASSIGN_OR_RETURN(const SpiffeName name, ParseUri(uri));
  return name.deployment;
}

absl::StatusOr<Principal> CallerPolicy::Identify(const grpc::ServerContextBase& context) const {
  Peer peer;
  for (const auto& value :
       context.auth_context()->FindPropertyValues(GRPC_PEER_SPIFFE_ID_PROPERTY_NAME)) {
    peer.uri.assign(value.data(), value.size());
  }
  const auto [first, last] = context.client_metadata().equal_range(kPrincipalEntry);
  for (auto it = first; it != last; ++it) {
    peer.principals.emplace_back(it->second.data(), it->second.size());
  }
  return Identify(peer);
}

absl::StatusOr<Principal> CallerPolicy::Identify(const Peer& peer) const {
  if (peer.uri.empty()) {
    if (rules_.believes_plain_peers) return PassedOn(peer);
    return absl::UnauthenticatedError("The peer showed no certificate that says who it is.");
  }
  const auto name = ParseUri(peer.uri);
  if (!name.ok() || name->deployment != rules_.deployment) {
    return absl::PermissionDeniedError(
        fmt::format("The certificate {} is not of this deployment.", peer.uri));
  }
  if (name->name == kGateway) return PassedOn(peer);
  const auto known = rules_.principals.find(peer.uri);
  if (known != rules_.principals.end()) return known->second;
  return absl::PermissionDeniedError(fmt::format(
      "The certificate {} speaks for nobody: the principals file does not name it.", peer.uri));
}

}  // namespace witan::runtime
