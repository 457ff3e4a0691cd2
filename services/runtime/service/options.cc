#include "services/runtime/service/options.h"

#include "services/runtime/host/build.h"
#include "storage/base/status.h"

namespace witan::service {
namespace {

void DeclareKafka(runtime::CommandLine& line, ServiceOptions& options) {
  storage::KafkaConnection& connection = options.log.connection;
  storage::KafkaSecurity& security = connection.security;
  line.NeededText("kafka", connection.bootstrap, "brokers of the log, host:port,host:port");
  line.Text("kafka-topic", options.log.topic,
            "topic of the log; keys stand in TOPIC.keys, the writer is elected on TOPIC.writer");
  line.Text("kafka-ca", security.ca_file, "the authority of the brokers' certificates, PEM");
  line.Text("kafka-cert", security.cert_file, "own certificate for the brokers, PEM");
  line.Text("kafka-key", security.key_file, "its key, PEM");
  line.Text("kafka-user", security.user, "name for SASL/SCRAM");
  line.Text("kafka-password-file", security.password_file, "file with the password, one line");
  line.Text("kafka-mechanism", security.mechanism, "SCRAM-SHA-512 or SCRAM-SHA-256");
  line.Text("kafka-relax", options.relaxed,
            "settings that the topic may lack, with commas: for development, never in use");
}

}  // namespace

absl::StatusOr<Asked> ReadOptions(const ServiceDefaults& defaults, int argc,
                                  const char* const* argv) {
  Asked asked;
  ServiceOptions& options = asked.options;
  options.name = defaults.name;
  options.listen = defaults.listen;
  options.admin_port = defaults.admin_port;
  host::HostDurations durations;
  runtime::CommandLine line(defaults.purpose, host::kBuild);
  line.NeededText("data", options.data, "folder of what is made from the log; it can be deleted");
  host::Declare(line, options, durations);
  line.NeededText("master-key", options.master_key,
                  "file of the key under which personal keys are wrapped; the same everywhere");
  DeclareKafka(line, options);
  ASSIGN_OR_RETURN(asked.wish, line.Parse(argc, argv));
  if (asked.wish == runtime::Wish::kNothing) return asked;
  if (!options.relaxed.empty()) {
    ASSIGN_OR_RETURN(options.log.relaxed, storage::ParseKafkaNeeds(options.relaxed));
  }
  RETURN_IF_ERROR(host::Complete(durations, options));
  return asked;
}

std::string ElectionTopic(const std::string& log_topic) { return log_topic + ".writer"; }
std::string KeyTopic(const std::string& log_topic) { return log_topic + ".keys"; }

}  // namespace witan::service
