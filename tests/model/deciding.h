#pragma once

// Decisions: who may, with whom present, after what, and the dissent from them (R-05, R-06, R-11 to
// a model over plain structs.

#include <map>

#include "services/domain/testing/governed_system.h"
#include "tests/model/trial.h"
#include "witan/decision/v1/decision.pb.h"

namespace witan::testing {

class Deciding final : public Model {
 public:
  // The system outlives the model.
  Deciding(domain::testing::GovernedSystem& system, uint64_t seed);

  Trial Next() override;

 private:
  struct Dissent {
    std::string id;
    std::string author;
    std::string date;
    std::string withdrawn_on = {};
  };
  struct Decision {
    std::string id;
    std::string body;
    std::vector<std::string> views = {};         // their dates
    std::vector<std::string> no_consensus = {};  // the same
    std::vector<Dissent> dissents = {};
    bool is_made = false;
    bool is_published = false;
    bool is_revoked = false;
    // A conflict that it states without saying how it was managed.
    bool has_open_conflict = false;
  };
  struct Body {
    std::string id;
    std::set<std::string> members;
    size_t quorum = 0;  // 0: none is stated
    bool decides = true;
    bool votes = false;
    bool is_board = false;
  };

  Trial Propose();
  // Opens a decision by itself when `index` is none.
  Trial Make(const Decision* decision, size_t index);
  Trial View(size_t index);
  Trial ReportNoConsensus(size_t index);
  Trial Publish(size_t index);
  Trial Revoke(size_t index);
  Trial RecordDissent(size_t index);
  Trial Withdraw(size_t index);
  Trial Maintain(size_t index);

  void FillPositions(const Body& body, witan::decision::v1::DecisionMade& content);
  void FillConflicts(witan::decision::v1::DecisionMade& content);
  void FillAuthority(const Body& body, witan::decision::v1::DecisionMade& content);
  Verdict VerdictOn(const Body& body, const Decision* decision, const std::string& actor,
                    const std::string& date,
                    const witan::decision::v1::DecisionMade& content) const;
  Trial Of(const std::string& record_id, const std::string& date,
           const google::protobuf::Message& content) const;
  Trial OfMember(const std::string& record_id, const Body& body, const std::string& person,
                 const std::string& date, const google::protobuf::Message& content) const;
  const Body& BodyOf(const Decision& decision) const;
  const std::string& AnyMember() { return dice_.AnyOf(system_.members); }
  static size_t StandingOn(const Decision& decision, const std::string& date);

  domain::testing::GovernedSystem& system_;
  Dice dice_;
  std::vector<Body> bodies_;
  std::vector<Decision> decisions_;
};

}  // namespace witan::testing
