#include "storage/kafka/kafka_client.h"

#include <fmt/format.h>
#include <syslog.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "storage/base/status.h"
#include "storage/kafka/broker_version.h"

namespace witan::storage {
namespace {

constexpr size_t kErrorTextSize = 512;

struct ConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using Conf = std::unique_ptr<rd_kafka_conf_t, ConfDeleter>;

absl::Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, kErrorTextSize> why{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) ==
      RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      fmt::format("Kafka's client refuses the setting {}: {}", name, why.data()));
}

absl::StatusOr<std::string> FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("the file {} of Kafka's password cannot be read or is empty", path));
  }
  return line;
}

// The first librdkafka whose SCRAM holds to RFC 5802. Brokers since 3.8.1 refuse the others as if
// the password were wrong.
constexpr int kSoundScramVersion = 0x020601ff;

absl::Status CheckMechanism(const KafkaSecurity& security) {
  const bool is_scram = security.mechanism.starts_with("SCRAM-SHA-");
  if (!is_scram && security.mechanism != "PLAIN") {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" is no way to sign in to Kafka that Witan knows; there are PLAIN, "
                    "SCRAM-SHA-256 and SCRAM-SHA-512",
                    security.mechanism));
  }
  if (is_scram && rd_kafka_version() < kSoundScramVersion) {
    return absl::FailedPreconditionError(
        fmt::format("Kafka's client library on this machine is version {}, whose SCRAM every "
                    "broker since 3.8.1 "
                    "refuses; it takes 2.6.1. Use a certificate, or PLAIN over TLS",
                    rd_kafka_version_str()));
  }
  if (!is_scram && security.ca_file.empty()) {
    return absl::InvalidArgumentError(
        "PLAIN sends the password to the Kafka brokers as it is: it takes TLS");
  }
  return absl::OkStatus();
}

absl::StatusOr<KafkaSettings> SecuritySettings(const KafkaSecurity& security) {
  KafkaSettings settings;
  const bool has_tls = !security.ca_file.empty();
  const bool has_sasl = !security.user.empty();
  if (!has_tls && !security.cert_file.empty()) {
    return absl::InvalidArgumentError(
        "a certificate for Kafka is given without the authority that signs the brokers'");
  }
  settings.emplace_back("security.protocol", has_tls ? (has_sasl ? "sasl_ssl" : "ssl")
                                                     : (has_sasl ? "sasl_plaintext" : "plaintext"));
  if (has_tls) settings.emplace_back("ssl.ca.location", security.ca_file);
  if (!security.cert_file.empty()) {
    settings.emplace_back("ssl.certificate.location", security.cert_file);
    settings.emplace_back("ssl.key.location", security.key_file);
  }
  if (has_sasl) {
    RETURN_IF_ERROR(CheckMechanism(security));
    ASSIGN_OR_RETURN(std::string password, FirstLine(security.password_file));
    settings.emplace_back("sasl.mechanism", security.mechanism);
    settings.emplace_back("sasl.username", security.user);
    settings.emplace_back("sasl.password", std::move(password));
  }
  return settings;
}

// A broker that hangs is given up within seconds, one that is back is found within one.
KafkaSettings CommonSettings(const KafkaConnection& connection) {
  return {{"bootstrap.servers", connection.bootstrap},
          {"client.id", connection.client_id},
          {"log_level", std::to_string(LOG_INFO)},
          {"log.connection.close", "false"},
          {"socket.timeout.ms", "6000"},
          {"socket.connection.setup.timeout.ms", "5000"},
          {"socket.keepalive.enable", "true"},
          {"socket.nagle.disable", "true"},
          {"reconnect.backoff.ms", "50"},
          {"reconnect.backoff.max.ms", "1000"},
          {"topic.metadata.refresh.interval.ms", "5000"},
          {"topic.metadata.refresh.fast.interval.ms", "100"}};
}

// That a setting is experimental is known to who sets it, for each producer anew.
bool IsKnownWarning(std::string_view facility, std::string_view words) {
  return facility == "CONFWARN" && words.find("enable.gapless.guarantee") != std::string_view::npos;
}

}  // namespace

KafkaSettings HearsVersions() {
  return {{"debug", "feature"}, {"log_level", std::to_string(LOG_DEBUG)}};
}

KafkaClient::KafkaClient(KafkaLogFunction log, KafkaDeliveries* deliveries)
    : log_(std::move(log)), deliveries_(deliveries) {}

KafkaClient::~KafkaClient() {
  if (client_ != nullptr) rd_kafka_destroy(client_);
}

absl::StatusOr<std::unique_ptr<KafkaClient>> KafkaClient::Make(rd_kafka_type_t type,
                                                               const KafkaConnection& connection,
                                                               const KafkaSettings& settings,
                                                               KafkaDeliveries* deliveries) {
  if (connection.bootstrap.empty()) {
    return absl::InvalidArgumentError("no address of a Kafka broker is given");
  }
  Conf conf(rd_kafka_conf_new());
  ASSIGN_OR_RETURN(const KafkaSettings security, SecuritySettings(connection.security));
  for (const KafkaSettings& list : {CommonSettings(connection), security, settings}) {
    for (const auto& [name, value] : list) RETURN_IF_ERROR(Set(conf.get(), name, value));
  }
  std::unique_ptr<KafkaClient> made(new KafkaClient(connection.log, deliveries));
  rd_kafka_conf_set_opaque(conf.get(), made.get());
  rd_kafka_conf_set_log_cb(conf.get(), &KafkaClient::OnLog);
  if (deliveries != nullptr) rd_kafka_conf_set_dr_msg_cb(conf.get(), &KafkaClient::OnDelivery);
  std::array<char, kErrorTextSize> why{};
  made->client_ = rd_kafka_new(type, conf.get(), why.data(), why.size());
  if (made->client_ == nullptr) {
    return absl::InvalidArgumentError(
        fmt::format("Kafka's client cannot be made with these settings: {}", why.data()));
  }
  (void)conf.release();  // the client owns it now
  return made;
}

absl::StatusOr<KafkaTopicHandle> KafkaClient::Topic(const std::string& name) const {
  KafkaTopicHandle topic(rd_kafka_topic_new(client_, name.c_str(), nullptr));
  if (topic == nullptr) {
    return absl::InvalidArgumentError(fmt::format("\"{}\" cannot be a topic of Kafka: {}", name,
                                                  rd_kafka_err2str(rd_kafka_last_error())));
  }
  return topic;
}

std::string KafkaClient::last_complaint() const {
  MutexLock lock(mutex_);
  return complaint_;
}

int KafkaClient::fetch_version() const {
  MutexLock lock(mutex_);
  return fetch_version_;
}

void KafkaClient::Hear(int level, std::string_view words) {
  if (level >= LOG_DEBUG) {
    const auto version = FetchVersionOf(words);
    if (!version.has_value()) return;
    MutexLock lock(mutex_);
    fetch_version_ = fetch_version_ == 0 ? *version : std::min(fetch_version_, *version);
  } else if (level <= LOG_WARNING && words.find("brokers are down") == std::string_view::npos) {
    // That all brokers are down says less than why the last one is.
    MutexLock lock(mutex_);
    complaint_ = std::string(words);
  }
}

void KafkaClient::OnLog(const rd_kafka_t* client, int level, const char* facility,
                        const char* text) {
  auto* self = static_cast<KafkaClient*>(rd_kafka_opaque(client));
  std::string_view words = text;
  // "[thrd:NAME]: " is of use to nobody but librdkafka's authors.
  if (words.starts_with("[thrd:")) {
    const size_t end = words.find("]: ");
    if (end != std::string_view::npos) words.remove_prefix(end + 3);
  }
  if (IsKnownWarning(facility, words)) return;
  self->Hear(level, words);
  if (self->log_ && level < LOG_DEBUG)
    self->log_(level, fmt::format("kafka {}: {}", facility, words));
}

void KafkaClient::OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message,
                             void* opaque) {
  static_cast<KafkaClient*>(opaque)->deliveries_->Delivered(*message);
}

}  // namespace witan::storage
