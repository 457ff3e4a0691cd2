#include "tests/model/delegating.h"

#include <fmt/format.h>

#include <algorithm>

#include "witan/body/v1/body.pb.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using namespace witan::delegation::v1;  // the messages of one schema
using witan::decision::v1::DecisionMade;

constexpr const char* kFunctions[] = {"MODEL.F1", "MODEL.F2", "MODEL.F3"};
constexpr char kOwn[] = "MODEL.OWN";
constexpr std::string_view kFirstDay = "2022-07-01";
constexpr int64_t kPounds = 100;

}  // namespace

Delegating::Delegating(GovernedSystem& system, uint64_t seed)
    : system_(system), dice_(seed), director_(system.members[domain::testing::kFinanceDirector]) {
  for (const char* name : {"Committee A", "Committee B", "Committee C", "Committee D"}) {
    EstablishCommittee(name);
  }
  std::vector<std::string> bodies = committees_;
  bodies.push_back(system.board);
  for (const std::string& body : bodies) {
    ApproveBy(body, "2022-07-15", true);
    ApproveBy(body, "2023-06-01", true);
    ApproveBy(body, "2022-07-15", false);
    ApproveBy(body, "2022-07-15", true);
    witan::decision::v1::DecisionRevoked revoked;
    revoked.set_reason("Superseded by events");
    system.world.Must(FakeWorld::Header(approvals_.back().id, system.icb, "2023-09-01"), revoked);
    approvals_.back().revoked_on = "2023-09-01";
  }
}

void Delegating::EstablishCommittee(const char* name) {
  using namespace witan::body::v1;  // the same
  BodyEstablished body;
  body.set_name(name);
  body.set_type(BODY_TYPE_OTHER_COMMITTEE);
  body.add_organisation_ids(system_.icb);
  body.set_parent_id(system_.board);
  body.set_decision_rights(DECISION_RIGHTS_DELEGATED);
  const auto header = FakeWorld::Header("", system_.icb, kFirstDay);
  const std::string id = system_.world.Must(header, body);
  TermsOfReferenceApproved terms;
  terms.set_version("1");
  terms.set_decision_rights(DECISION_RIGHTS_DELEGATED);
  terms.add_functions(kOwn);
  terms.add_methods(DECISION_METHOD_CONSENSUS);
  terms.set_holds_from(std::string(kFirstDay));
  system_.world.Must(FakeWorld::Header(id, system_.icb, kFirstDay), terms);
  committees_.push_back(id);
}

void Delegating::ApproveBy(const std::string& body, const std::string& date, bool approves) {
  DecisionMade content = system_.BoardDecision("A delegation");
  content.set_result(approves ? witan::decision::v1::RESULT_APPROVED
                              : witan::decision::v1::RESULT_REJECTED);
  if (body != system_.board) {
    content.set_body_id(body);
    content.clear_positions();
    content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_TERMS_OF_REFERENCE);
    content.mutable_authority()->set_function(kOwn);
  }
  const auto header = FakeWorld::Header("", system_.icb, date);
  approvals_.push_back({.id = system_.world.Must(header, content),
                        .body = body,
                        .date = date,
                        .approves = approves});
}

Delegating::Terms Delegating::AnyTerms(const std::string& parent) {
  Terms terms;
  const Delegation* handed_on = Find(parent);
  for (const char* function : kFunctions) {
    if (dice_.OneIn(2)) terms.functions.insert(function);
  }
  if (handed_on != nullptr && !dice_.OneIn(4)) terms.functions = handed_on->terms.functions;
  if (terms.functions.empty()) terms.functions.insert(kFunctions[dice_.Below(3)]);
  terms.start = dice_.OneIn(3) ? dice_.Date() : std::string(kFirstDay);
  if (dice_.OneIn(2)) terms.end = dice_.OneIn(4) ? dice_.Date() : "2024-11-01";
  if (!dice_.OneIn(5)) terms.review = dice_.OneIn(20) ? dice_.Date() : "2025-07-01";
  terms.may_hand_on = !dice_.OneIn(3);
  if (dice_.OneIn(2))
    terms.per_decision = 1'000 * kPounds * static_cast<int64_t>(1 + dice_.Below(9));
  if (dice_.OneIn(2)) terms.per_year = 5'000 * kPounds * static_cast<int64_t>(1 + dice_.Below(9));
  return terms;
}

void Delegating::Fill(const Terms& terms, witan::delegation::v1::Terms& content) {
  for (const std::string& function : terms.functions) content.add_functions(function);
  content.set_start(terms.start);
  content.set_end(terms.end);
  content.set_review(terms.review);
  content.set_sub_delegation_allowed(terms.may_hand_on);
  if (terms.per_decision) *content.add_limits() = GovernedSystem::PerDecision(*terms.per_decision);
  if (terms.per_year) {
    *content.add_limits() = GovernedSystem::PerDecision(*terms.per_year);
    content.mutable_limits(content.limits_size() - 1)
        ->set_basis(witan::scheme::v1::LIMIT_BASIS_PER_YEAR);
  }
}

Trial Delegating::Of(const Delegation& delegation, const std::string& date,
                     const google::protobuf::Message& content) const {
  Trial trial;
  trial.header = FakeWorld::Header(delegation.id, system_.icb, date);
  trial.content = FakeWorld::Wrap(content);
  return trial;
}

Trial Delegating::Next() {
  if (delegations_.size() < 3) return Propose();
  const size_t index = dice_.Below(delegations_.size());
  switch (dice_.Below(13)) {
    case 0:
    case 1:
      return Propose();
    case 2:
    case 3:
    case 4:
      return Approve(index);
    case 5:
    case 6:
    case 7:
      return Activate(index);
    case 8:
      return dice_.OneIn(2) ? Suspend(index) : Vary(index);
    case 9:
      return dice_.OneIn(4) ? Revoke(index) : Vary(index);
    default:
      return Use();
  }
}

Trial Delegating::Propose() {
  Delegation delegation;
  std::vector<std::string> bodies = committees_;
  bodies.push_back(system_.board);
  bodies.push_back(system_.board);
  if (!delegations_.empty() && dice_.OneIn(2)) {
    const Delegation& parent = dice_.AnyOf(delegations_);
    delegation.parent = parent.id;
    delegation.giver =
        parent.taker == director_ || dice_.OneIn(8) ? dice_.AnyOf(bodies) : parent.taker;
  } else {
    delegation.giver = dice_.OneIn(6) ? dice_.AnyOf(bodies) : system_.board;
  }
  delegation.taker = dice_.OneIn(5) ? director_ : dice_.AnyOf(bodies);
  delegation.terms = AnyTerms(delegation.parent);
  const std::string date = dice_.OneIn(3) ? dice_.Date() : std::string(kFirstDay);

  DelegationProposed content;
  content.set_title("A power");
  content.set_delegator_body_id(delegation.giver);
  content.set_delegator_organisation_id(system_.icb);
  if (delegation.taker == director_) {
    content.set_instrument(INSTRUMENT_INDIVIDUAL_DIRECTOR);
    content.set_delegate_person_id(director_);
  } else {
    content.set_instrument(INSTRUMENT_BOARD_COMMITTEE);
    content.set_delegate_body_id(delegation.taker);
  }
  const bool moves = dice_.OneIn(12);
  content.set_accountable_organisation_id(moves ? system_.trust : system_.icb);
  content.set_parent_delegation_id(delegation.parent);
  Fill(delegation.terms, *content.mutable_terms());

  Trial trial = Of(delegation, date, content);
  if (HasWrongDates(delegation.terms)) {
    trial.expected = {"FIELD"};
    return trial;
  }
  if (moves) trial.expected.insert("R_28");
  if (IsFaulty(delegation, delegation.terms, date)) trial.expected.insert("R_31");
  trial.accepted = [this, delegation](const std::string& id) {
    delegations_.push_back(delegation);
    delegations_.back().id = id;
  };
  return trial;
}

Trial Delegating::Approve(size_t index) {
  const Delegation& delegation = delegations_[index];
  std::vector<Approval> own;
  std::copy_if(approvals_.begin(), approvals_.end(), std::back_inserter(own),
               [&](const Approval& one) { return one.body == delegation.giver; });
  const Approval& approval = own.empty() || dice_.OneIn(6) ? dice_.AnyOf(approvals_)
                             : dice_.OneIn(3)              ? dice_.AnyOf(own)
                                                           : own.front();
  const std::string date = dice_.OneIn(3) ? dice_.Date() : "2022-07-15";
  DelegationApproved content;
  content.set_approving_decision_id(approval.id);
  Trial trial = Of(delegation, date, content);
  if (IsRevokedBy(delegation, date)) {
    trial.expected = {"WRONG_STATE"};
    return trial;
  }
  if (!delegation.approved_on.empty()) trial.expected.insert("TWICE_STATED");
  if (!IsApproved(delegation, approval, date)) trial.expected.insert("R_31");
  trial.accepted = [this, index, date](const std::string&) {
    delegations_[index].approved_on = date;
  };
  return trial;
}

Trial Delegating::Activate(size_t index) {
  const Delegation& delegation = delegations_[index];
  const std::string date = dice_.Date();
  const std::string on = dice_.OneIn(2) ? dice_.Date() : "2022-08-01";
  DelegationActivated content;
  content.set_on(on);
  Trial trial = Of(delegation, date, content);
  if (IsRevokedBy(delegation, date)) {
    trial.expected = {"WRONG_STATE"};
    return trial;
  }
  const State state = StateOn(delegation, on);
  if (on < TermsOn(delegation, on).start) trial.expected.insert("FIELD");
  if (state == State::kLive) trial.expected.insert("TWICE_STATED");
  if (IsOver(delegation, on)) trial.expected.insert("WRONG_STATE");
  if (delegation.approved_on.empty() || delegation.approved_on > on) {
    trial.expected.insert("R_31");
  }
  trial.accepted = [this, index, on](const std::string&) {
    delegations_[index].switches.push_back({.suspends = false, .from = on});
  };
  return trial;
}

Trial Delegating::Suspend(size_t index) {
  const Delegation& delegation = delegations_[index];
  const std::string date = dice_.Date();
  Switch pause{.suspends = true, .from = dice_.Date()};
  if (dice_.OneIn(2)) pause.to = dice_.Date();
  DelegationSuspended content;
  content.set_from(pause.from);
  content.set_to(pause.to);
  content.set_reason("An inquiry");
  Trial trial = Of(delegation, date, content);
  if (IsRevokedBy(delegation, date)) {
    trial.expected = {"WRONG_STATE"};
    return trial;
  }
  if (!pause.to.empty() && pause.to <= pause.from) trial.expected.insert("FIELD");
  const State state = StateOn(delegation, pause.from);
  if (state == State::kSuspended) {
    trial.expected.insert("TWICE_STATED");
  } else if (state != State::kLive) {
    trial.expected.insert("WRONG_STATE");
  }
  trial.accepted = [this, index, pause](const std::string&) {
    delegations_[index].switches.push_back(pause);
  };
  return trial;
}

Trial Delegating::Revoke(size_t index) {
  const Delegation& delegation = delegations_[index];
  const std::string date = dice_.Date();
  const std::string on = dice_.Date();
  DelegationRevoked content;
  content.set_on(on);
  content.set_reason("No longer needed");
  Trial trial = Of(delegation, date, content);
  if (!delegation.revoked_on.empty()) {
    trial.expected = {"TWICE_STATED"};
  } else if (StateOn(delegation, on) == State::kExpired) {
    trial.expected = {"WRONG_STATE"};
  }
  trial.accepted = [this, index, on](const std::string&) { delegations_[index].revoked_on = on; };
  return trial;
}

Trial Delegating::Vary(size_t index) {
  const Delegation& delegation = delegations_[index];
  const std::string date = dice_.Date();
  const std::string from =
      dice_.OneIn(4) && !delegation.varied.empty() ? delegation.varied.front().first : dice_.Date();
  const Terms terms = AnyTerms(delegation.parent);
  const Approval& approval = dice_.AnyOf(approvals_);
  DelegationVaried content;
  Fill(terms, *content.mutable_terms());
  content.set_from(from);
  content.set_approving_decision_id(approval.id);
  Trial trial = Of(delegation, date, content);
  if (IsRevokedBy(delegation, date)) {
    trial.expected = {"WRONG_STATE"};
    return trial;
  }
  const bool ends_before = !terms.end.empty() && terms.end <= from;
  if (HasWrongDates(terms) || ends_before) trial.expected.insert("FIELD");
  const bool is_twice = std::any_of(delegation.varied.begin(), delegation.varied.end(),
                                    [&](const auto& earlier) { return earlier.first == from; });
  if (is_twice) trial.expected.insert("TWICE_STATED");
  if (IsFaulty(delegation, terms, date) || !IsApproved(delegation, approval, date)) {
    trial.expected.insert("R_31");
  }
  trial.accepted = [this, index, from, terms](const std::string&) {
    delegations_[index].varied.emplace_back(from, terms);
  };
  return trial;
}

Trial Delegating::Use() {
  const Delegation& delegation = dice_.AnyOf(delegations_);
  const bool is_takers = !dice_.OneIn(8) && delegation.taker != system_.board;
  const std::string decider = is_takers ? delegation.taker : dice_.AnyOf(committees_);
  const std::string date = dice_.Date();
  const std::string function =
      dice_.OneIn(4) ? dice_.AnyOf(kFunctions) : *TermsOn(delegation, date).functions.begin();
  const int64_t pence = 500 * kPounds * static_cast<int64_t>(1 + dice_.Below(12));
  DecisionMade content = system_.BoardDecision("Spending");
  content.clear_positions();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_DELEGATION);
  content.mutable_authority()->set_delegation_id(delegation.id);
  content.mutable_authority()->set_function(function);
  content.mutable_value()->mutable_revenue()->set_pence(pence);

  Trial trial;
  trial.header = FakeWorld::Header("", system_.icb, date);
  if (decider == director_) {
    content.set_method(witan::body::v1::DECISION_METHOD_DELEGATED_INDIVIDUAL);
    trial.header = system_.MemberHeader("", domain::testing::kFinanceDirector, date);
  } else {
    content.set_body_id(decider);
  }
  trial.content = FakeWorld::Wrap(content);
  bool has_power = delegation.taker == decider;
  for (const Delegation* link : Chain(delegation)) {
    has_power = has_power && StateOn(*link, date) == State::kLive &&
                TermsOn(*link, date).functions.contains(function);
  }
  if (!has_power) trial.expected.insert("R_17");
  if (!IsWithinLimits(delegation, pence, date)) trial.expected.insert("R_18");
  trial.accepted = [this, id = delegation.id, date, pence](const std::string&) {
    spent_.push_back({.delegation = id, .date = date, .pence = pence});
  };
  return trial;
}

}  // namespace witan::testing
