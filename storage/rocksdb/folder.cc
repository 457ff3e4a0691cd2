#include "storage/rocksdb/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "storage/base/status.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;

// On disk: do not change.
constexpr std::string_view kFormatFile = "FORMAT";
constexpr std::string_view kLockFile = "LOCK-WITAN";
// A file on its way to be replaced; a crash may leave it behind.
constexpr std::string_view kUnfinished = ".new";

absl::Status FromErrno(int error, const std::string& what, const std::string& path) {
  const std::string message = fmt::format("{} {}: {}", what, path, std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == EACCES || error == EPERM || error == EROFS) {
    return absl::PermissionDeniedError(message);
  }
  if (error == ENOSPC || error == EDQUOT) return absl::ResourceExhaustedError(message);
  return absl::UnavailableError(message);
}

// A file descriptor that closes itself.
class File final {
 public:
  File(const std::string& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return file_ >= 0; }
  int get() const { return file_; }
  int Release() { return std::exchange(file_, -1); }

 private:
  int file_;
};

absl::Status WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FromErrno(errno, "cannot write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status CheckMark(const std::string& directory, const FolderFormat& format,
                       const std::string& mark) {
  const std::string wanted = fmt::format("witan {} {}\n", format.kind, format.version);
  if (mark == wanted) return absl::OkStatus();
  const std::string prefix = fmt::format("witan {} ", format.kind);
  unsigned long version = 0;
  if (mark.rfind(prefix, 0) == 0 && mark.size() <= prefix.size() + 10) {
    version = std::strtoul(mark.c_str() + prefix.size(), nullptr, 10);
  }
  if (version > format.version) {
    return absl::FailedPreconditionError(fmt::format(
        "{} was written by a newer version of Witan (format {}, this program knows {}): "
        "use that version",
        directory, version, format.version));
  }
  if (version > 0) {
    return absl::FailedPreconditionError(fmt::format(
        "{} has the older format {}, this program uses {}", directory, version, format.version));
  }
  return absl::FailedPreconditionError(fmt::format(
      "{}/FORMAT does not say \"witan {} {}\": this is not the folder that was meant, or it is "
      "damaged",
      directory, format.kind, format.version));
}

// Whether the folder holds nothing, or no more than a mark that a crash left unfinished.
absl::StatusOr<bool> IsUnused(const std::string& directory) {
  const std::string unfinished_mark = fmt::format("{}{}", kFormatFile, kUnfinished);
  std::error_code error;
  for (fs::directory_iterator it(directory, error); !error && it != fs::directory_iterator();
       it.increment(error)) {
    if (it->path().filename() != unfinished_mark) return false;
  }
  if (error) return FromErrno(error.value(), "cannot list the folder", directory);
  return true;
}

absl::Status CheckAccess(const std::string& directory, int mode) {
  std::error_code error;
  if (!fs::exists(directory, error)) {
    return error ? FromErrno(error.value(), "cannot use the folder", directory)
                 : absl::NotFoundError(fmt::format("there is no folder {}", directory));
  }
  if (!fs::is_directory(directory, error)) {
    return absl::FailedPreconditionError(fmt::format("{} is not a folder", directory));
  }
  if (::euidaccess(directory.c_str(), mode) == 0) return absl::OkStatus();
  return FromErrno(errno, "cannot use the folder", directory);
}

std::string MarkPath(const std::string& directory) {
  return fmt::format("{}/{}", directory, kFormatFile);
}

absl::Status NoMark(const std::string& directory, const FolderFormat& format) {
  ASSIGN_OR_RETURN(const bool is_unused, IsUnused(directory));
  if (is_unused) {
    return absl::NotFoundError(fmt::format("there is no {} in {}", format.kind, directory));
  }
  return absl::FailedPreconditionError(fmt::format(
      "{} holds something, but no file FORMAT: it is not a {} of Witan", directory, format.kind));
}

absl::Status Lock(const File& file, int kind, const std::string& directory) {
  if (::flock(file.get(), kind | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return FromErrno(errno, "cannot lock", directory);
  return absl::AbortedError(fmt::format(
      "{} is in use by another process of Witan: stop that one first, or name another folder",
      directory));
}

}  // namespace

absl::Status CheckFolder(const std::string& directory, const FolderFormat& format) {
  RETURN_IF_ERROR(CheckAccess(directory, R_OK | X_OK));
  const auto mark = ReadWholeFile(MarkPath(directory));
  if (absl::IsNotFound(mark.status())) return NoMark(directory, format);
  RETURN_IF_ERROR(mark.status());
  return CheckMark(directory, format, *mark);
}

absl::Status PrepareFolder(const std::string& directory, const FolderFormat& format, bool create) {
  std::error_code error;
  if (!fs::exists(directory, error) && create) {
    fs::create_directories(directory, error);
    if (error) return FromErrno(error.value(), "cannot make the folder", directory);
    RETURN_IF_ERROR(SyncFolder(fs::path(directory).parent_path().string()));
  }
  RETURN_IF_ERROR(CheckAccess(directory, R_OK | W_OK | X_OK));
  const std::string path = MarkPath(directory);
  const auto mark = ReadWholeFile(path);
  if (mark.ok()) return CheckMark(directory, format, *mark);
  if (!absl::IsNotFound(mark.status())) return mark.status();
  ASSIGN_OR_RETURN(const bool is_unused, IsUnused(directory));
  if (!create || !is_unused) return NoMark(directory, format);
  return WriteFileDurably(path, fmt::format("witan {} {}\n", format.kind, format.version));
}

absl::StatusOr<FolderLock> FolderLock::Take(const std::string& directory) {
  const std::string path = fmt::format("{}/{}", directory, kLockFile);
  File file(path, O_RDWR | O_CREAT);
  if (!file.ok()) return FromErrno(errno, "cannot open", path);
  RETURN_IF_ERROR(Lock(file, LOCK_EX, directory));
  return FolderLock(file.Release());
}

absl::StatusOr<FolderLock> FolderLock::Share(const std::string& directory) {
  const std::string path = fmt::format("{}/{}", directory, kLockFile);
  File file(path, O_RDONLY);
  if (!file.ok() && errno == ENOENT) return FolderLock(-1);
  if (!file.ok()) return FromErrno(errno, "cannot open", path);
  RETURN_IF_ERROR(Lock(file, LOCK_SH, directory));
  return FolderLock(file.Release());
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

absl::Status WriteFileDurably(const std::string& path, std::string_view bytes) {
  const std::string temporary = fmt::format("{}{}", path, kUnfinished);
  {
    File file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.ok()) return FromErrno(errno, "cannot open", temporary);
    RETURN_IF_ERROR(WriteAll(file.get(), bytes, temporary));
    if (::fdatasync(file.get()) != 0) return FromErrno(errno, "cannot sync", temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return FromErrno(errno, "cannot replace", path);
  }
  return SyncFolder(fs::path(path).parent_path().string());
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  File file(path, O_RDONLY);
  if (!file.ok()) return FromErrno(errno, "cannot open", path);
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = ::read(file.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FromErrno(errno, "cannot read", path);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(count));
  }
}

absl::Status SyncFolder(const std::string& directory) {
  const std::string path = directory.empty() ? "." : directory;
  const File file(path, O_RDONLY | O_DIRECTORY);
  if (!file.ok()) return FromErrno(errno, "cannot open the folder", path);
  if (::fsync(file.get()) != 0) return FromErrno(errno, "cannot sync the folder", path);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> FreeBytes(const std::string& directory) {
  struct statvfs disk;
  if (::statvfs(directory.c_str(), &disk) != 0) {
    return FromErrno(errno, "cannot measure the disk of", directory);
  }
  return static_cast<uint64_t>(disk.f_bavail) * static_cast<uint64_t>(disk.f_frsize);
}

}  // namespace witan::storage
