#pragma once

// What --check looks at before anything is started.

#include <string>
#include <vector>

#include "services/standalone/options.h"

namespace witan::standalone {

// One sentence for each fault: certificate, key and principals files, the master key, ports that
// are in use, a data folder that cannot be used or was written by a newer version. Empty: it would
// start. Changes nothing.
std::vector<std::string> FaultsOf(const Options& options);

}  // namespace witan::standalone
