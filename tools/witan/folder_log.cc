#include "tools/witan/folder_log.h"

#include "services/runtime/codec/envelope_codec.h"
#include "storage/base/status.h"

namespace witan::cli {
namespace {

// A log made or read by this program is written by nobody: no term begins.
constexpr const char* kBuild = "witan log";

}  // namespace

std::string LogFolder(const std::string& data) { return data + "/log"; }

absl::StatusOr<storage::LogCheck> CheckFolderLog(const std::string& data,
                                                 const storage::CheckedRecordVisitor& each) {
  const runtime::EnvelopeCodec codec(runtime::BuildInfo{kBuild, ""});
  return storage::CheckLogFolder(LogFolder(data), codec, each);
}

absl::StatusOr<storage::LogInspection> InspectFolderLog(const std::string& data) {
  const runtime::EnvelopeCodec codec(runtime::BuildInfo{kBuild, ""});
  return storage::InspectLogFolder(LogFolder(data), codec);
}

FolderLog::FolderLog()
    : codec_(std::make_unique<runtime::EnvelopeCodec>(runtime::BuildInfo{kBuild, ""})) {}

FolderLog::~FolderLog() = default;

absl::StatusOr<std::unique_ptr<FolderLog>> FolderLog::Open(const std::string& data, bool create) {
  return OpenAt(LogFolder(data), create);
}

absl::StatusOr<std::unique_ptr<FolderLog>> FolderLog::OpenAt(const std::string& path, bool create) {
  std::unique_ptr<FolderLog> folder(new FolderLog());
  storage::RocksEventLogOptions options;
  options.directory = path;
  options.create_if_missing = create;
  ASSIGN_OR_RETURN(folder->log_,
                   storage::RocksEventLog::Open(options, *folder->codec_, folder->clock_));
  return folder;
}

}  // namespace witan::cli
