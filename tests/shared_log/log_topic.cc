#include "tests/shared_log/log_topic.h"

#include <sys/stat.h>

#include <fstream>

#include "storage/base/check.h"
#include "storage/base/uuid.h"

namespace witan::testing {

LogTopic::LogTopic(storage::KafkaLogOptions options, const storage::KafkaTopicPlan& plan,
                   const std::string& folder)
    : options_(std::move(options)),
      key_file_(folder + "/master.key"),
      codec_(runtime::BuildInfo{"test", ""}) {
  const absl::Status made = storage::CreateKafkaTopic(options_, plan);
  WITAN_CHECK(made.ok(), std::string(made.message()));
  auto opened = storage::KafkaEventLog::Open(options_, codec_, clock_);
  WITAN_CHECK(opened.ok(), std::string(opened.status().message()));
  log_ = *std::move(opened);
  const auto created = log_->Create(LogId{Uuid::Random()}, "a test");
  WITAN_CHECK(created.ok(), std::string(created.status().message()));
  std::ofstream(key_file_) << std::string(64, 'a') << "\n";
  WITAN_CHECK(::chmod(key_file_.c_str(), 0600) == 0, "the key's file cannot be closed to others");
}

std::vector<std::string> LogTopic::Settings() const {
  std::vector<std::string> settings = {"--kafka",       options_.connection.bootstrap,
                                       "--kafka-topic", options_.topic,
                                       "--master-key",  key_file_};
  std::string relaxed;
  for (const storage::KafkaNeed need : options_.relaxed) {
    relaxed += (relaxed.empty() ? "" : ",") + std::string(storage::Name(need));
  }
  if (!relaxed.empty()) settings.insert(settings.end(), {"--kafka-relax", relaxed});
  return settings;
}

}  // namespace witan::testing
