#pragma once

// Information requests, asked once: a model of a dozen lines of state.

#include "services/domain/testing/governed_system.h"
#include "tests/model/trial.h"

namespace witan::testing {

class Asking final : public Model {
 public:
  // Registers its topics and a subject of another region in the system's world, which outlives it.
  Asking(domain::testing::GovernedSystem& system, uint64_t seed);

  Trial Next() override;

 private:
  enum class State { kOpen, kAnswered, kClosed };
  struct Request {
    std::string id;
    std::string subject;
    std::string topic;
    std::string from;
    std::string to;
    std::vector<std::string> requesters = {};
    std::set<std::string> accepted_by = {};  // the newest return
    bool has_return = false;
    State state = State::kOpen;
  };

  Trial Raise();
  Trial Subscribe(size_t index);
  Trial Return(size_t index);
  Trial Accept(size_t index);
  Trial Query(size_t index);
  Trial Withdraw(size_t index);
  Trial Close(size_t index);
  Trial Of(const std::string& record_id, const std::string& actor,
           const google::protobuf::Message& content);

  static bool Stands(const Request& request);
  static bool Asks(const Request& request, const std::string& requester);
  // a region asks only what lies in it.
  bool IsOutOfRegion(const std::string& requester, const std::string& subject) const;
  const std::string& AnyActor() { return dice_.AnyOf(actors_); }

  domain::testing::GovernedSystem& system_;
  Dice dice_;
  std::string far_trust_;  // of the other region
  std::vector<std::string> actors_;
  std::vector<std::string> subjects_;
  std::vector<std::string> topics_;
  std::vector<Request> requests_;
};

}  // namespace witan::testing
