#pragma once

// The catalogue of topics and metrics: one list, so that the same question has the same name.

#include <string>
#include <string_view>

#include "services/domain/decide.h"
#include "witan/topic/v1/topic.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::topic::v1::TopicRegistered& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::topic::v1::TopicRetired& content,
            Findings& findings);

bool TopicIsLiveOn(const Record& topic, CivilDate date);
// The topic that stands for this one: itself, or the last of its successors. Two topics with the
// same one ask the same question.
std::string CurrentTopic(const World& world, std::string_view topic_id);
// "RTT (Referral to treatment)": for sentences.
std::string DescribedTopic(const World& world, std::string_view topic_id);

}  // namespace witan::domain
