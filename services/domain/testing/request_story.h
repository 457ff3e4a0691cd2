#pragma once

// What the tests of information requests share: a governed system with a topic to ask about, and
// each command of a request's life.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "services/domain/testing/governed_system.h"
#include "witan/request/v1/request.pb.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::domain::testing {

class RequestStory : public ::testing::Test {
 protected:
  RequestStory() { topic_ = Topic("RTT"); }

  std::string Topic(std::string_view code) {
    witan::topic::v1::TopicRegistered content;
    content.set_code(std::string(code));
    content.set_name("Referral to treatment");
    content.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
    content.set_maintained_by_id(system_.national);
    return system_.world.Must(FakeWorld::Header("", system_.national, "2022-04-01"), content);
  }

  witan::request::v1::RequestRaised Content(const std::string& requester_id) const {
    witan::request::v1::RequestRaised content;
    content.set_requester_id(requester_id);
    content.set_basis("Oversight framework");
    content.set_subject_id(system_.trust);
    content.set_topic_id(topic_);
    content.mutable_period()->set_from("2022-07-01");
    content.mutable_period()->set_to("2022-10-01");
    content.set_purpose("Quarterly review");
    content.set_due("2022-10-15");
    return content;
  }

  template <class Content>
  Decided State(const std::string& id, const std::string& actor_id, const Content& content,
                std::string_view date = GovernedSystem::kDay) {
    return system_.world.Do(FakeWorld::Header(id, actor_id, date), content);
  }

  Decided Raise(const witan::request::v1::RequestRaised& content) {
    return State("", content.requester_id(), content);
  }

  std::string Raised(const std::string& requester_id) {
    return system_.world.Must(FakeWorld::Header("", requester_id, GovernedSystem::kDay),
                              Content(requester_id));
  }

  Decided Join(const std::string& id, const std::string& requester_id,
               std::string_view asks_besides = "") {
    witan::request::v1::RequesterSubscribed content;
    content.set_requester_id(requester_id);
    content.set_basis("Oversight framework");
    content.set_purpose("The same review");
    content.set_asks_besides(std::string(asks_besides));
    return State(id, requester_id, content);
  }

  Decided Return(const std::string& id, const std::string& actor_id) {
    witan::request::v1::ReturnSubmitted content;
    content.set_summary("412 patients wait over a year");
    return State(id, actor_id, content);
  }

  Decided Accept(const std::string& id, const std::string& requester_id) {
    witan::request::v1::ReturnAccepted content;
    content.set_requester_id(requester_id);
    return State(id, requester_id, content);
  }

  Decided Query(const std::string& id, const std::string& requester_id,
                std::string_view due = "2022-11-01") {
    witan::request::v1::ReturnQueried content;
    content.set_requester_id(requester_id);
    content.set_query("Does it count children?");
    content.set_due(std::string(due));
    return State(id, requester_id, content);
  }

  Decided Withdraw(const std::string& id, const std::string& requester_id) {
    witan::request::v1::RequestWithdrawn content;
    content.set_requester_id(requester_id);
    content.set_reason("No longer needed");
    return State(id, requester_id, content);
  }

  Decided Close(const std::string& id, const std::string& actor_id) {
    witan::request::v1::RequestClosed content;
    content.set_reason("Complete");
    return State(id, actor_id, content);
  }

  const Record& Find(const std::string& id) { return *system_.world.Find(id); }

  GovernedSystem system_;
  std::string topic_;
};

}  // namespace witan::domain::testing
