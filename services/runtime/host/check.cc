#include "services/runtime/host/check.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "services/runtime/principal/caller.h"

namespace witan::host {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

void Note(const absl::Status& status, Faults& faults) {
  if (!status.ok()) faults.emplace_back(status.message());
}

void CheckFiles(const HostOptions& options, Faults& faults) {
  if (!options.plain_for_measurement) {
    for (std::string& fault : runtime::FaultsOf(options.tls)) faults.push_back(std::move(fault));
  }
  if (!options.principals.empty()) {
    Note(runtime::ReadPrincipals(options.principals).status(), faults);
  }
}

void CheckAddresses(const HostOptions& options, Faults& faults) {
  CheckAddress(options.listen, "listen", faults);
  CheckAddress(fmt::format("127.0.0.1:{}", options.admin_port), "admin-port", faults);
}

bool CheckDataFolder(const std::string& data, Faults& faults) {
  fs::path present = fs::absolute(data).lexically_normal();
  std::error_code ignored;
  while (!fs::exists(present, ignored) && present.has_relative_path()) {
    present = present.parent_path();
  }
  const bool is_folder = fs::is_directory(present, ignored);
  if (is_folder && ::access(present.c_str(), W_OK | X_OK) == 0) return true;
  faults.push_back(fmt::format("The data folder {} cannot be written to: {}.", data,
                               is_folder ? fmt::format("{} forbids it", present.string())
                                         : fmt::format("{} is no folder", present.string())));
  return false;
}

void CheckFolders(const std::string& data, const std::vector<NamedFolder>& folders,
                  Faults& faults) {
  std::error_code ignored;
  for (const NamedFolder& folder : folders) {
    const std::string path = data + "/" + folder.name;
    if (!fs::exists(path, ignored)) continue;
    const absl::Status status = storage::CheckFolder(path, folder.format);
    if (!absl::IsNotFound(status)) Note(status, faults);
  }
}

}  // namespace witan::host
