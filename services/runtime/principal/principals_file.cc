#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>

#include "services/runtime/principal/caller.h"
#include "storage/base/status.h"
#include "storage/base/uuid.h"

namespace witan::runtime {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageToJsonString;
using witan::auth::v1::Principal;

absl::Status Wrong(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(fmt::format("The principals file {}: {}", path, what));
}

std::string TextOf(const Struct& object, const std::string& name) {
  const auto it = object.fields().find(name);
  return it == object.fields().end() ? "" : it->second.string_value();
}

absl::StatusOr<Principal> PrincipalOf(const std::string& path, const Struct& entry,
                                      const std::string& certificate) {
  const auto it = entry.fields().find("principal");
  std::string json;
  Principal principal;
  if (it == entry.fields().end() || !MessageToJsonString(it->second, &json).ok() ||
      !JsonStringToMessage(json, &principal).ok()) {
    return Wrong(path, fmt::format("the principal of {} cannot be read.", certificate));
  }
  if (principal.subject().empty() || principal.roles().empty()) {
    return Wrong(path, fmt::format("the principal of {} needs a subject and roles.", certificate));
  }
  if (!principal.organisation_id().empty() && !Uuid::Parse(principal.organisation_id()).ok()) {
    return Wrong(path, fmt::format("organisationId of {} is no record id (a UUID).", certificate));
  }
  return principal;
}

}  // namespace

absl::StatusOr<Principals> ReadPrincipals(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(path, "cannot be read.");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  Struct root;
  if (!JsonStringToMessage(text, &root).ok()) return Wrong(path, "is no JSON object.");
  const auto list = root.fields().find("principals");
  if (list == root.fields().end() || !list->second.has_list_value()) {
    return Wrong(path, "has no list \"principals\".");
  }
  Principals principals;
  for (const Value& value : list->second.list_value().values()) {
    const std::string certificate = TextOf(value.struct_value(), "certificate");
    if (!DeploymentOf(certificate).ok()) {
      return Wrong(path, fmt::format("\"{}\" is no certificate's URI (spiffe://DEPLOYMENT/NAME).",
                                     certificate));
    }
    ASSIGN_OR_RETURN(Principal principal, PrincipalOf(path, value.struct_value(), certificate));
    if (!principals.emplace(certificate, std::move(principal)).second) {
      return Wrong(path, fmt::format("names {} twice.", certificate));
    }
  }
  return principals;
}

}  // namespace witan::runtime
