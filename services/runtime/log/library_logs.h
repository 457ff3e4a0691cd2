#pragma once

// gRPC and protobuf write their own complaints to stderr, in forms of their own. This makes them
// lines of a Logger. Of protobuf's only the place in its code is said: its texts may quote what
// was sent.

#include "services/runtime/log/logger.h"

namespace witan::runtime {

// Once in a process, before gRPC is used; `logger` lives as long as the process. A complaint that
// clients can cause without end is one line a second.
void TakeLibraryLogs(const Logger& logger);

}  // namespace witan::runtime
