#include "tools/witan/raw_log.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "tools/witan/folder_log.h"

namespace witan::cli {
namespace {

constexpr std::string_view kHead = "witan log 1\n";
// Far above any record: a length beyond it is damage, not a reason to ask for memory.
constexpr uint64_t kMostRecordBytes = uint64_t{64} << 20;
constexpr int kBitsOfVarintByte = 7;
constexpr int kMostVarintBits = 63;

std::string Varint(uint64_t number) {
  std::string bytes;
  for (; number >= 0x80; number >>= kBitsOfVarintByte) {
    bytes.push_back(static_cast<char>((number & 0x7F) | 0x80));
  }
  bytes.push_back(static_cast<char>(number));
  return bytes;
}

bool Fill(std::ifstream& stream, std::string& bytes) {
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return static_cast<size_t>(stream.gcount()) == bytes.size();
}

std::string EndOf(uint64_t position, const Hash& hash) {
  return BigEndian(position) + std::string(AsBytes(hash));
}

template <class Log>
absl::StatusOr<storage::Restored> RestoreInto(Log& log, RawLogReader& reader,
                                              const std::string& file,
                                              const std::function<void(Position)>& progress) {
  ASSIGN_OR_RETURN(const storage::Restored restored,
                   log.Restore([&] { return reader.Next(); }, progress));
  if (!restored.end.IsStart()) return restored;
  return absl::InvalidArgumentError(fmt::format("{} holds no record.", file));
}

}  // namespace

absl::Status RawLogWriter::Write(const std::string& bytes) {
  if (write_(bytes)) return absl::OkStatus();
  return absl::ResourceExhaustedError("The export cannot be written; is the disk full?");
}

absl::Status RawLogWriter::Begin() { return Write(std::string(kHead)); }

absl::Status RawLogWriter::Add(const std::string& record) {
  RETURN_IF_ERROR(Write(Varint(record.size()) + record));
  ++position_;
  hash_ = Sha256(record);
  return absl::OkStatus();
}

absl::Status RawLogWriter::End() { return Write(Varint(0) + EndOf(position_, hash_)); }

absl::StatusOr<RawLogReader> RawLogReader::Open(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return absl::NotFoundError(fmt::format("The file {} cannot be read.", path));
  std::string head(kHead.size(), '\0');
  if (!Fill(stream, head) || head != kHead) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is no log: such a file is written by `witan export --raw`, and begins so.", path));
  }
  return RawLogReader(path, std::move(stream));
}

absl::Status RawLogReader::Damaged(const char* what) const {
  return absl::DataLossError(fmt::format("{} {} after position {}.", path_, what, position_));
}

absl::StatusOr<uint64_t> RawLogReader::TakeLength() {
  uint64_t length = 0;
  for (int shift = 0; shift < kMostVarintBits; shift += kBitsOfVarintByte) {
    const int byte = stream_.get();
    if (byte == std::ifstream::traits_type::eof()) return Damaged("is cut off");
    length |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return length;
  }
  return Damaged("is damaged");
}

absl::StatusOr<std::optional<std::string>> RawLogReader::Next() {
  ASSIGN_OR_RETURN(const uint64_t length, TakeLength());
  if (length == 0) {
    RETURN_IF_ERROR(CheckEnd());
    return std::optional<std::string>();
  }
  if (length > kMostRecordBytes) return Damaged("is damaged");
  std::string record(length, '\0');
  if (!Fill(stream_, record)) return Damaged("is cut off");
  ++position_;
  hash_ = Sha256(record);
  return std::optional<std::string>(std::move(record));
}

absl::Status RawLogReader::CheckEnd() {
  const std::string expected = EndOf(position_, hash_);
  std::string end(expected.size(), '\0');
  if (!Fill(stream_, end)) return Damaged("is cut off");
  if (end != expected) return Damaged("says at its end that it holds other records than it does");
  const bool goes_on = stream_.get() != std::ifstream::traits_type::eof();
  return goes_on ? Damaged("goes on behind its end") : absl::OkStatus();
}

absl::StatusOr<storage::Restored> RestoreTopic(const std::string& file,
                                               const KafkaArguments& arguments,
                                               const std::function<void(Position)>& progress) {
  ASSIGN_OR_RETURN(RawLogReader reader, RawLogReader::Open(file));
  ASSIGN_OR_RETURN(const auto topic, KafkaLog::Make(arguments));
  return RestoreInto(topic->log(), reader, file, progress);
}

absl::StatusOr<storage::Restored> RestoreFolder(const std::string& file, const std::string& data,
                                                const std::function<void(Position)>& progress) {
  const std::string place = LogFolder(data);
  const std::string beside = storage::RestoringFolder(place);
  std::error_code error;
  if (std::filesystem::exists(place, error)) {
    return absl::AlreadyExistsError(fmt::format("{} holds a log already.", place));
  }
  ASSIGN_OR_RETURN(RawLogReader reader, RawLogReader::Open(file));
  storage::Restored restored;
  {
    ASSIGN_OR_RETURN(const auto folder, FolderLog::OpenAt(beside, true));
    ASSIGN_OR_RETURN(restored, RestoreInto(folder->log(), reader, file, progress));
  }
  std::filesystem::rename(beside, place, error);
  if (error) {
    return absl::InternalError(
        fmt::format("{} cannot be moved to {}: {}", beside, place, error.message()));
  }
  return restored;
}

}  // namespace witan::cli
