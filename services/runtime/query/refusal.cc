#include "services/runtime/query/refusal.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace witan::query {
namespace {

using domain::ReasonId;

constexpr char kReasonUrl[] = "witan.reason";

grpc::Status WithReason(const absl::Status& status, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("witan");
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  details.add_details()->PackFrom(info);
  return {static_cast<grpc::StatusCode>(status.code()), details.message(),
          details.SerializeAsString()};
}

}  // namespace

absl::Status Refused(domain::ReasonId id, const std::string& sentence) {
  const domain::Reason& reason = domain::ReasonOf(id);
  absl::Status status(reason.code, sentence.empty() ? std::string(reason.sentence) : sentence);
  status.SetPayload(kReasonUrl, absl::Cord(std::string(reason.name)));
  return status;
}

absl::Status Stopping() {
  return Refused(ReasonId::kShuttingDown,
                 "The service is stopping. Ask again; a stream goes on from its token.");
}

std::string ReasonNameOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kReasonUrl);
  return payload ? std::string(*payload) : "";
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::string reason = ReasonNameOf(status);
  if (!reason.empty()) return WithReason(status, reason);
  if (absl::IsDataLoss(status)) {
    return ToGrpc(Refused(ReasonId::kDataLoss));
  }
  const std::string sentence(status.message());
  if (absl::IsUnauthenticated(status)) return ToGrpc(Refused(ReasonId::kNoPrincipal, sentence));
  if (absl::IsPermissionDenied(status)) {
    return ToGrpc(Refused(ReasonId::kPrincipalNotBelieved, sentence));
  }
  if (absl::IsCancelled(status)) return {grpc::StatusCode::CANCELLED, sentence};
  return {grpc::StatusCode::INTERNAL, "The question could not be answered; tell the operator."};
}

}  // namespace witan::query
