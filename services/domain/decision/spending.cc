// What was used before is the sum of the approved decisions that stand, by the same power and
// in the limit's window: a limit per year or per commitment is not renewed by taking it in slices,
// by handing it on, or by adopting the scheme again.

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/body/body.h"
#include "services/domain/decision/authority.h"
#include "services/domain/delegation/delegation.h"
#include "services/domain/scheme/scheme.h"

namespace witan::domain {
namespace {

using witan::common::v1::Value;
using witan::decision::v1::DecisionMade;
using witan::options::v1::AGGREGATE_DECISION;
using witan::options::v1::AGGREGATE_DELEGATION;
using witan::scheme::v1::Limit;

// Most delegations of one family that are looked at.
constexpr size_t kMostDelegations = 1'000;

struct Spending {
  const Deciding& deciding;
  const Record& body;
  const DecisionMade& made;
};

bool IsInWindow(const Spending& spending, const DecisionMade& other, CivilDate on,
                LimitWindow window) {
  switch (window) {
    case LimitWindow::kDecision:
      return false;
    case LimitWindow::kCommitment:
      return !spending.made.commitment().empty() &&
             other.commitment() == spending.made.commitment();
    case LimitWindow::kFinancialYear:
      return on.FinancialYearStart() == spending.deciding.occurred.FinancialYearStart();
  }
  return false;
}

// The earlier approvals among these decisions that `counts` takes in, added up.
template <class Counts>
Value UsedIn(const Spending& spending, const std::vector<const Record*>& decisions,
             LimitWindow window, const Counts& counts) {
  Value used;
  if (window == LimitWindow::kDecision) return used;
  for (const Record* decision : decisions) {
    if (decision->id == spending.deciding.record_id) continue;
    if (!DecisionStandsOn(*decision, spending.deciding.occurred)) continue;
    const auto other = Last<DecisionMade>(*decision);
    if (other->result() != witan::decision::v1::RESULT_APPROVED || !counts(*other)) continue;
    const CivilDate on = CivilDate::Parse(other.event->occurred().date()).value_or(CivilDate());
    if (IsInWindow(spending, *other, on, window)) used = Sum(used, other->value());
  }
  return used;
}

// A delegation and all that was handed on under it.
std::vector<std::string> FamilyOf(const World& world, const Record& delegation) {
  std::vector<std::string> family = {delegation.id};
  for (size_t i = 0; i < family.size() && family.size() < kMostDelegations; ++i) {
    for (const Record* child : world.Referring(family[i], AGGREGATE_DELEGATION)) {
      const auto proposed = First<witan::delegation::v1::DelegationProposed>(*child);
      const bool is_known = std::find(family.begin(), family.end(), child->id) != family.end();
      if (proposed && proposed->parent_delegation_id() == family[i] && !is_known) {
        family.push_back(child->id);
      }
    }
  }
  return family;
}

Value UsedOfDelegation(const Spending& spending, const Record& delegation, LimitWindow window) {
  std::vector<const Record*> decisions;
  if (window == LimitWindow::kDecision) return {};
  const std::vector<std::string> family = FamilyOf(spending.deciding.world, delegation);
  for (const std::string& id : family) {
    const auto under = spending.deciding.world.Referring(id, AGGREGATE_DECISION);
    decisions.insert(decisions.end(), under.begin(), under.end());
  }
  return UsedIn(spending, decisions, window, [&](const DecisionMade& other) {
    const std::string& id = other.authority().delegation_id();
    return std::find(family.begin(), family.end(), id) != family.end();
  });
}

Value UsedOfFunction(const Spending& spending, std::string_view function, LimitWindow window) {
  const World& world = spending.deciding.world;
  return UsedIn(spending, world.Referring(spending.body.id, AGGREGATE_DECISION), window,
                [&](const DecisionMade& other) {
                  return other.body_id() == spending.body.id &&
                         FunctionOf(world, other.authority()) == function;
                });
}

// What all limits together come to.
struct Outcome {
  bool has_limit = false;
  bool held = true;
  bool is_complete = true;
  std::string sentences;

  void Add(const LimitCheck& check) {
    has_limit = true;
    held = held && check.held;
    is_complete = is_complete && check.is_complete;
    sentences += (sentences.empty() ? "" : " ") + check.sentence;
  }
};

void AddDelegation(const Spending& spending, Outcome& outcome) {
  const World& world = spending.deciding.world;
  const Record* delegation = world.Find(spending.made.authority().delegation_id());
  if (delegation == nullptr) return;
  for (const Record* link : DelegationChain(world, *delegation)) {
    const auto* terms = DelegationTermsOn(*link, spending.deciding.occurred);
    if (terms == nullptr) continue;
    for (const Limit& limit : terms->limits()) {
      const Value used = UsedOfDelegation(spending, *link, WindowOf(limit.basis()));
      outcome.Add(CheckLimit(limit, spending.made.value(), used));
    }
  }
}

// The entry that is cited; for terms of reference, the entry of the scheme in force that gives the
// same function to the same body, since the terms do not lift its limit.
void AddScheme(const Spending& spending, Outcome& outcome) {
  const auto& authority = spending.made.authority();
  const World& world = spending.deciding.world;
  const bool cites_entry = authority.kind() == witan::decision::v1::AUTHORITY_KIND_SCHEME_ENTRY;
  const Record* scheme = cites_entry ? world.Find(authority.scheme_id())
                                     : SchemeOn(world, BodyOrganisations(spending.body).front(), "",
                                                spending.deciding.occurred);
  if (scheme == nullptr) return;
  for (const SchemeEntry& entry : EntriesOf(*scheme)) {
    const bool is_it = cites_entry ? entry->entry() == authority.scheme_entry()
                                   : entry->function() == authority.function() &&
                                         entry->holder_body_id() == spending.body.id;
    if (!is_it || !entry->has_limit()) continue;
    const Value used =
        UsedOfFunction(spending, entry->function(), WindowOf(entry->limit().basis()));
    outcome.Add(CheckLimit(entry->limit(), spending.made.value(), used));
  }
}

std::string Refer(const Spending& spending) {
  const std::string function = FunctionOf(spending.deciding.world, spending.made.authority());
  if (function.empty()) return "";
  return " " + ReferUp(spending.deciding.world, BodyOrganisations(spending.body).front(), function,
                       spending.made.value(), spending.deciding.occurred);
}

}  // namespace

void CheckSpending(const Deciding& deciding, const Record& body, const DecisionMade& made,
                   Findings& findings) {
  const auto kind = made.authority().kind();
  const bool is_limited = kind == witan::decision::v1::AUTHORITY_KIND_DELEGATION ||
                          kind == witan::decision::v1::AUTHORITY_KIND_SCHEME_ENTRY ||
                          kind == witan::decision::v1::AUTHORITY_KIND_TERMS_OF_REFERENCE;
  if (made.result() != witan::decision::v1::RESULT_APPROVED || !is_limited) return;
  const Spending spending{deciding, body, made};
  if (!made.value().has_revenue() && !made.value().has_capital()) {
    findings.Held(RuleId::k18, "No value is stated: it costs nothing, or its value is not known.");
    return;
  }
  Outcome outcome;
  AddDelegation(spending, outcome);
  if (kind != witan::decision::v1::AUTHORITY_KIND_DELEGATION) AddScheme(spending, outcome);
  if (!outcome.has_limit) {
    findings.Flag(RuleId::k18, fmt::format("{} is spent under an authority for which no limit is "
                                           "recorded; that is not an unlimited power.",
                                           DescribedValue(made.value())));
  } else if (!outcome.held) {
    findings.Broken(RuleId::k18, outcome.sentences + Refer(spending));
  } else if (!outcome.is_complete) {
    findings.Flag(RuleId::k18, outcome.sentences);
  } else {
    findings.Held(RuleId::k18, outcome.sentences);
  }
}

}  // namespace witan::domain
