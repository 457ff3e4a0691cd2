#pragma once

// Folders of the databases: their format mark, their lock, and small files written durably.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace witan::storage {

struct FolderFormat {
  std::string_view kind;  // "log", "state", "projection"
  uint32_t version = 1;
};

// Makes sure that `directory` is a folder that may be used and carries the mark of `format` in its
// file FORMAT; writes the mark into a folder that is empty or (with `create`) new.
// NotFound, PermissionDenied, FailedPrecondition (another kind, a newer or older version, or a
// folder that holds something else).
absl::Status PrepareFolder(const std::string& directory, const FolderFormat& format, bool create);

// As PrepareFolder without `create`, for a folder that is only read: writes nothing and needs no
// permission to write.
absl::Status CheckFolder(const std::string& directory, const FolderFormat& format);

// Holds the folder for this process. Released by the destructor, or by the end of the process.
class FolderLock final {
 public:
  // Aborted: another process, or another part of this one, holds it.
  static absl::StatusOr<FolderLock> Take(const std::string& directory);
  // For reading only, beside others who read: no Take succeeds meanwhile. Changes nothing; a folder
  // without a lock file was never in use. Aborted: somebody has taken it.
  static absl::StatusOr<FolderLock> Share(const std::string& directory);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_ = -1;
};

// Replaces `path` by `bytes`, synced: after a crash the old or the new content is there, whole.
absl::Status WriteFileDurably(const std::string& path, std::string_view bytes);

// NotFound when there is no such file.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

absl::Status SyncFolder(const std::string& directory);

// Free bytes for this process on the disk of `directory`.
absl::StatusOr<uint64_t> FreeBytes(const std::string& directory);

}  // namespace witan::storage
