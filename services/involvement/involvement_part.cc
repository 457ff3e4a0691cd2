#include "services/involvement/involvement_part.h"

#include "services/involvement/involvement.h"
#include "services/runtime/host/views_part.h"
#include "services/runtime/projector/layout.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_projection_store.h"
#include "witan/involvement/v1/query.pb.h"

namespace witan::involvement {

host::Services InvolvementServices() {
  return host::ServicesBeside<witan::involvement::v1::ListActivitiesResponse>();
}

absl::StatusOr<std::unique_ptr<host::Part>> OpenInvolvementPart(
    const std::string& data, storage::EventLog& log, const runtime::KeyReader& keys,
    const Clock& clock, host::Host& host, std::function<uint64_t()> log_end) {
  ASSIGN_OR_RETURN(
      auto views, storage::OpenRocksProjectionStore({.parent_directory = data,
                                                     .name = "involvement",
                                                     .schema_version = projector::kSchemaVersion}));
  Options options;
  options.node.calls = &host.calls();
  auto service = std::make_unique<Involvement>(
      std::move(views), log, keys,
      [&host](const grpc::CallbackServerContext& context) {
        return host.callers().Identify(context);
      },
      clock, options);
  return std::make_unique<host::ViewsPart<Involvement>>(
      host::ViewsOptions{"involvement", InvolvementServices(), std::move(log_end)}, clock,
      std::move(service));
}

}  // namespace witan::involvement
