#include "services/domain/approval.h"

#include <fmt/format.h>

#include "services/domain/body/body.h"
#include "services/domain/footprint.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::domain {
namespace {

using witan::decision::v1::DecisionMade;
using witan::decision::v1::DecisionRevoked;

// Whose decision it is instead of the approver's; empty when it is the approver's.
std::string ForeignFault(const World& world, const DecisionMade& made, const Approver& approver,
                         CivilDate by) {
  if (!approver.body_id.empty()) {
    if (made.body_id() == approver.body_id) return "";
    return fmt::format("It is a decision of {}, not of {}.", DescribedBody(world, made.body_id()),
                       DescribedBody(world, approver.body_id));
  }
  const Record* body = world.Find(made.body_id());
  if (body != nullptr && IsBodyOf(*body, approver.organisation_id)) return "";
  return fmt::format("It is a decision of {}, which is no body of {}.",
                     DescribedBody(world, made.body_id()),
                     Described(world, approver.organisation_id, by));
}

}  // namespace

std::string ApprovalFault(const World& world, std::string_view decision_id,
                          const Approver& approver, CivilDate by) {
  const Record* decision = world.Find(decision_id);
  if (decision == nullptr) return "The decision does not exist.";
  const auto made = Last<DecisionMade>(*decision);
  if (!made) return fmt::format("Decision {} was not made yet.", decision->number);
  std::string foreign = ForeignFault(world, *made, approver, by);
  if (!foreign.empty()) return foreign;
  if (made->result() != witan::decision::v1::RESULT_APPROVED) {
    return fmt::format("Decision {} did not approve what was asked.", decision->number);
  }
  if (made.event->occurred().date() > by.Text()) {
    return fmt::format("Decision {} was made on {}, after {}.", decision->number,
                       made.event->occurred().date(), by.Text());
  }
  if (const auto revoked = Last<DecisionRevoked>(*decision)) {
    if (revoked.event->occurred().date() <= by.Text()) {
      return fmt::format("Decision {} was revoked on {}.", decision->number,
                         revoked.event->occurred().date());
    }
  }
  return "";
}

}  // namespace witan::domain
