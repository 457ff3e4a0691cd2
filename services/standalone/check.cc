#include "services/standalone/check.h"

#include <fmt/format.h>

#include <filesystem>

#include "services/recorder/state_rows.h"
#include "services/runtime/host/check.h"
#include "services/runtime/keys/database_key_table.h"
#include "services/runtime/keys/master_key.h"
#include "services/runtime/projector/layout.h"
#include "storage/rocksdb/log_database.h"

namespace witan::standalone {
namespace {

namespace fs = std::filesystem;

// A first start makes the key; later ones need it.
void CheckMasterKey(const Options& options, host::Faults& faults) {
  const auto key = runtime::ReadMasterKey(options.master_key, /*create=*/false);
  const bool may_be_absent = !fs::exists(options.data + "/keys");
  if (absl::IsNotFound(key.status()) && may_be_absent) return;
  host::Note(key.status(), faults);
}

void CheckData(const Options& options, host::Faults& faults) {
  if (!host::CheckDataFolder(options.data, faults)) return;
  host::CheckFolders(options.data,
                     {{"log", storage::kLogFormat},
                      {"recorder", {"state", recorder::kStateSchemaVersion}},
                      {"keys", {"state", runtime::kKeySchemaVersion}},
                      {fmt::format("oversight-v{}", projector::kSchemaVersion),
                       {"projection", projector::kSchemaVersion}},
                      {fmt::format("involvement-v{}", projector::kSchemaVersion),
                       {"projection", projector::kSchemaVersion}}},
                     faults);
  std::error_code ignored;
  if (fs::exists(options.data + "/recorder", ignored) &&
      !fs::exists(options.data + "/log", ignored)) {
    faults.push_back(fmt::format(
        "The log {0}/log is gone, but {0}/recorder was made from it. Put the log back, or name "
        "another folder with --data.",
        options.data));
  }
}

}  // namespace

std::vector<std::string> FaultsOf(const Options& options) {
  host::Faults faults;
  host::CheckFiles(options, faults);
  CheckMasterKey(options, faults);
  CheckData(options, faults);
  host::CheckAddresses(options, faults);
  return faults;
}

}  // namespace witan::standalone
