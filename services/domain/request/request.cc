#include "services/domain/request/request.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/checks.h"
#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/topic/topic.h"

namespace witan::domain {
namespace {

using witan::request::v1::RequestClosed;
using witan::request::v1::RequesterSubscribed;
using witan::request::v1::RequestRaised;
using witan::request::v1::RequestWithdrawn;
using witan::request::v1::ReturnAccepted;
using witan::request::v1::ReturnQueried;
using witan::request::v1::ReturnSubmitted;

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// The request that the command continues; false when it was taken back, which is then stated.
FactOf<RequestRaised> RaisedOf(const Deciding& deciding, Findings& findings) {
  const auto raised = First<RequestRaised>(*deciding.record);
  if (!raised) findings.Refuse(ReasonId::kWrongState, "The request was taken back.");
  return raised;
}

// Nobody asks, accepts or withdraws in another's name.
void CheckRequesterActs(const Deciding& deciding, const std::string& requester_id,
                        Findings& findings) {
  if (requester_id != deciding.header.acted_by().organisation_id()) {
    findings.Field("content.requester_id", "is not the organisation that acts");
  }
}

bool CheckIsRequester(const Deciding& deciding, const std::string& requester_id,
                      Findings& findings) {
  CheckRequesterActs(deciding, requester_id, findings);
  if (Contains(RequestersOf(*deciding.record), requester_id)) return true;
  findings.Refuse(ReasonId::kWrongState,
                  fmt::format("{} did not ask for this, or has withdrawn.",
                              Described(deciding.world, requester_id, deciding.occurred)));
  return false;
}

void CheckAsked(const Deciding& deciding, const RequestRaised& content, Findings& findings) {
  CheckRequesterActs(deciding, content.requester_id(), findings);
  if (content.subject_id() == content.requester_id()) {
    findings.Field("content.subject_id", "is the requester; nobody asks itself");
  }
  if (content.period().to().empty()) {
    findings.Field("content.period.to", "is missing; a request is about a period with an end");
  } else if (content.period().to() <= content.period().from()) {
    findings.Field("content.period.to", "is not after content.period.from");
  }
  if (content.due() < deciding.occurred.Text()) {
    findings.Field("content.due",
                   fmt::format("is before the request itself, {}", deciding.occurred.Text()));
  }
  if (!TopicIsLiveOn(*deciding.world.Find(content.topic_id()), deciding.occurred)) {
    findings.Field("content.topic_id",
                   fmt::format("{} is retired; the topic that stands for it is {}",
                               DescribedTopic(deciding.world, content.topic_id()),
                               CurrentTopic(deciding.world, content.topic_id())));
  }
}

void CheckOverride(const RequestRaised& content, const std::vector<const Record*>& same,
                   Findings& findings) {
  if (content.overrides_id().empty() != IsBlank(content.override_justification())) {
    findings.Field(
        content.overrides_id().empty() ? "content.overrides_id" : "content.override_justification",
        "is missing; an override names the earlier request and says why");
    return;
  }
  if (content.overrides_id().empty()) return;
  const bool is_one = std::any_of(same.begin(), same.end(), [&](const Record* request) {
    return request->id == content.overrides_id();
  });
  if (!is_one) findings.Field("content.overrides_id", "is no request that this one repeats");
}

//
void CheckAskedOnce(const Deciding& deciding, const RequestRaised& content,
                    const std::vector<const Record*>& same, Findings& findings) {
  const std::string subject = Described(deciding.world, content.subject_id(), deciding.occurred);
  const std::string topic = DescribedTopic(deciding.world, content.topic_id());
  if (same.empty()) {
    return findings.Held(
        RuleId::k46, fmt::format("Nobody has asked {} for {} over this period.", subject, topic));
  }
  const Record& first = *same.front();
  const auto raised = First<RequestRaised>(first);
  for (const Record* request : same) {
    findings.RestsOn(First<RequestRaised>(*request).event->event_id());
  }
  const std::string earlier =
      fmt::format("request {} of {} asks {} for {} from {} to {}", first.number,
                  Described(deciding.world, raised->requester_id(), deciding.occurred), subject,
                  topic, raised->period().from(), raised->period().to());
  if (content.statutory_power()) {
    findings.Held(RuleId::k46, fmt::format("Though {}, a statutory power overrides: {}.", earlier,
                                           content.basis()));
  } else if (!content.overrides_id().empty() && !IsBlank(content.override_justification())) {
    findings.Held(RuleId::k46, fmt::format("Though {}, it is asked again, because: {}", earlier,
                                           content.override_justification()));
  } else {
    findings.Broken(
        RuleId::k46,
        fmt::format("It was asked already: {}. Join it (id {}), or name it in overrides_id and say "
                    "why it is asked again.",
                    earlier, first.id));
  }
}

}  // namespace

void Decide(const Deciding& deciding, const RequestRaised& content, Findings& findings) {
  CheckAsked(deciding, content, findings);
  if (findings.HasFieldFindings()) return;
  CheckRegion(deciding, content.requester_id(), content.subject_id(), findings);
  auto same = SameRequests(deciding.world, content);
  std::erase_if(same, [&](const Record* request) { return request->id == deciding.record_id; });
  CheckOverride(content, same, findings);
  CheckAskedOnce(deciding, content, same, findings);
}

void Decide(const Deciding& deciding, const RequesterSubscribed& content, Findings& findings) {
  const auto raised = RaisedOf(deciding, findings);
  if (!raised) return;
  CheckRequesterActs(deciding, content.requester_id(), findings);
  CheckRegion(deciding, content.requester_id(), raised->subject_id(), findings);
  if (content.requester_id() == raised->subject_id()) {
    findings.Field("content.requester_id", "is the subject of the request");
  }
  if (Contains(RequestersOf(*deciding.record), content.requester_id())) {
    findings.Refuse(ReasonId::kTwiceStated, "This requester has asked for it already.");
  }
  if (!StandsAsAsked(*deciding.record)) {
    findings.Refuse(ReasonId::kWrongState,
                    "The request was withdrawn, or closed without a return; raise a new one.");
  }
}

void Decide(const Deciding& deciding, const ReturnSubmitted&, Findings& findings) {
  const auto raised = RaisedOf(deciding, findings);
  if (!raised) return;
  const RequestState state = RequestStateOf(*deciding.record);
  if (state == RequestState::kWithdrawn || state == RequestState::kClosed) {
    findings.Refuse(ReasonId::kWrongState, "The request is withdrawn or closed.");
  }
  if (deciding.header.acted_by().organisation_id() != raised->subject_id()) {
    findings.Refuse(
        ReasonId::kNotYourVoice,
        fmt::format("The return is for {} to submit.",
                    Described(deciding.world, raised->subject_id(), deciding.occurred)));
  }
}

void Decide(const Deciding& deciding, const ReturnAccepted& content, Findings& findings) {
  if (!RaisedOf(deciding, findings)) return;
  if (!CheckIsRequester(deciding, content.requester_id(), findings)) return;
  bool has_return = false;
  bool is_accepted = false;
  for (const EventPtr& event : deciding.record->facts) {
    if (As<ReturnSubmitted>(event->payload()) != nullptr) {
      has_return = true;
      is_accepted = false;
    } else if (const auto* accepted = As<ReturnAccepted>(event->payload())) {
      is_accepted = is_accepted || accepted->requester_id() == content.requester_id();
    }
  }
  if (!has_return) findings.Refuse(ReasonId::kWrongState, "There is no return to accept yet.");
  if (is_accepted) {
    findings.Refuse(ReasonId::kTwiceStated, "This requester has accepted the return already.");
  }
}

void Decide(const Deciding& deciding, const ReturnQueried& content, Findings& findings) {
  if (!RaisedOf(deciding, findings)) return;
  if (!CheckIsRequester(deciding, content.requester_id(), findings)) return;
  if (!Last<ReturnSubmitted>(*deciding.record)) {
    findings.Refuse(ReasonId::kWrongState, "There is no return to query yet.");
  } else if (RequestStateOf(*deciding.record) == RequestState::kClosed) {
    findings.Refuse(ReasonId::kWrongState, "The request is closed.");
  }
  if (content.due() < deciding.occurred.Text()) {
    findings.Field("content.due",
                   fmt::format("is before the query itself, {}", deciding.occurred.Text()));
  }
}

void Decide(const Deciding& deciding, const RequestWithdrawn& content, Findings& findings) {
  if (!RaisedOf(deciding, findings)) return;
  if (!CheckIsRequester(deciding, content.requester_id(), findings)) return;
  if (RequestStateOf(*deciding.record) == RequestState::kClosed) {
    findings.Refuse(ReasonId::kWrongState, "The request is closed.");
  }
}

void Decide(const Deciding& deciding, const RequestClosed&, Findings& findings) {
  if (!RaisedOf(deciding, findings)) return;
  const RequestState state = RequestStateOf(*deciding.record);
  if (state == RequestState::kClosed) {
    findings.Refuse(ReasonId::kTwiceStated, "The request was closed before.");
  } else if (state == RequestState::kWithdrawn) {
    findings.Refuse(ReasonId::kWrongState, "Every requester withdrew; there is nothing to close.");
  } else if (!Contains(RequestersOf(*deciding.record),
                       deciding.header.acted_by().organisation_id())) {
    findings.Refuse(ReasonId::kNotYourVoice, "A request is closed by one who asked for it.");
  }
}

RequestState RequestStateOf(const Record& request) {
  RequestState state = RequestState::kOpen;
  for (const EventPtr& event : request.facts) {
    const auto& payload = event->payload();
    const auto* subscribed = As<RequesterSubscribed>(payload);
    const bool asks_more = subscribed != nullptr && !subscribed->asks_besides().empty();
    if (As<ReturnSubmitted>(payload) != nullptr) state = RequestState::kAnswered;
    if (As<ReturnQueried>(payload) != nullptr || asks_more) state = RequestState::kOpen;
    if (As<RequestClosed>(payload) != nullptr) state = RequestState::kClosed;
  }
  if (state == RequestState::kClosed) return state;
  return RequestersOf(request).empty() ? RequestState::kWithdrawn : state;
}

std::vector<std::string> RequestersOf(const Record& request) {
  std::vector<std::string> requesters;
  for (const EventPtr& event : request.facts) {
    if (const auto* raised = As<RequestRaised>(event->payload())) {
      requesters.push_back(raised->requester_id());
    } else if (const auto* joined = As<RequesterSubscribed>(event->payload())) {
      requesters.push_back(joined->requester_id());
    } else if (const auto* withdrawn = As<RequestWithdrawn>(event->payload())) {
      std::erase(requesters, withdrawn->requester_id());
    }
  }
  return requesters;
}

bool StandsAsAsked(const Record& request) {
  if (!First<RequestRaised>(request)) return false;
  switch (RequestStateOf(request)) {
    case RequestState::kOpen:
    case RequestState::kAnswered:
      return true;
    case RequestState::kWithdrawn:
      return false;
    case RequestState::kClosed:
      return static_cast<bool>(Last<ReturnSubmitted>(request));
  }
  return false;
}

std::vector<const Record*> SameRequests(const World& world, const RequestRaised& asked) {
  std::vector<const Record*> same;
  const std::string topic = CurrentTopic(world, asked.topic_id());
  for (const Record* request :
       world.Referring(asked.subject_id(), witan::options::v1::AGGREGATE_REQUEST)) {
    const auto raised = First<RequestRaised>(*request);
    if (!raised || raised->subject_id() != asked.subject_id()) continue;
    const bool overlaps = raised->period().from() < asked.period().to() &&
                          asked.period().from() < raised->period().to();
    if (!overlaps || !StandsAsAsked(*request)) continue;
    if (CurrentTopic(world, raised->topic_id()) == topic) same.push_back(request);
  }
  return same;
}

}  // namespace witan::domain
