// Starts a recorder on a shared log: it writes when it is elected, and stands by otherwise. See
// --help.

#include "services/recorder/recorder_part.h"
#include "services/runtime/service/service_process.h"
#include "storage/base/status.h"
#include "storage/kafka/kafka_election.h"

namespace witan {
namespace {

absl::Status AddRecorder(service::ServiceProcess& process, storage::Leadership& leadership) {
  const service::ServiceOptions& options = process.options();
  RETURN_IF_ERROR(process.MakeTopics());
  recorder::RecorderStores stores;
  ASSIGN_OR_RETURN(stores.state, recorder::OpenStateStore(options.data + "/recorder"));
  ASSIGN_OR_RETURN(stores.keys, process.OpenKeyTable());
  ASSIGN_OR_RETURN(stores.master_key, process.OpenMasterKey());
  ASSIGN_OR_RETURN(auto part,
                   recorder::RecorderPart::Open(
                       {.instance = options.listen, .address = options.listen}, std::move(stores),
                       process.log(), process.clock(), process.host(), &leadership));
  process.host().Add(std::move(part));
  return absl::OkStatus();
}

}  // namespace
}  // namespace witan

int main(int argc, char** argv) {
  const witan::service::ServiceDefaults defaults{
      .name = "recorder",
      .purpose = "The command side of Witan, on a log that several processes share",
      .listen = "127.0.0.1:7401",
      .admin_port = 7501};
  // Outlives the process, whose part stands for election.
  std::unique_ptr<witan::storage::KafkaElection> election;
  const auto add = [&election](witan::service::ServiceProcess& process) {
    witan::storage::KafkaElectionOptions options;
    options.connection = process.options().log.connection;
    options.topic = witan::service::ElectionTopic(process.options().log.topic);
    options.group = options.topic;
    election = std::make_unique<witan::storage::KafkaElection>(options);
    return witan::AddRecorder(process, *election);
  };
  return witan::service::Main(defaults, witan::recorder::CommandServices(), add, argc, argv);
}
