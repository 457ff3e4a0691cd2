#include <fmt/format.h>

#include "services/recorder/recorder.h"
#include "services/runtime/keys/database_key_table.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_key_value_store.h"

namespace witan::recorder {
namespace {

absl::Status Because(const absl::Status& status, std::string_view what) {
  return absl::Status(status.code(), fmt::format("{}: {}", what, std::string(status.message())));
}

absl::StatusOr<std::unique_ptr<storage::KeyValueStore>> OpenKeys(const std::string& directory) {
  storage::RocksKeyValueOptions options;
  options.directory = directory;
  options.spaces = runtime::KeySpaces();
  options.schema_version = runtime::kKeySchemaVersion;
  options.write_buffer_bytes = size_t{1} << 20;
  options.block_cache_bytes = size_t{1} << 20;
  auto store = storage::OpenRocksKeyValueStore(options);
  if (!store.ok()) return Because(store.status(), "the key store cannot be opened");
  return store;
}

absl::StatusOr<bool> IsEmpty(const storage::KeyValueStore& keys) {
  bool is_empty = true;
  RETURN_IF_ERROR(keys.Scan(0, storage::KeyRange{}, [&](std::string_view, std::string_view) {
    is_empty = false;
    return false;
  }));
  return is_empty;
}

}  // namespace

absl::StatusOr<std::unique_ptr<storage::KeyValueStore>> OpenStateStore(
    const std::string& directory) {
  storage::RocksKeyValueOptions options;
  options.directory = directory;
  options.spaces = StateSpaces();
  options.schema_version = kStateSchemaVersion;
  options.write_buffer_bytes = size_t{8} << 20;
  options.block_cache_bytes = size_t{16} << 20;
  auto store = storage::OpenRocksKeyValueStore(options);
  if (absl::IsDataLoss(store.status())) {
    return Because(store.status(),
                   "the recorder's database is damaged; it can be deleted, the log rebuilds it");
  }
  if (!store.ok()) return Because(store.status(), "the recorder's database cannot be opened");
  return store;
}

absl::StatusOr<RecorderStores> OpenRecorderStores(const RecorderFolders& folders) {
  RecorderStores stores;
  ASSIGN_OR_RETURN(stores.state, OpenStateStore(folders.state));
  ASSIGN_OR_RETURN(stores.key_database, OpenKeys(folders.keys));
  ASSIGN_OR_RETURN(const bool has_no_keys, IsEmpty(*stores.key_database));
  ASSIGN_OR_RETURN(stores.keys, runtime::DatabaseKeyTable::Open(*stores.key_database));
  auto master_key = runtime::ReadMasterKey(folders.master_key, /*create=*/has_no_keys);
  if (absl::IsNotFound(master_key.status())) {
    return absl::FailedPreconditionError(
        fmt::format("{}, but keys were made under it: without it personal details cannot be read. "
                    "Restore the file",
                    std::string(master_key.status().message())));
  }
  if (!master_key.ok()) return master_key.status();
  stores.master_key = std::make_unique<runtime::LocalMasterKey>(*master_key);
  return stores;
}

}  // namespace witan::recorder
