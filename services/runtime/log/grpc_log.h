#pragma once

// gRPC writes its own complaints to stderr in a form of its own. This makes them lines of a Logger.

#include "services/runtime/log/logger.h"

namespace witan::runtime {

// Once in a process, before gRPC is used; `logger` lives as long as the process.
void TakeGrpcLog(const Logger& logger);

}  // namespace witan::runtime
