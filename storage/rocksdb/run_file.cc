#include "storage/rocksdb/run_file.h"

#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/record_file_check.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

constexpr size_t kBlockHeader = 8;
// Far above any pair: a length beyond it is damage, not a reason to ask for memory.
constexpr uint32_t kMostBlockBytes = uint32_t{1} << 30;

absl::Status Damaged() { return absl::DataLossError("a run of a rebuild came back damaged"); }

}  // namespace

absl::StatusOr<std::unique_ptr<RunWriter>> RunWriter::Create(rocksdb::Env& env,
                                                             const std::string& path) {
  std::unique_ptr<rocksdb::WritableFile> file;
  RETURN_IF_ERROR(FromRocks(env.NewWritableFile(path, &file, rocksdb::EnvOptions()),
                            "beginning a run of a rebuild"));
  return std::unique_ptr<RunWriter>(new RunWriter(std::move(file)));
}

absl::Status RunWriter::Add(std::string_view key, std::string_view value) {
  AppendSized(block_, key);
  AppendSized(block_, value);
  return block_.size() < kRunBlockBytes ? absl::OkStatus() : WriteBlock();
}

absl::Status RunWriter::Close() {
  if (!block_.empty()) RETURN_IF_ERROR(WriteBlock());
  RETURN_IF_ERROR(WriteBlock());  // an empty one says that nothing is missing
  return FromRocks(file_->Close(), "ending a run of a rebuild");
}

absl::Status RunWriter::WriteBlock() {
  std::string header;
  AppendBigEndian(header, static_cast<uint32_t>(block_.size()));
  AppendBigEndian(header, Crc32c(block_));
  RETURN_IF_ERROR(FromRocks(file_->Append(header), "writing a run of a rebuild"));
  RETURN_IF_ERROR(FromRocks(file_->Append(block_), "writing a run of a rebuild"));
  block_.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RunReader>> RunReader::Open(rocksdb::Env& env,
                                                           const std::string& path) {
  std::unique_ptr<rocksdb::SequentialFile> file;
  RETURN_IF_ERROR(FromRocks(env.NewSequentialFile(path, &file, rocksdb::EnvOptions()),
                            "opening a run of a rebuild"));
  return std::unique_ptr<RunReader>(new RunReader(std::move(file)));
}

absl::StatusOr<std::optional<SortedPair>> RunReader::Next() {
  if (rest_.empty() && !is_at_end_) {
    ASSIGN_OR_RETURN(const bool has_more, ReadBlock());
    is_at_end_ = !has_more;
  }
  if (is_at_end_) return std::optional<SortedPair>();
  ByteReader reader(rest_);
  SortedPair pair;
  ASSIGN_OR_RETURN(pair.key, reader.TakeSized());
  ASSIGN_OR_RETURN(pair.value, reader.TakeSized());
  rest_ = reader.rest();
  return std::optional<SortedPair>(pair);
}

absl::StatusOr<bool> RunReader::ReadBlock() {
  std::string header(kBlockHeader, '\0');
  ASSIGN_OR_RETURN(const size_t got, Fill(header));
  ByteReader reader(header);
  ASSIGN_OR_RETURN(const uint32_t size, reader.TakeBigEndian<uint32_t>());
  ASSIGN_OR_RETURN(const uint32_t crc, reader.TakeBigEndian<uint32_t>());
  if (got != kBlockHeader || size > kMostBlockBytes) return Damaged();
  block_.resize(size);
  ASSIGN_OR_RETURN(const size_t filled, Fill(block_));
  if (filled != size || Crc32c(block_) != crc) return Damaged();
  rest_ = block_;
  return size != 0;
}

absl::StatusOr<size_t> RunReader::Fill(std::string& bytes) {
  size_t filled = 0;
  while (filled < bytes.size()) {
    rocksdb::Slice read;
    char* const place = bytes.data() + filled;
    RETURN_IF_ERROR(
        FromRocks(file_->Read(bytes.size() - filled, &read, place), "reading a run of a rebuild"));
    if (read.empty()) break;
    if (read.data() != place) bytes.replace(filled, read.size(), read.data(), read.size());
    filled += read.size();
  }
  return filled;
}

}  // namespace witan::storage
