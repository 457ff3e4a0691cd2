#include "services/recorder/wire/refusal_status.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace witan::recorder {
namespace {

using domain::Refusal;

constexpr char kDomain[] = "witan";
// Room for the type address of one packed detail and its lengths.
constexpr size_t kAnyBytes = 60;
// Room for saying how much more there is.
constexpr size_t kCountBytes = 100;

// Cut where a character of UTF-8 begins.
std::string Shortened(std::string_view sentence) {
  if (sentence.size() <= kMostSentenceBytes) return std::string(sentence);
  size_t end = kMostSentenceBytes - 3;
  while (end > 0 && (static_cast<unsigned char>(sentence[end]) & 0xC0) == 0x80) --end;
  return std::string(sentence.substr(0, end)) + "...";
}

google::rpc::ErrorInfo InfoOf(const Refusal::Why& why) {
  google::rpc::ErrorInfo info;
  info.set_reason(why.reason);
  info.set_domain(kDomain);
  (*info.mutable_metadata())["sentence"] = Shortened(why.sentence);
  if (!why.source.empty()) (*info.mutable_metadata())["source"] = Shortened(why.source);
  return info;
}

// Fields take at most half of the room, so that reasons are never crowded out.
google::rpc::BadRequest ViolationsOf(const Refusal& refusal) {
  google::rpc::BadRequest request;
  size_t added = 0;
  for (const domain::FieldFinding& finding : refusal.violations) {
    if (request.ByteSizeLong() + finding.field.size() + finding.description.size() + kCountBytes >
        kMostDetailBytes / 2) {
      break;
    }
    auto* violation = request.add_field_violations();
    violation->set_field(finding.field);
    violation->set_description(finding.description);
    ++added;
  }
  if (added < refusal.violations.size()) {
    auto* more = request.add_field_violations();
    more->set_field("content");
    more->set_description(
        fmt::format("and {} more fields are wrong", refusal.violations.size() - added));
  }
  return request;
}

}  // namespace

grpc::Status StatusOf(const Refusal& refusal, const std::string& writer) {
  google::rpc::BadRequest violations;
  size_t used = kCountBytes;
  if (!refusal.violations.empty()) {
    violations = ViolationsOf(refusal);
    used += violations.ByteSizeLong() + kAnyBytes;
  }
  std::vector<google::rpc::ErrorInfo> infos;
  for (const Refusal::Why& why : refusal.reasons) {
    google::rpc::ErrorInfo info = InfoOf(why);
    used += info.ByteSizeLong() + kAnyBytes;
    if (used > kMostDetailBytes && !infos.empty()) break;
    infos.push_back(std::move(info));
  }
  if (infos.size() < refusal.reasons.size()) {
    (*infos.front().mutable_metadata())["further_reasons"] =
        std::to_string(refusal.reasons.size() - infos.size());
  }
  if (!writer.empty()) (*infos.front().mutable_metadata())["writer"] = writer;
  const std::string message = Shortened(refusal.message);
  google::rpc::Status details;
  details.set_code(static_cast<int32_t>(refusal.code));
  details.set_message(message);
  for (const google::rpc::ErrorInfo& info : infos) details.add_details()->PackFrom(info);
  if (!refusal.violations.empty()) details.add_details()->PackFrom(violations);
  // absl's codes are gRPC's, number for number.
  return grpc::Status(static_cast<grpc::StatusCode>(refusal.code), message,
                      details.SerializeAsString());
}

}  // namespace witan::recorder
