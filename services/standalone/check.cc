#include "services/standalone/check.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "services/recorder/key_store.h"
#include "services/recorder/state_rows.h"
#include "services/runtime/principal/caller.h"
#include "services/runtime/projector/layout.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/log_database.h"

namespace witan::standalone {
namespace {

namespace fs = std::filesystem;

using Faults = std::vector<std::string>;

void Note(const absl::Status& status, Faults& faults) {
  if (!status.ok()) faults.emplace_back(status.message());
}

void CheckFiles(const Options& options, Faults& faults) {
  if (!options.plain_for_measurement) {
    for (std::string& fault : runtime::FaultsOf(options.tls)) faults.push_back(std::move(fault));
  }
  if (!options.principals.empty()) {
    Note(runtime::ReadPrincipals(options.principals).status(), faults);
  }
}

// A first start makes the key; later ones need it.
void CheckMasterKey(const Options& options, Faults& faults) {
  const auto key = recorder::ReadMasterKey(options.master_key, /*create=*/false);
  const bool may_be_absent = !fs::exists(options.data + "/keys");
  if (absl::IsNotFound(key.status()) && may_be_absent) return;
  Note(key.status(), faults);
}

// Binds for a moment, as the server would.
bool CanBind(const addrinfo& address) {
  const int file = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const bool is_bound =
      ::bind(file, address.ai_addr, address.ai_addrlen) == 0 && ::listen(file, 1) == 0;
  ::close(file);
  return is_bound;
}

void CheckAddress(const std::string& address, const std::string& setting, Faults& faults) {
  const size_t colon = address.rfind(':');
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  std::string host = colon == std::string::npos ? "" : address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  if (colon == std::string::npos ||
      ::getaddrinfo(host.empty() ? nullptr : host.c_str(), address.substr(colon + 1).c_str(),
                    &hints, &found) != 0) {
    faults.push_back(
        fmt::format("The address {} is no host:port of this machine; choose another with --{}.",
                    address, setting));
    return;
  }
  if (!CanBind(*found)) {
    faults.push_back(fmt::format(
        "The address {} is in use by another program, or is none of this machine; choose another "
        "with --{}.",
        address, setting));
  }
  ::freeaddrinfo(found);
}

void CheckFolders(const Options& options, Faults& faults) {
  fs::path present = fs::absolute(options.data).lexically_normal();
  std::error_code ignored;
  while (!fs::exists(present, ignored) && present.has_relative_path()) {
    present = present.parent_path();
  }
  if (!fs::is_directory(present, ignored) || ::access(present.c_str(), W_OK | X_OK) != 0) {
    faults.push_back(fmt::format("The data folder {} cannot be written to: {}.", options.data,
                                 fs::is_directory(present, ignored)
                                     ? fmt::format("{} forbids it", present.string())
                                     : fmt::format("{} is no folder", present.string())));
    return;
  }
  const struct {
    std::string name;
    storage::FolderFormat format;
  } folders[] = {{"log", storage::kLogFormat},
                 {"recorder", {"state", recorder::kStateSchemaVersion}},
                 {"keys", {"state", recorder::kKeySchemaVersion}},
                 {fmt::format("oversight-v{}", projector::kSchemaVersion),
                  {"projection", projector::kSchemaVersion}},
                 {fmt::format("involvement-v{}", projector::kSchemaVersion),
                  {"projection", projector::kSchemaVersion}}};
  for (const auto& folder : folders) {
    const std::string path = options.data + "/" + folder.name;
    if (!fs::exists(path, ignored)) continue;
    const absl::Status status = storage::CheckFolder(path, folder.format);
    if (!absl::IsNotFound(status)) Note(status, faults);
  }
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
  Faults faults;
  CheckFiles(options, faults);
  CheckMasterKey(options, faults);
  CheckFolders(options, faults);
  CheckAddress(options.listen, "listen", faults);
  CheckAddress(fmt::format("127.0.0.1:{}", options.admin_port), "admin-port", faults);
  return faults;
}

}  // namespace witan::standalone
