#include "storage/rocksdb/tail_file.h"

#include <string_view>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/record_file_check.h"

namespace witan::storage {
namespace {

constexpr std::string_view kMark = "witan-tail-1\n";  // on disk: do not change

}  // namespace

absl::Status WriteTailFile(const std::string& path, const Cursor& end) {
  std::string bytes(kMark);
  bytes += end.Encode();
  AppendBigEndian(bytes, Crc32c(bytes));
  return WriteFileDurably(path, bytes);
}

absl::StatusOr<std::optional<Cursor>> ReadTailFile(const std::string& path) {
  const auto bytes = ReadWholeFile(path);
  if (absl::IsNotFound(bytes.status())) return std::optional<Cursor>();
  if (!bytes.ok()) return bytes.status();
  const std::string_view view = *bytes;
  if (view.size() < kMark.size() + 4 || view.substr(0, kMark.size()) != kMark) {
    return std::optional<Cursor>();
  }
  const std::string_view body = view.substr(0, view.size() - 4);
  if (BigEndian(Crc32c(body)) != view.substr(body.size())) return std::optional<Cursor>();
  auto cursor = Cursor::Decode(body.substr(kMark.size()));
  if (!cursor.ok()) return std::optional<Cursor>();
  return std::optional<Cursor>(*cursor);
}

}  // namespace witan::storage
