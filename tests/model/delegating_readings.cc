// What the model of delegations knows of a date.

#include <algorithm>

#include "tests/model/delegating.h"

namespace witan::testing {
namespace {

// The financial year, named by the calendar year in which it begins.
int YearOf(const std::string& date) {
  const int year = std::stoi(date.substr(0, 4));
  return date.substr(5) < "04-01" ? year - 1 : year;
}

}  // namespace

const Delegating::Delegation* Delegating::Find(const std::string& id) const {
  const auto it = std::find_if(delegations_.begin(), delegations_.end(),
                               [&](const Delegation& one) { return one.id == id; });
  return it == delegations_.end() ? nullptr : &*it;
}

const Delegating::Terms& Delegating::TermsOn(const Delegation& delegation,
                                             const std::string& date) {
  const std::pair<std::string, Terms>* newest = nullptr;
  for (const auto& varied : delegation.varied) {
    if (varied.first <= date && (newest == nullptr || varied.first >= newest->first)) {
      newest = &varied;
    }
  }
  return newest == nullptr ? delegation.terms : newest->second;
}

bool Delegating::IsRevokedBy(const Delegation& delegation, const std::string& date) {
  return !delegation.revoked_on.empty() && delegation.revoked_on <= date;
}

Delegating::State Delegating::StateOn(const Delegation& delegation, const std::string& date) {
  const Terms& terms = TermsOn(delegation, date);
  if (IsRevokedBy(delegation, date)) return State::kRevoked;
  if (!terms.end.empty() && terms.end <= date) return State::kExpired;
  bool is_active = false;
  bool is_suspended = false;
  for (const Switch& one : delegation.switches) {
    if (one.suspends) {
      is_suspended |= one.from <= date && (one.to.empty() || date < one.to);
    } else if (one.from <= date) {
      is_active = true;
      is_suspended = false;
    }
  }
  if (is_active && terms.start <= date) return is_suspended ? State::kSuspended : State::kLive;
  const bool is_approved = !delegation.approved_on.empty() && delegation.approved_on <= date;
  return is_approved ? State::kApproved : State::kProposed;
}

bool Delegating::IsOver(const Delegation& delegation, const std::string& date) {
  const State state = StateOn(delegation, date);
  return state == State::kExpired || state == State::kRevoked;
}

bool Delegating::HasWrongDates(const Terms& terms) {
  return (!terms.end.empty() && terms.end <= terms.start) ||
         (!terms.review.empty() && terms.review <= terms.start);
}

bool Delegating::ComesBack(const Delegation& delegation, const Terms& terms,
                           const std::string& date) const {
  const std::string on = std::max(terms.start, date);
  std::set<std::string> reached = {delegation.taker};
  for (size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const Delegation& other : delegations_) {
      if (other.id == delegation.id || !reached.contains(other.giver) || IsOver(other, on)) {
        continue;
      }
      const auto& given = TermsOn(other, on).functions;
      const bool shares = std::any_of(given.begin(), given.end(), [&](const std::string& one) {
        return terms.functions.contains(one);
      });
      if (shares) reached.insert(other.taker);
    }
  }
  return reached.contains(delegation.giver);
}

bool Delegating::IsHandedOnWrongly(const Delegation& delegation, const Terms& terms,
                                   const std::string& date) const {
  const Delegation* parent = Find(delegation.parent);
  if (parent == nullptr) return delegation.giver != system_.board;
  const Terms& given = TermsOn(*parent, date);
  return parent->taker != delegation.giver || !given.may_hand_on || IsOver(*parent, date) ||
         !std::includes(given.functions.begin(), given.functions.end(), terms.functions.begin(),
                        terms.functions.end());
}

bool Delegating::IsFaulty(const Delegation& delegation, const Terms& terms,
                          const std::string& date) const {
  return (terms.end.empty() && terms.review.empty()) || delegation.giver == delegation.taker ||
         ComesBack(delegation, terms, date) || IsHandedOnWrongly(delegation, terms, date);
}

bool Delegating::IsApproved(const Delegation& delegation, const Approval& approval,
                            const std::string& date) const {
  return approval.body == delegation.giver && approval.body != delegation.taker &&
         approval.approves && approval.date <= date &&
         (approval.revoked_on.empty() || approval.revoked_on > date);
}

std::vector<const Delegating::Delegation*> Delegating::Chain(const Delegation& delegation) const {
  std::vector<const Delegation*> chain;
  for (const Delegation* link = &delegation; link != nullptr; link = Find(link->parent)) {
    chain.push_back(link);
  }
  return chain;
}

int64_t Delegating::SpentInYear(const Delegation& delegation, const std::string& date) const {
  int64_t sum = 0;
  for (const Spent& spent : spent_) {
    const auto chain = Chain(*Find(spent.delegation));
    const bool is_under = std::find(chain.begin(), chain.end(), &delegation) != chain.end();
    if (is_under && spent.date <= date && YearOf(spent.date) == YearOf(date)) sum += spent.pence;
  }
  return sum;
}

bool Delegating::IsWithinLimits(const Delegation& delegation, int64_t pence,
                                const std::string& date) const {
  for (const Delegation* link : Chain(delegation)) {
    const Terms& terms = TermsOn(*link, date);
    if (terms.per_decision && pence > *terms.per_decision) return false;
    if (terms.per_year && SpentInYear(*link, date) + pence > *terms.per_year) return false;
  }
  return true;
}

}  // namespace witan::testing
