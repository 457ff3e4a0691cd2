#include "storage/kafka/kafka_needs.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "storage/kafka/broker_version.h"

namespace witan::storage {
namespace {

constexpr int kLeastReplicas = 3;
constexpr int kLeastInSync = 2;
// What a topic without the setting would have; only a broker older than the log needs leaves it
// out.
constexpr uint64_t kMaxMessageBytes = 1'048'588;

constexpr std::array kAllNeeds = {KafkaNeed::kReplicationFactor,    KafkaNeed::kMinInsyncReplicas,
                                  KafkaNeed::kFlushMessages,        KafkaNeed::kRetentionMs,
                                  KafkaNeed::kRetentionBytes,       KafkaNeed::kCleanupPolicy,
                                  KafkaNeed::kUncleanLeaderElection};

std::string Found(const KafkaTopicState& state, KafkaNeed need) {
  if (need == KafkaNeed::kReplicationFactor) return std::to_string(state.replicas);
  const auto at = state.settings.find(std::string(Name(need)));
  return at == state.settings.end() ? "not told by the brokers" : at->second;
}

std::optional<int64_t> Number(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string Needed(KafkaNeed need, const KafkaTopicState& state) {
  switch (need) {
    case KafkaNeed::kReplicationFactor:
      return fmt::format("at least {}", kLeastReplicas);
    case KafkaNeed::kMinInsyncReplicas:
      return state.replicas > kLeastInSync
                 ? fmt::format("at least {} and below {}", kLeastInSync, state.replicas)
                 : fmt::format("at least {}", kLeastInSync);
    case KafkaNeed::kFlushMessages:
      return "1";
    case KafkaNeed::kRetentionMs:
    case KafkaNeed::kRetentionBytes:
      return "-1";
    case KafkaNeed::kCleanupPolicy:
      return "delete";
    case KafkaNeed::kUncleanLeaderElection:
      return "false";
  }
  return "";
}

bool IsMet(KafkaNeed need, const std::string& found, const KafkaTopicState& state) {
  switch (need) {
    case KafkaNeed::kReplicationFactor:
      return state.replicas >= kLeastReplicas;
    case KafkaNeed::kMinInsyncReplicas: {
      // As many as there are replicas: the first broker that stops would stop the log.
      const std::optional<int64_t> number = Number(found);
      return number.has_value() && *number >= kLeastInSync &&
             (*number < state.replicas || state.replicas <= kLeastInSync);
    }
    case KafkaNeed::kFlushMessages:
    case KafkaNeed::kRetentionMs:
    case KafkaNeed::kRetentionBytes:
    case KafkaNeed::kCleanupPolicy:
    case KafkaNeed::kUncleanLeaderElection:
      return found == Needed(need, state);
  }
  return false;
}

std::string Sentence(const std::string& topic, const std::vector<KafkaShortfall>& shortfalls) {
  std::string list;
  std::string names;
  for (const KafkaShortfall& each : shortfalls) {
    list += fmt::format("{}{} is {}, needed is {}", list.empty() ? "" : "; ", Name(each.need),
                        each.found, each.needed);
    names += fmt::format("{}{}", names.empty() ? "" : ",", Name(each.need));
  }
  return fmt::format(
      "the topic {} is not fit for the log: {}. Set it right, or allow it by relaxing {}", topic,
      list, names);
}

}  // namespace

std::string_view Name(KafkaNeed need) {
  switch (need) {
    case KafkaNeed::kReplicationFactor:
      return "replication.factor";
    case KafkaNeed::kMinInsyncReplicas:
      return "min.insync.replicas";
    case KafkaNeed::kFlushMessages:
      return "flush.messages";
    case KafkaNeed::kRetentionMs:
      return "retention.ms";
    case KafkaNeed::kRetentionBytes:
      return "retention.bytes";
    case KafkaNeed::kCleanupPolicy:
      return "cleanup.policy";
    case KafkaNeed::kUncleanLeaderElection:
      return "unclean.leader.election.enable";
  }
  return "";
}

absl::StatusOr<std::set<KafkaNeed>> ParseKafkaNeeds(std::string_view names) {
  std::set<KafkaNeed> needs;
  while (!names.empty()) {
    const size_t comma = names.find(',');
    const std::string_view word = names.substr(0, comma);
    names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    std::string known;
    const size_t before = needs.size();
    for (const KafkaNeed need : kAllNeeds) {
      if (word == Name(need)) needs.insert(need);
      known += fmt::format("{}{}", known.empty() ? "" : ", ", Name(need));
    }
    const bool is_repeated = needs.size() == before;
    if (is_repeated) {
      return absl::InvalidArgumentError(fmt::format(
          "\"{}\" is no setting of the topic that can be relaxed, or stands there twice; there "
          "are: {}",
          word, known));
    }
  }
  return needs;
}

absl::StatusOr<KafkaTopicReport> CheckNeeds(const std::string& topic, const KafkaTopicState& state,
                                            const std::set<KafkaNeed>& relaxed) {
  if (state.fetch_version != 0 && state.fetch_version < kLeastFetchVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "the Kafka brokers of the topic {} are older than version 4.1, which the log needs: they "
        "take the request to fetch records up to version {}, and 4.1 takes {}. Upgrade them",
        topic, state.fetch_version, kLeastFetchVersion));
  }
  if (state.partitions != 1) {
    return absl::FailedPreconditionError(fmt::format(
        "the topic {} has {} partitions and cannot hold the log: the order of its records would be "
        "lost. It needs exactly 1",
        topic, state.partitions));
  }
  KafkaTopicReport report;
  report.replication_factor = state.replicas;
  std::vector<KafkaShortfall> refused;
  for (const KafkaNeed need : kAllNeeds) {
    std::string found = Found(state, need);
    if (IsMet(need, found, state)) continue;
    auto& list = relaxed.contains(need) ? report.relaxed : refused;
    list.push_back({need, std::move(found), Needed(need, state)});
  }
  if (!refused.empty()) return absl::FailedPreconditionError(Sentence(topic, refused));
  const auto at = state.settings.find("max.message.bytes");
  const auto bytes = at == state.settings.end() ? std::nullopt : Number(at->second);
  report.max_message_bytes = bytes.has_value() ? static_cast<uint64_t>(*bytes) : kMaxMessageBytes;
  return report;
}

}  // namespace witan::storage
