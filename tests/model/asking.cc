#include "tests/model/asking.h"

#include <algorithm>

#include "witan/request/v1/request.pb.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::testing {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using namespace witan::request::v1;  // the messages of one schema

constexpr std::string_view kDay = "2024-12-30";
constexpr const char* kMonths[] = {"2022-07-01", "2022-10-01", "2023-01-01", "2023-04-01",
                                   "2023-07-01", "2023-10-01", "2024-01-01"};
constexpr size_t kNewestRequests = 40;

}  // namespace

Asking::Asking(GovernedSystem& system, uint64_t seed) : system_(system), dice_(seed) {
  far_trust_ = system.world.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHS_TRUST,
                                         "RM3", "Salford Royal", {system.other_icb});
  actors_ = {system.region, system.other_region, system.icb,  system.other_icb,
             system.cqc,    system.national,     system.trust};
  subjects_ = {system.trust, system.authority, far_trust_};
  for (const char* code : {"MODEL1", "MODEL2", "MODEL3"}) {
    witan::topic::v1::TopicRegistered topic;
    topic.set_code(code);
    topic.set_name(code);
    topic.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
    topic.set_maintained_by_id(system.national);
    topics_.push_back(
        system.world.Must(FakeWorld::Header("", system.national, "2022-07-01"), topic));
  }
}

bool Asking::Stands(const Request& request) {
  if (request.state == State::kClosed) return request.has_return;
  return !request.requesters.empty();
}

bool Asking::Asks(const Request& request, const std::string& requester) {
  return std::find(request.requesters.begin(), request.requesters.end(), requester) !=
         request.requesters.end();
}

bool Asking::IsOutOfRegion(const std::string& requester, const std::string& subject) const {
  if (requester == system_.region) return subject == far_trust_;
  return requester == system_.other_region && subject != far_trust_;
}

Trial Asking::Of(const std::string& record_id, const std::string& actor,
                 const google::protobuf::Message& content) {
  Trial trial;
  trial.header = FakeWorld::Header(record_id, actor, kDay);
  trial.content = FakeWorld::Wrap(content);
  return trial;
}

Trial Asking::Next() {
  if (requests_.empty() || dice_.OneIn(4)) return Raise();
  const size_t newest = std::min(requests_.size(), kNewestRequests);
  const size_t index = requests_.size() - 1 - dice_.Below(newest);
  switch (dice_.Below(8)) {
    case 0:
    case 1:
      return Subscribe(index);
    case 2:
    case 3:
      return Return(index);
    case 4:
      return Accept(index);
    case 5:
      return Query(index);
    case 6:
      return Withdraw(index);
    default:
      return Close(index);
  }
}

Trial Asking::Raise() {
  Request asked;
  const std::string actor = AnyActor();
  asked.subject = dice_.AnyOf(subjects_);
  asked.topic = dice_.AnyOf(topics_);
  const size_t begin = dice_.Below(std::size(kMonths));
  const size_t end = dice_.Below(std::size(kMonths));
  asked.from = kMonths[begin];
  asked.to = kMonths[end];
  asked.requesters = {actor};
  RequestRaised content;
  content.set_requester_id(actor);
  content.set_basis("Oversight");
  content.set_statutory_power(dice_.OneIn(6));
  content.set_subject_id(asked.subject);
  content.set_topic_id(asked.topic);
  content.mutable_period()->set_from(asked.from);
  content.mutable_period()->set_to(asked.to);
  content.set_purpose("Review");
  content.set_due("2024-12-31");
  std::vector<const Request*> same;
  for (const Request& other : requests_) {
    const bool overlaps = other.from < asked.to && asked.from < other.to;
    if (other.subject == asked.subject && other.topic == asked.topic && overlaps && Stands(other)) {
      same.push_back(&other);
    }
  }
  bool overrides_one = false;
  if (!same.empty() && dice_.OneIn(3)) {
    content.set_overrides_id(dice_.AnyOf(same)->id);
    overrides_one = true;
  } else if (!requests_.empty() && dice_.OneIn(8)) {
    content.set_overrides_id(dice_.AnyOf(requests_).id);
    overrides_one = std::any_of(same.begin(), same.end(), [&](const Request* request) {
      return request->id == content.overrides_id();
    });
  }
  const bool names_one = !content.overrides_id().empty();
  const bool justifies = names_one ? !dice_.OneIn(6) : dice_.OneIn(20);
  if (justifies) content.set_override_justification("Another use of the figures");

  Trial trial = Of("", actor, content);
  if (actor == asked.subject || end <= begin) {
    trial.expected = {"FIELD"};
    return trial;
  }
  if (IsOutOfRegion(actor, asked.subject)) trial.expected.insert("R_40");
  if (names_one != justifies || (names_one && !overrides_one)) trial.expected.insert("FIELD");
  const bool asks_again = names_one && justifies;
  if (!same.empty() && !content.statutory_power() && !asks_again) trial.expected.insert("R_46");
  trial.accepted = [this, asked](const std::string& id) {
    requests_.push_back(asked);
    requests_.back().id = id;
  };
  return trial;
}

Trial Asking::Subscribe(size_t index) {
  const Request& request = requests_[index];
  const std::string actor = AnyActor();
  RequesterSubscribed content;
  content.set_requester_id(actor);
  content.set_basis("Agreement");
  content.set_purpose("Review");
  const bool asks_more = dice_.OneIn(4);
  if (asks_more) content.set_asks_besides("By site");
  Trial trial = Of(request.id, actor, content);
  if (actor == request.subject) trial.expected.insert("FIELD");
  if (IsOutOfRegion(actor, request.subject)) trial.expected.insert("R_40");
  if (Asks(request, actor)) trial.expected.insert("TWICE_STATED");
  if (!Stands(request)) trial.expected.insert("WRONG_STATE");
  trial.accepted = [this, index, actor, asks_more](const std::string&) {
    requests_[index].requesters.push_back(actor);
    if (asks_more) requests_[index].state = State::kOpen;
  };
  return trial;
}

Trial Asking::Return(size_t index) {
  const Request& request = requests_[index];
  const std::string actor = dice_.OneIn(6) ? AnyActor() : request.subject;
  ReturnSubmitted content;
  content.set_summary("The figures");
  Trial trial = Of(request.id, actor, content);
  if (request.state == State::kClosed || request.requesters.empty()) {
    trial.expected.insert("WRONG_STATE");
  }
  if (actor != request.subject) trial.expected.insert("NOT_YOUR_VOICE");
  trial.accepted = [this, index](const std::string&) {
    requests_[index].has_return = true;
    requests_[index].accepted_by.clear();
    requests_[index].state = State::kAnswered;
  };
  return trial;
}

Trial Asking::Accept(size_t index) {
  const Request& request = requests_[index];
  const std::string actor = AnyActor();
  ReturnAccepted content;
  content.set_requester_id(actor);
  Trial trial = Of(request.id, actor, content);
  if (!Asks(request, actor) || !request.has_return) {
    trial.expected = {"WRONG_STATE"};
  } else if (request.accepted_by.contains(actor)) {
    trial.expected = {"TWICE_STATED"};
  }
  trial.accepted = [this, index, actor](const std::string&) {
    requests_[index].accepted_by.insert(actor);
  };
  return trial;
}

Trial Asking::Query(size_t index) {
  const Request& request = requests_[index];
  const std::string actor = AnyActor();
  const bool is_late = dice_.OneIn(5);
  ReturnQueried content;
  content.set_requester_id(actor);
  content.set_query("Is this by site?");
  content.set_due(is_late ? "2024-12-01" : "2024-12-31");
  Trial trial = Of(request.id, actor, content);
  if (!Asks(request, actor)) {
    trial.expected = {"WRONG_STATE"};
    return trial;
  }
  if (!request.has_return || request.state == State::kClosed) {
    trial.expected.insert("WRONG_STATE");
  }
  if (is_late) trial.expected.insert("FIELD");
  trial.accepted = [this, index](const std::string&) { requests_[index].state = State::kOpen; };
  return trial;
}

Trial Asking::Withdraw(size_t index) {
  const Request& request = requests_[index];
  const std::string actor = AnyActor();
  RequestWithdrawn content;
  content.set_requester_id(actor);
  content.set_reason("No longer needed");
  Trial trial = Of(request.id, actor, content);
  if (!Asks(request, actor) || request.state == State::kClosed) trial.expected = {"WRONG_STATE"};
  trial.accepted = [this, index, actor](const std::string&) {
    std::erase(requests_[index].requesters, actor);
  };
  return trial;
}

Trial Asking::Close(size_t index) {
  const Request& request = requests_[index];
  const std::string actor = AnyActor();
  RequestClosed content;
  content.set_reason("Done");
  Trial trial = Of(request.id, actor, content);
  if (request.state == State::kClosed) {
    trial.expected = {"TWICE_STATED"};
  } else if (request.requesters.empty()) {
    trial.expected = {"WRONG_STATE"};
  } else if (!Asks(request, actor)) {
    trial.expected = {"NOT_YOUR_VOICE"};
  }
  trial.accepted = [this, index](const std::string&) { requests_[index].state = State::kClosed; };
  return trial;
}

}  // namespace witan::testing
