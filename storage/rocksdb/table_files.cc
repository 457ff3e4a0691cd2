#include "storage/rocksdb/table_files.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "storage/base/status.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {

TableFiles::TableFiles(const rocksdb::Options& options, rocksdb::ColumnFamilyHandle* family,
                       std::string path_prefix)
    : options_(options), family_(family), path_prefix_(std::move(path_prefix)) {}

absl::Status TableFiles::Add(std::string_view key, std::string_view value) {
  if (!writer_) {
    paths_.push_back(fmt::format("{}-{}.sst", path_prefix_, paths_.size() + 1));
    // Their pages stay cached: the database that takes them in reads them next.
    writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(options_), options_,
                                                       family_, /*invalidate_page_cache=*/false);
    RETURN_IF_ERROR(FromRocks(writer_->Open(paths_.back()), "beginning a file of a rebuild"));
  }
  RETURN_IF_ERROR(FromRocks(writer_->Put(rocksdb::Slice(key), rocksdb::Slice(value)),
                            "writing a file of a rebuild"));
  return writer_->FileSize() < kFileBytes ? absl::OkStatus() : Close();
}

absl::Status TableFiles::AddLastOfEach(SortedPairs& pairs) {
  std::string key, value;
  bool has_pending = false;
  while (true) {
    ASSIGN_OR_RETURN(const auto pair, pairs.Next());
    if (has_pending && (!pair || pair->key != key)) RETURN_IF_ERROR(Add(key, value));
    if (!pair) return absl::OkStatus();
    key.assign(pair->key);
    value.assign(pair->value);
    has_pending = true;
  }
}

absl::Status TableFiles::Close() {
  if (!writer_) return absl::OkStatus();
  const auto writer = std::move(writer_);
  return FromRocks(writer->Finish(), "ending a file of a rebuild");
}

absl::Status TakeIn(rocksdb::DB& db, const std::vector<const TableFiles*>& files) {
  std::map<rocksdb::ColumnFamilyHandle*, rocksdb::IngestExternalFileArg> by_family;
  for (const TableFiles* of : files) {
    if (of->paths().empty()) continue;
    rocksdb::IngestExternalFileArg& arg = by_family[of->family()];
    arg.column_family = of->family();
    arg.options.move_files = true;
    arg.options.write_global_seqno = false;  // the files stay as they were written
    arg.external_files.insert(arg.external_files.end(), of->paths().begin(), of->paths().end());
  }
  std::vector<rocksdb::IngestExternalFileArg> args;
  for (auto& [family, arg] : by_family) args.push_back(std::move(arg));
  if (args.empty()) return absl::OkStatus();
  return FromRocks(db.IngestExternalFiles(args), "taking in the files of a rebuild");
}

}  // namespace witan::storage
