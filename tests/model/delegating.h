#pragma once

// Delegations and what is decided under them: a model over plain structs.

#include <optional>

#include "services/domain/testing/governed_system.h"
#include "tests/model/trial.h"
#include "witan/delegation/v1/delegation.pb.h"

namespace witan::testing {

class Delegating final : public Model {
 public:
  // Establishes four committees and their decisions in the system's world, which outlives it.
  Delegating(domain::testing::GovernedSystem& system, uint64_t seed);

  Trial Next() override;

 private:
  enum class State { kProposed, kApproved, kLive, kSuspended, kExpired, kRevoked };
  struct Terms {
    std::set<std::string> functions;
    std::string start;
    std::string end;
    std::string review;
    bool may_hand_on = false;
    std::optional<int64_t> per_decision;
    std::optional<int64_t> per_year;
  };
  // An activation or, with `suspends`, a suspension; in the order of recording.
  struct Switch {
    bool suspends = false;
    std::string from;
    std::string to = {};
  };
  struct Delegation {
    std::string id;
    std::string giver;
    std::string taker;
    std::string parent;
    Terms terms;
    std::vector<std::pair<std::string, Terms>> varied = {};
    std::string approved_on = {};
    std::string revoked_on = {};
    std::vector<Switch> switches = {};
  };
  // What a body decided before, to approve delegations by.
  struct Approval {
    std::string id;
    std::string body;
    std::string date;
    bool approves = true;
    std::string revoked_on = {};
  };
  struct Spent {
    std::string delegation;
    std::string date;
    int64_t pence = 0;
  };

  Trial Propose();
  Trial Approve(size_t index);
  Trial Activate(size_t index);
  Trial Suspend(size_t index);
  Trial Revoke(size_t index);
  Trial Vary(size_t index);
  Trial Use();

  void EstablishCommittee(const char* name);
  void ApproveBy(const std::string& body, const std::string& date, bool approves);
  Terms AnyTerms(const std::string& parent);
  static void Fill(const Terms& terms, witan::delegation::v1::Terms& content);
  Trial Of(const Delegation& delegation, const std::string& date,
           const google::protobuf::Message& content) const;

  const Delegation* Find(const std::string& id) const;
  static const Terms& TermsOn(const Delegation& delegation, const std::string& date);
  static State StateOn(const Delegation& delegation, const std::string& date);
  static bool IsRevokedBy(const Delegation& delegation, const std::string& date);
  static bool IsOver(const Delegation& delegation, const std::string& date);
  static bool HasWrongDates(const Terms& terms);
  // The power as such: R-31 but for its approval.
  bool IsFaulty(const Delegation& delegation, const Terms& terms, const std::string& date) const;
  bool IsHandedOnWrongly(const Delegation& delegation, const Terms& terms,
                         const std::string& date) const;
  bool ComesBack(const Delegation& delegation, const Terms& terms, const std::string& date) const;
  bool IsApproved(const Delegation& delegation, const Approval& approval,
                  const std::string& date) const;
  std::vector<const Delegation*> Chain(const Delegation& delegation) const;
  bool IsWithinLimits(const Delegation& delegation, int64_t pence, const std::string& date) const;
  int64_t SpentInYear(const Delegation& delegation, const std::string& date) const;

  domain::testing::GovernedSystem& system_;
  Dice dice_;
  std::vector<std::string> committees_;
  std::string director_;
  std::vector<Approval> approvals_;
  std::vector<Delegation> delegations_;
  std::vector<Spent> spent_;
};

}  // namespace witan::testing
