// Starts the involvement service on a shared log: it builds its views from the log and follows it.
// See
// --help.

#include "services/involvement/involvement_part.h"
#include "services/runtime/service/service_process.h"
#include "storage/base/status.h"

int main(int argc, char** argv) {
  const witan::service::ServiceDefaults defaults{
      .name = "involvement",
      .purpose = "The involvement queries of Witan, on a log that several processes share",
      .listen = "127.0.0.1:7403",
      .admin_port = 7503};
  // Outlives the process, whose part opens sealed texts by it.
  std::unique_ptr<witan::runtime::KeyStore> keys;
  const auto add = [&keys](witan::service::ServiceProcess& process) -> absl::Status {
    ASSIGN_OR_RETURN(auto table, process.OpenKeyTable());
    ASSIGN_OR_RETURN(auto master_key, process.OpenMasterKey());
    ASSIGN_OR_RETURN(keys, witan::runtime::KeyStore::Open(std::move(table), std::move(master_key)));
    ASSIGN_OR_RETURN(auto part, witan::involvement::OpenInvolvementPart(
                                    process.options().data, process.log(), *keys, process.clock(),
                                    process.host(), nullptr));
    process.host().Add(std::move(part));
    return absl::OkStatus();
  };
  return witan::service::Main(defaults, witan::involvement::InvolvementServices(), add, argc, argv);
}
