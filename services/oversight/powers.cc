// Who may decide what on a date: the schemes in force and the live delegations as a tree.

#include <set>

#include "services/domain/delegation/delegation.h"
#include "services/oversight/answers.h"
#include "services/runtime/query/refusal.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

using domain::ReasonId;
using witan::options::v1::AGGREGATE_DELEGATION;
using witan::options::v1::AGGREGATE_ORGANISATION;
using witan::options::v1::AGGREGATE_SCHEME;

// Deeper than any chain that R-31 lets stand.
constexpr int kMostDepth = 20;

bool IsLive(const Question& question, const Record& delegation) {
  return domain::DelegationStateOn(delegation, question.date()) == domain::DelegationState::kLive;
}

// Adds the delegation, where the reader may see it, and what it hands on.
void AddNode(const Question& question, const Record& record, int depth,
             std::set<std::string>& shown,
             google::protobuf::RepeatedPtrField<pb::PowerNode>* nodes) {
  const auto held = question.AsOn(record);
  if (!held || depth == kMostDepth || !IsLive(question, *held) ||
      !question.Judge(AGGREGATE_DELEGATION, record.id).IsSeen() ||
      !shown.insert(record.id).second) {
    return;
  }
  pb::PowerNode& node = *nodes->Add();
  Show(question, *held, *node.mutable_delegation());
  for (const Record* below : question.world().Referring(record.id, AGGREGATE_DELEGATION)) {
    const auto proposed = domain::First<witan::delegation::v1::DelegationProposed>(*below);
    if (proposed && proposed->parent_delegation_id() == record.id) {
      AddNode(question, *below, depth + 1, shown, node.mutable_below());
    }
  }
}

void AddSchemes(const Question& question, const std::string& organisation_id,
                pb::GetPowersResponse& answer) {
  for (const Record* record : question.world().Referring(organisation_id, AGGREGATE_SCHEME)) {
    const auto held = question.AsOn(*record);
    if (!held || !question.Judge(AGGREGATE_SCHEME, record->id).IsSeen()) continue;
    pb::Scheme view;
    Show(question, *held, view);
    if (view.organisation_id() == organisation_id && view.head().state() == "in force") {
      *answer.add_schemes() = std::move(view);
    }
  }
}

}  // namespace

absl::Status GetPowers(const Question& question, const pb::GetPowersRequest& request,
                       pb::GetPowersResponse& answer) {
  const std::string& id = request.organisation_id();
  const Record* organisation = question.world().Find(id);
  if (organisation == nullptr || organisation->aggregate != AGGREGATE_ORGANISATION) {
    return query::Refused(ReasonId::kNotFound,
                          "organisation_id: there is no organisation with this id.");
  }
  *answer.mutable_as_of() = question.as_of();
  AddSchemes(question, id, answer);
  std::set<std::string> shown;
  for (const Record* record : question.world().Referring(id, AGGREGATE_DELEGATION)) {
    const auto proposed = domain::First<witan::delegation::v1::DelegationProposed>(*record);
    if (proposed && proposed->delegator_organisation_id() == id &&
        proposed->parent_delegation_id().empty()) {
      AddNode(question, *record, 0, shown, answer.mutable_delegations());
    }
  }
  // What others handed on to it stands at the top as well.
  for (const Record* record : question.world().Referring(id, AGGREGATE_DELEGATION)) {
    AddNode(question, *record, 0, shown, answer.mutable_delegations());
  }
  return absl::OkStatus();
}

}  // namespace witan::oversight
