// Schemes and delegations.

#include "services/domain/delegation/delegation.h"
#include "services/domain/scheme/scheme.h"
#include "services/oversight/views.h"

namespace witan::oversight {
namespace {

using domain::DelegationState;
using domain::First;
using domain::Last;
using query::HeadOf;
using query::NameOf;

std::string Word(DelegationState state) {
  switch (state) {
    case DelegationState::kProposed:
      return "proposed";
    case DelegationState::kApproved:
      return "approved";
    case DelegationState::kLive:
      return "live";
    case DelegationState::kSuspended:
      return "suspended";
    case DelegationState::kExpired:
      return "expired";
    case DelegationState::kRevoked:
      return "revoked";
  }
  return "";
}

const std::string& FirstOf(const std::string& a, const std::string& b, const std::string& c) {
  if (!a.empty()) return a;
  return b.empty() ? c : b;
}

}  // namespace

void Show(const Question& question, const Record& record, pb::Scheme& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto drafted = First<witan::scheme::v1::SchemeDrafted>(record);
  if (!drafted) return;
  view.set_organisation_id(drafted->organisation_id());
  view.set_body_id(drafted->body_id());
  view.set_version(drafted->version());
  for (const auto& entry : domain::EntriesOf(record)) *view.add_entries() = *entry;
  view.set_entry_count(static_cast<uint32_t>(view.entries_size()));
  const auto adopted = Last<witan::scheme::v1::SchemeAdopted>(record);
  if (!adopted) {
    view.mutable_head()->set_state("draft");
    return;
  }
  view.set_holds_from(adopted->holds_from());
  const bool is_future =
      CivilDate::Parse(adopted->holds_from()).value_or(CivilDate()) > question.date();
  const bool in_force = domain::SchemeIsInForceOn(question.world(), record, question.date());
  view.mutable_head()->set_state(in_force ? "in force" : is_future ? "adopted" : "replaced");
}

void Show(const Question& question, const Record& record, pb::Delegation& view) {
  *view.mutable_head() = HeadOf(question, record);
  const auto proposed = First<witan::delegation::v1::DelegationProposed>(record);
  if (!proposed) return;
  *view.mutable_proposed() = *proposed;
  const auto* terms = domain::DelegationTermsOn(record, question.date());
  if (terms != nullptr) {
    *view.mutable_terms() = *terms;
    view.set_ends_on(terms->end());
  }
  if (const auto activated = First<witan::delegation::v1::DelegationActivated>(record)) {
    view.set_active_from(activated->on());
  }
  if (const auto revoked = Last<witan::delegation::v1::DelegationRevoked>(record)) {
    view.set_revoked_on(revoked->on());
  }
  if (const auto approved = Last<witan::delegation::v1::DelegationApproved>(record)) {
    view.set_approving_decision_id(approved->approving_decision_id());
  }
  *view.mutable_delegator() = NameOf(
      question, FirstOf(proposed->delegator_body_id(), proposed->delegator_organisation_id(), ""));
  *view.mutable_delegate() =
      NameOf(question, FirstOf(proposed->delegate_body_id(), proposed->delegate_person_id(),
                               proposed->delegate_organisation_id()));
  view.set_parent_delegation_id(proposed->parent_delegation_id());
  view.mutable_head()->set_state(Word(domain::DelegationStateOn(record, question.date())));
}

}  // namespace witan::oversight
