#include "services/domain/topic/topic.h"

#include <fmt/format.h>

namespace witan::domain {
namespace {

using witan::topic::v1::TopicRegistered;
using witan::topic::v1::TopicRetired;

// A catalogue that renames a topic more often than this has lost it.
constexpr int kMostSuccessions = 50;

}  // namespace

void Decide(const Deciding& deciding, const TopicRegistered& content, Findings& findings) {
  if (content.maintained_by_id() != deciding.header.acted_by().organisation_id()) {
    findings.Refuse(ReasonId::kNotYourVoice,
                    "A topic is registered by the organisation that maintains it.");
  }
  for (const Record* other :
       deciding.world.Referring(content.maintained_by_id(), witan::options::v1::AGGREGATE_TOPIC)) {
    const auto registered = First<TopicRegistered>(*other);
    if (other->id == deciding.record_id || !registered || registered->code() != content.code()) {
      continue;
    }
    if (!TopicIsLiveOn(*other, deciding.occurred)) continue;
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Topic {} has the code {} already; the same question has one name.",
                                other->number, content.code()));
    return;
  }
}

void Decide(const Deciding& deciding, const TopicRetired& content, Findings& findings) {
  const auto registered = First<TopicRegistered>(*deciding.record);
  if (!registered) {
    findings.Refuse(ReasonId::kWrongState, "The topic was taken back; there is none to retire.");
    return;
  }
  if (Last<TopicRetired>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The topic was retired before.");
  }
  if (registered->maintained_by_id() != deciding.header.acted_by().organisation_id()) {
    findings.Refuse(ReasonId::kNotYourVoice,
                    "A topic is retired by the organisation that maintains it.");
  }
  const bool is_circle = !content.successor_id().empty() &&
                         CurrentTopic(deciding.world, content.successor_id()) == deciding.record_id;
  if (is_circle) {
    findings.Field("content.successor_id", "leads back to the topic that is retired");
  }
}

bool TopicIsLiveOn(const Record& topic, CivilDate date) {
  if (!First<TopicRegistered>(topic)) return false;
  const auto retired = Last<TopicRetired>(topic);
  return HoldsOn("", retired ? retired->on() : "", date);
}

std::string CurrentTopic(const World& world, std::string_view topic_id) {
  std::string current(topic_id);
  for (int i = 0; i < kMostSuccessions; ++i) {
    const Record* topic = world.Find(current);
    if (topic == nullptr) break;
    const auto retired = Last<TopicRetired>(*topic);
    if (!retired || retired->successor_id().empty()) break;
    current = retired->successor_id();
  }
  return current;
}

std::string DescribedTopic(const World& world, std::string_view topic_id) {
  const Record* topic = world.Find(topic_id);
  if (topic == nullptr) return std::string(topic_id);
  const auto registered = First<TopicRegistered>(*topic);
  if (!registered) return std::string(topic_id);
  return fmt::format("{} ({})", registered->code(), registered->name());
}

}  // namespace witan::domain
