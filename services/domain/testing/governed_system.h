#pragma once

// A governed system, ready made, for everyone's tests: South Yorkshire with its region, its board
// of ten under an approved constitution, a committee, a forum, a clerk, a scheme in force, a trust,
// and a second system in another region. All was stated through the real Decide.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/testing/fake_world.h"
#include "witan/decision/v1/decision.pb.h"
#include "witan/delegation/v1/delegation.pb.h"
#include "witan/scheme/v1/scheme.pb.h"

namespace witan::domain::testing {

// The seats of the board, in the order of GovernedSystem::members.
enum Seat : size_t {
  kChair,
  kNonExecutive,
  kAuditChair,
  kChiefExecutive,
  kFinanceDirector,
  kNursingDirector,
  kMedicalDirector,
  kTrustPartner,
  kPrimaryCarePartner,
  kAuthorityPartner,
};

// Not copyable: it is its world. A test that fails to build it ends with the refusal on stderr.
struct GovernedSystem {
  GovernedSystem();

  // The first day of the ICB, its board, members and scheme.
  static constexpr std::string_view kEstablished = "2022-07-01";
  // A day on which everything here is in force, for acts of tests.
  static constexpr std::string_view kDay = "2022-09-08";
  // Functions of the scheme. Finance: the board without limit, the finance committee up to £1m, the
  // finance director up to £250,000, each for one decision.
  static constexpr std::string_view kFinance = "FINANCE.COMMIT";
  // Reserved to the board, and delegated to nobody.
  static constexpr std::string_view kCommissioning = "COMMISSION.SERVICES";
  // In the terms of reference of the finance committee and in no scheme.
  static constexpr std::string_view kOversight = "FINANCE.OVERSIGHT";

  FakeWorld world;

  // ---- organisations
  std::string national;
  std::string cqc;
  // Y63, in which everything of South Yorkshire lies; and Y62, in which `other_icb` lies.
  std::string region;
  std::string other_region;
  // The partnership of 2021/22, succeeded by the ICB on kEstablished.
  std::string ics;
  std::string icb;
  std::string other_icb;
  std::string trust;
  std::string authority;
  std::string healthwatch;

  // ---- people and bodies
  std::array<std::string, 10> members;
  // Of the ICB: consensus, the chair on its behalf, urgent; no votes. Quorum 6 of 10, conflicted
  // members not counted.
  std::string board;
  // Of the ICB: by consensus or vote; three members (kAuditChair in the chair, kNonExecutive,
  // kFinanceDirector), quorum 2.
  std::string committee;
  // A consultative forum of the ICB: advises.
  std::string forum;
  // Of the ICS of 2021/22, with the same ten members and quorum.
  std::string ics_board;

  std::string scheme;

  // ---- acts
  // A member's own act for the board, on kDay unless said otherwise.
  witan::command::v1::CommandHeader MemberHeader(std::string_view record_id, Seat seat,
                                                 std::string_view date = kDay) const;
  // The board's secretary records for the board, or for another body with a mandate (committee,
  // forum); the principal must be Clerk().
  witan::command::v1::CommandHeader ClerkHeader(std::string_view record_id,
                                                std::string_view body_id,
                                                std::string_view date = kDay) const;
  // Holds mandates for board, committee and forum from kEstablished on.
  static witan::auth::v1::Principal Clerk();

  // A decision of the board, by consensus of all ten, that approves what the title says. Returns
  // its id.
  std::string Approve(std::string_view title, std::string_view date = kDay);
  // What Approve records, for tests that change one thing of it.
  witan::decision::v1::DecisionMade BoardDecision(std::string_view title) const;

  // A delegation of kFinance from the board to the finance committee, up to £250,000 for one
  // decision, from kEstablished, to be reviewed a year later, without permission to hand it on.
  witan::delegation::v1::DelegationProposed ToCommittee() const;
  // Proposes, approves by the board, and activates on its first day. Returns its id.
  std::string Delegate(const witan::delegation::v1::DelegationProposed& content);

  static witan::scheme::v1::Limit PerDecision(int64_t revenue_pence);

 private:
  void RegisterOrganisations();
  void EstablishBoard();
  void EstablishOtherBodies();
  void AppointMembers(const std::string& body_id, const std::string& organisation_id,
                      std::string_view from);
  void AdoptScheme();
  std::string Establish(std::string_view name, witan::body::v1::BodyType type,
                        witan::body::v1::DecisionRights rights, std::string_view organisation_id,
                        std::string_view parent_id, std::string_view date);
};

}  // namespace witan::domain::testing
