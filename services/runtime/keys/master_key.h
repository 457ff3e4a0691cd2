#pragma once

// The key under which all other keys are wrapped, kept apart from them.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace witan::runtime {

// Wraps keys, wherever the master key itself is: in a file, or in a service that never gives it
// out. Safe to call from any thread.
class MasterKey {
 public:
  virtual ~MasterKey() = default;

  // `name` is bound to the wrapped bytes and not contained in them.
  virtual absl::StatusOr<std::string> Wrap(std::string_view name, std::string_view key) const = 0;
  // DataLoss: damaged, of another name, or wrapped under another master key.
  virtual absl::StatusOr<std::string> Unwrap(std::string_view name,
                                             std::string_view wrapped) const = 0;
};

// A master key in this process' memory.
class LocalMasterKey final : public MasterKey {
 public:
  // 32 bytes.
  explicit LocalMasterKey(std::string_view key) : key_(key) {}

  absl::StatusOr<std::string> Wrap(std::string_view name, std::string_view key) const override;
  absl::StatusOr<std::string> Unwrap(std::string_view name,
                                     std::string_view wrapped) const override;

 private:
  const std::string key_;
};

// Reads a master key from a file: 64 hexadecimal digits and a line feed, readable by its owner
// alone. With `create`, a file that is absent is made with a new random key and synced.
// NotFound: no such file. FailedPrecondition: another form, or readable by others.
absl::StatusOr<std::string> ReadMasterKey(const std::string& path, bool create);

}  // namespace witan::runtime
