#include "services/oversight/oversight_part.h"

#include "services/oversight/oversight.h"
#include "services/runtime/host/views_part.h"
#include "services/runtime/projector/layout.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_projection_store.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {

host::Services OversightServices() {
  return host::ServicesBeside<witan::oversight::v1::WatchEventsRequest>();
}

absl::StatusOr<std::unique_ptr<host::Part>> OpenOversightPart(const std::string& data,
                                                              storage::EventLog& log,
                                                              const runtime::KeyReader& keys,
                                                              const Clock& clock, host::Host& host,
                                                              std::function<uint64_t()> log_end) {
  ASSIGN_OR_RETURN(
      auto views, storage::OpenRocksProjectionStore({.parent_directory = data,
                                                     .name = "oversight",
                                                     .schema_version = projector::kSchemaVersion}));
  Options options;
  options.node.calls = &host.calls();
  auto service = std::make_unique<Oversight>(
      std::move(views), log, keys,
      [&host](const grpc::CallbackServerContext& context) {
        return host.callers().Identify(context);
      },
      clock, options);
  return std::make_unique<host::ViewsPart<Oversight>>(
      host::ViewsOptions{"oversight", OversightServices(), std::move(log_end)}, clock,
      std::move(service));
}

}  // namespace witan::oversight
