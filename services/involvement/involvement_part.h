#pragma once

// The involvement service as a part of a process.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/host/host.h"
#include "services/runtime/host/part.h"
#include "services/runtime/keys/key_reader.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace witan::involvement {

host::Services InvolvementServices();

// Its views stand in the folder `data`; `log_end` tells the last position known to be recorded,
// from any thread. Everything handed in by reference outlives the part. Fails as
// OpenRocksProjectionStore.
absl::StatusOr<std::unique_ptr<host::Part>> OpenInvolvementPart(
    const std::string& data, storage::EventLog& log, const runtime::KeyReader& keys,
    const Clock& clock, host::Host& host, std::function<uint64_t()> log_end);

}  // namespace witan::involvement
