#pragma once

// What every program looks at for --check, without changing anything.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/runtime/host/options.h"
#include "storage/rocksdb/folder.h"

namespace witan::host {

// One sentence each.
using Faults = std::vector<std::string>;

struct NamedFolder {
  std::string name;
  storage::FolderFormat format;
};

void Note(const absl::Status& status, Faults& faults);
// Certificates and principals.
void CheckFiles(const HostOptions& options, Faults& faults);
// Whether the two addresses are free.
void CheckAddresses(const HostOptions& options, Faults& faults);
// Whether the data folder can be made or written to; false: it cannot, and nothing is in it.
bool CheckDataFolder(const std::string& data, Faults& faults);
// Whether the folders in it that are there are of a known format.
void CheckFolders(const std::string& data, const std::vector<NamedFolder>& folders, Faults& faults);

}  // namespace witan::host
