#include "services/runtime/keys/master_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "services/runtime/keys/aes_gcm.h"
#include "storage/base/hex.h"
#include "storage/base/random.h"
#include "storage/base/status.h"

namespace witan::runtime {
namespace {

// The first byte of a wrapped key. Do not change.
constexpr char kWrapped = 'W';

// An open file that closes itself.
class File final {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

absl::Status CannotUse(const std::string& path, std::string_view what) {
  const std::string message =
      fmt::format("the master key {} {}: {}", path, what, std::strerror(errno));
  return errno == EACCES ? absl::PermissionDeniedError(message) : absl::InternalError(message);
}

absl::Status SyncParent(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File folder(parent, O_RDONLY | O_DIRECTORY);
  if (folder.fd() < 0 || ::fsync(folder.fd()) != 0) return CannotUse(path, "cannot be synced");
  return absl::OkStatus();
}

// Under another name until it is whole: a crash leaves a key that can be used, or none.
absl::StatusOr<std::string> CreateMasterKey(const std::string& path) {
  std::string key = RandomBytes(kAesKeySize);
  const std::string text = HexEncode(key) + "\n";
  const std::string unfinished = path + ".new";
  ::unlink(unfinished.c_str());
  const File file(unfinished, O_WRONLY | O_CREAT | O_EXCL);
  if (file.fd() < 0) return CannotUse(path, "cannot be made");
  const bool is_written =
      ::write(file.fd(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.fd()) == 0 && ::rename(unfinished.c_str(), path.c_str()) == 0;
  if (!is_written) return CannotUse(path, "cannot be written");
  RETURN_IF_ERROR(SyncParent(path));
  return key;
}

}  // namespace

absl::StatusOr<std::string> LocalMasterKey::Wrap(std::string_view name,
                                                 std::string_view key) const {
  const GcmSealed sealed = GcmSeal(key_, key, name);
  return kWrapped + sealed.nonce + sealed.ciphertext;
}

absl::StatusOr<std::string> LocalMasterKey::Unwrap(std::string_view name,
                                                   std::string_view wrapped) const {
  if (wrapped.size() < 1 + kGcmNonceSize || wrapped.front() != kWrapped) {
    return absl::DataLossError(fmt::format("the key of {} is damaged in the key store", name));
  }
  return GcmOpen(key_, wrapped.substr(1, kGcmNonceSize), wrapped.substr(1 + kGcmNonceSize), name);
}

absl::StatusOr<std::string> ReadMasterKey(const std::string& path, bool create) {
  const File file(path, O_RDONLY);
  if (file.fd() < 0 && errno == ENOENT) {
    if (create) return CreateMasterKey(path);
    return absl::NotFoundError(fmt::format("there is no master key at {}", path));
  }
  if (file.fd() < 0) return CannotUse(path, "cannot be read");
  struct stat found = {};
  if (::fstat(file.fd(), &found) != 0) return CannotUse(path, "cannot be read");
  if ((found.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(fmt::format(
        "the master key {} may be read by others than its owner: chmod 600 {}", path, path));
  }
  std::string text(2 * kAesKeySize + 2, '\0');
  const ssize_t size = ::read(file.fd(), text.data(), text.size());
  if (size < 0) return CannotUse(path, "cannot be read");
  text.resize(static_cast<size_t>(size));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  auto key = HexDecode(text);
  if (!key.ok() || key->size() != kAesKeySize) {
    return absl::FailedPreconditionError(
        fmt::format("the master key {} does not hold 64 hexadecimal digits", path));
  }
  return key;
}

}  // namespace witan::runtime
