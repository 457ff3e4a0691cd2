#include "tests/model/deciding.h"

#include <algorithm>

#include "witan/dissent/v1/dissent.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using namespace witan::decision::v1;  // the messages of one schema
using witan::dissent::v1::DissentMaintained;
using witan::dissent::v1::DissentRecorded;
using witan::dissent::v1::DissentWithdrawn;

constexpr size_t kNewestDecisions = 30;
// How many of the board's ten make its quorum, and of the committee's three.
constexpr size_t kBoardQuorum = 6;
constexpr size_t kCommitteeQuorum = 2;

bool KeepsOutOfVote(witan::interest::v1::Management management) {
  return management == witan::interest::v1::MANAGEMENT_NO_VOTE ||
         management == witan::interest::v1::MANAGEMENT_LEAVE_ROOM ||
         management == witan::interest::v1::MANAGEMENT_OTHER_CHAIR;
}

std::set<std::string> KeptOut(const DecisionMade& content) {
  std::set<std::string> people;
  for (const auto& conflict : content.conflicts()) {
    if (KeepsOutOfVote(conflict.management())) people.insert(conflict.person_id());
  }
  return people;
}

}  // namespace

Deciding::Deciding(GovernedSystem& system, uint64_t seed) : system_(system), dice_(seed) {
  bodies_ = {{.id = system.board,
              .members = {system.members.begin(), system.members.end()},
              .quorum = kBoardQuorum,
              .is_board = true},
             {.id = system.committee,
              .members = {system.members[domain::testing::kAuditChair],
                          system.members[domain::testing::kNonExecutive],
                          system.members[domain::testing::kFinanceDirector]},
              .quorum = kCommitteeQuorum,
              .votes = true},
             {.id = system.forum, .members = {}, .decides = false}};
}

const Deciding::Body& Deciding::BodyOf(const Decision& decision) const {
  return *std::find_if(bodies_.begin(), bodies_.end(),
                       [&](const Body& body) { return body.id == decision.body; });
}

size_t Deciding::StandingOn(const Decision& decision, const std::string& date) {
  return static_cast<size_t>(std::count_if(
      decision.dissents.begin(), decision.dissents.end(), [&](const Dissent& dissent) {
        return dissent.date <= date &&
               (dissent.withdrawn_on.empty() || dissent.withdrawn_on > date);
      }));
}

Trial Deciding::Of(const std::string& record_id, const std::string& date,
                   const google::protobuf::Message& content) const {
  Trial trial;
  trial.header = FakeWorld::Header(record_id, system_.icb, date);
  trial.content = FakeWorld::Wrap(content);
  return trial;
}

Trial Deciding::OfMember(const std::string& record_id, const Body& body, const std::string& person,
                         const std::string& date, const google::protobuf::Message& content) const {
  Trial trial;
  trial.header = FakeWorld::PersonHeader(record_id, system_.icb, body.id, person, date);
  trial.content = FakeWorld::Wrap(content);
  return trial;
}

Trial Deciding::Next() {
  if (decisions_.empty() || dice_.OneIn(6)) return Propose();
  if (dice_.OneIn(5)) return Make(nullptr, 0);
  const size_t newest = std::min(decisions_.size(), kNewestDecisions);
  const size_t index = decisions_.size() - 1 - dice_.Below(newest);
  switch (dice_.Below(10)) {
    case 0:
      return View(index);
    case 1:
    case 2:
      return RecordDissent(index);
    case 3:
      return ReportNoConsensus(index);
    case 4:
    case 5:
      return Make(&decisions_[index], index);
    case 6:
      return Withdraw(index);
    case 7:
      return Maintain(index);
    case 8:
      return Publish(index);
    default:
      return dice_.OneIn(3) ? Revoke(index) : Publish(index);
  }
}

Trial Deciding::Propose() {
  const Body& body = dice_.AnyOf(bodies_);
  DecisionProposed content;
  content.set_title("A question");
  content.set_question("Shall it be so?");
  content.set_body_id(body.id);
  Trial trial = Of("", dice_.Date(), content);
  trial.accepted = [this, body = body.id](const std::string& id) {
    decisions_.push_back({.id = id, .body = body});
  };
  return trial;
}

Trial Deciding::View(size_t index) {
  const Decision& decision = decisions_[index];
  const Body& body = BodyOf(decision);
  const std::string person = AnyMember();
  const std::string date = dice_.Date();
  ViewRecorded content;
  content.set_person_id(person);
  content.set_leaning(POSITION_AGAINST);
  content.set_reasons("It is too far for families");
  const size_t voice = dice_.Below(8);
  if (voice == 0) content.set_on_behalf_of_id(system_.trust);
  if (voice == 1) content.set_on_behalf_of_id(system_.icb);
  Trial trial = OfMember(decision.id, body, person, date, content);
  if (decision.is_made) trial.expected.insert("WRONG_STATE");
  if (!body.members.contains(person)) trial.expected.insert("FIELD");
  if (voice == 0) trial.expected.insert({"R_05", "R_06"});
  trial.accepted = [this, index, date](const std::string&) {
    decisions_[index].views.push_back(date);
  };
  return trial;
}

Trial Deciding::ReportNoConsensus(size_t index) {
  const Decision& decision = decisions_[index];
  const std::string date = dice_.Date();
  ConsensusNotReached content;
  content.set_issue("Travel against staffing");
  Trial trial = Of(decision.id, date, content);
  if (decision.is_made) trial.expected.insert("WRONG_STATE");
  const auto is_by_then = [&](const std::string& one) { return one <= date; };
  const bool has_view = std::any_of(decision.views.begin(), decision.views.end(), is_by_then);
  const bool has_dissent =
      std::any_of(decision.dissents.begin(), decision.dissents.end(),
                  [&](const Dissent& dissent) { return dissent.date <= date; });
  if (!has_view && !has_dissent) trial.expected.insert("R_13");
  trial.accepted = [this, index, date](const std::string&) {
    decisions_[index].no_consensus.push_back(date);
  };
  return trial;
}

// ---- the decision itself

void Deciding::FillPositions(const Body& body, DecisionMade& content) {
  content.clear_positions();
  // Mostly enough of those who sit on the body.
  const size_t absent = dice_.OneIn(3) ? 2 : 6;
  for (const std::string& person : system_.members) {
    const bool belongs = body.members.contains(person);
    if (belongs ? dice_.OneIn(absent) : !dice_.OneIn(20)) continue;
    auto* one = content.add_positions();
    one->set_person_id(person);
    one->set_position(dice_.OneIn(6)   ? POSITION_TOOK_NO_PART
                      : dice_.OneIn(4) ? POSITION_AGAINST
                                       : POSITION_FOR);
    const size_t voice = dice_.Below(40);
    if (voice == 0) one->set_on_behalf_of_id(system_.trust);
    if (voice == 1) one->set_on_behalf_of_id(system_.authority);
    if (voice == 2) one->set_on_behalf_of_id(system_.icb);
  }
  if (content.positions_size() > 0 && dice_.OneIn(25)) {
    *content.add_positions() = content.positions(0);
  }
}

void Deciding::FillConflicts(DecisionMade& content) {
  using namespace witan::interest::v1;  // the ways to manage
  constexpr Management kWays[] = {MANAGEMENT_UNSPECIFIED, MANAGEMENT_NOTED,
                                  MANAGEMENT_NO_DISCUSSION, MANAGEMENT_NO_VOTE,
                                  MANAGEMENT_LEAVE_ROOM};
  if (!dice_.OneIn(3)) return;
  auto* conflict = content.add_conflicts();
  conflict->set_person_id(AnyMember());
  conflict->set_management(dice_.AnyOf(kWays));
  // Who is kept out took no part, mostly.
  if (!KeepsOutOfVote(conflict->management()) || dice_.OneIn(4)) return;
  for (auto& position : *content.mutable_positions()) {
    if (position.person_id() == conflict->person_id()) {
      position.set_position(POSITION_TOOK_NO_PART);
    }
  }
}

void Deciding::FillAuthority(const Body& body, DecisionMade& content) {
  auto& authority = *content.mutable_authority();
  const bool cites_constitution = dice_.OneIn(8) ? !body.is_board : body.is_board;
  if (cites_constitution) {
    authority.set_kind(AUTHORITY_KIND_CONSTITUTION);
    return;
  }
  authority.set_kind(AUTHORITY_KIND_TERMS_OF_REFERENCE);
  authority.set_function(dice_.OneIn(8) ? "MODEL.NONE" : std::string(GovernedSystem::kOversight));
}

Verdict Deciding::VerdictOn(const Body& body, const Decision* decision, const std::string& actor,
                            const std::string& date, const DecisionMade& content) const {
  Verdict verdict;
  const bool is_chair = actor == system_.members[domain::testing::kChair];
  const bool is_vote = content.method() == witan::body::v1::DECISION_METHOD_VOTE;
  const std::set<std::string> kept_out = KeptOut(content);
  std::set<std::string> seen;
  size_t counted = 0;
  for (const auto& one : content.positions()) {
    const bool took_part = one.position() != POSITION_TOOK_NO_PART;
    const bool is_member = body.members.contains(one.person_id());
    const bool is_first = seen.insert(one.person_id()).second;
    if (!is_first) verdict.insert("FIELD");
    if (one.on_behalf_of_id() == system_.trust) verdict.insert({"R_05", "R_06"});
    if (one.on_behalf_of_id() == system_.authority) verdict.insert("R_05");
    if (is_vote && took_part && !is_member) verdict.insert("FIELD");
    if (took_part && kept_out.contains(one.person_id())) verdict.insert("R_53");
    if (took_part && is_member && is_first && !kept_out.contains(one.person_id())) ++counted;
  }
  if (decision != nullptr && decision->is_made) verdict.insert("TWICE_STATED");
  if (content.method() == witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF) {
    const bool has_failed =
        decision != nullptr &&
        std::any_of(decision->no_consensus.begin(), decision->no_consensus.end(),
                    [&](const std::string& one) { return one <= date; });
    if (!has_failed || !body.is_board || !is_chair) verdict.insert("R_11");
  }
  if (is_vote && !body.votes) verdict.insert("R_12");
  if (counted < body.quorum) verdict.insert("R_19");
  if (!body.decides) {
    verdict.insert("R_16");
    return verdict;
  }
  const bool cites_constitution = content.authority().kind() == AUTHORITY_KIND_CONSTITUTION;
  const bool has_power = cites_constitution ? body.is_board
                                            : !body.is_board && content.authority().function() ==
                                                                    GovernedSystem::kOversight;
  if (!has_power) verdict.insert("R_17");
  return verdict;
}

Trial Deciding::Make(const Decision* decision, size_t index) {
  using namespace witan::body::v1;  // the ways to decide
  const Body& body = decision == nullptr ? dice_.AnyOf(bodies_) : BodyOf(*decision);
  const std::string date = dice_.Date();
  DecisionMade content = system_.BoardDecision("An answer");
  content.set_body_id(body.id);
  content.set_method(dice_.OneIn(3)   ? DECISION_METHOD_CHAIR_ON_BEHALF
                     : dice_.OneIn(3) ? DECISION_METHOD_VOTE
                                      : DECISION_METHOD_CONSENSUS);
  FillPositions(body, content);
  FillConflicts(content);
  FillAuthority(body, content);
  const std::string actor = dice_.OneIn(8) ? AnyMember() : system_.members[domain::testing::kChair];
  const std::string record = decision == nullptr ? "" : decision->id;
  Trial trial = OfMember(record, body, actor, date, content);
  trial.expected = VerdictOn(body, decision, actor, date, content);
  const bool opens = decision == nullptr;
  const bool has_open_conflict =
      content.conflicts_size() > 0 &&
      content.conflicts(0).management() == witan::interest::v1::MANAGEMENT_UNSPECIFIED;
  trial.accepted = [this, opens, index, body = body.id, has_open_conflict](const std::string& id) {
    if (opens) decisions_.push_back({.id = id, .body = body});
    Decision& made = opens ? decisions_.back() : decisions_[index];
    made.is_made = true;
    made.has_open_conflict = has_open_conflict;
  };
  return trial;
}

Trial Deciding::Publish(size_t index) {
  const Decision& decision = decisions_[index];
  const std::string date = dice_.Date();
  const size_t standing = StandingOn(decision, date);
  const size_t stated = dice_.OneIn(4) ? dice_.Below(3) : standing;
  DecisionPublished content;
  content.set_dissent_count(static_cast<uint32_t>(stated));
  Trial trial = Of(decision.id, date, content);
  if (!decision.is_made || decision.is_revoked) trial.expected.insert("WRONG_STATE");
  if (decision.is_published) trial.expected.insert("TWICE_STATED");
  if (stated != standing) trial.expected.insert("R_14");
  if (decision.is_made && decision.has_open_conflict) trial.expected.insert("R_53");
  trial.accepted = [this, index](const std::string&) { decisions_[index].is_published = true; };
  return trial;
}

Trial Deciding::Revoke(size_t index) {
  const Decision& decision = decisions_[index];
  DecisionRevoked content;
  content.set_reason("Circumstances changed");
  Trial trial = Of(decision.id, dice_.Date(), content);
  if (!decision.is_made || decision.is_revoked) trial.expected = {"WRONG_STATE"};
  trial.accepted = [this, index](const std::string&) { decisions_[index].is_revoked = true; };
  return trial;
}

// ---- dissent

Trial Deciding::RecordDissent(size_t index) {
  const Decision& decision = decisions_[index];
  const Body& body = BodyOf(decision);
  const std::string person = AnyMember();
  const std::string date = dice_.Date();
  DissentRecorded content;
  content.set_decision_id(decision.id);
  content.set_person_id(person);
  content.set_reasons("The journeys are too long");
  Trial trial = OfMember("", body, person, date, content);
  if (!body.members.contains(person)) trial.expected.insert("FIELD");
  const bool has_one = std::any_of(
      decision.dissents.begin(), decision.dissents.end(),
      [&](const Dissent& one) { return one.author == person && one.withdrawn_on.empty(); });
  if (has_one) trial.expected.insert("TWICE_STATED");
  trial.accepted = [this, index, person, date](const std::string& id) {
    decisions_[index].dissents.push_back({.id = id, .author = person, .date = date});
  };
  return trial;
}

Trial Deciding::Withdraw(size_t index) {
  const Decision& decision = decisions_[index];
  if (decision.dissents.empty()) return RecordDissent(index);
  const size_t place = dice_.Below(decision.dissents.size());
  const Dissent& dissent = decision.dissents[place];
  const std::string person = dice_.OneIn(3) ? AnyMember() : dissent.author;
  const std::string date = dice_.Date();
  Trial trial = OfMember(dissent.id, BodyOf(decision), person, date, DissentWithdrawn());
  if (!dissent.withdrawn_on.empty()) trial.expected.insert("WRONG_STATE");
  if (person != dissent.author) trial.expected.insert("R_14");
  trial.accepted = [this, index, place, date](const std::string&) {
    decisions_[index].dissents[place].withdrawn_on = date;
  };
  return trial;
}

Trial Deciding::Maintain(size_t index) {
  const Decision& decision = decisions_[index];
  if (decision.dissents.empty()) return RecordDissent(index);
  const Dissent& dissent = dice_.AnyOf(decision.dissents);
  const std::string person = dice_.OneIn(3) ? AnyMember() : dissent.author;
  Trial trial = OfMember(dissent.id, BodyOf(decision), person, dice_.Date(), DissentMaintained());
  if (!dissent.withdrawn_on.empty()) trial.expected.insert("WRONG_STATE");
  if (person != dissent.author) trial.expected.insert("R_14");
  trial.accepted = [](const std::string&) {};
  return trial;
}

}  // namespace witan::testing
