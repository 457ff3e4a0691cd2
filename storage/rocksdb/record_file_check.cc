#include "storage/rocksdb/record_file_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"

namespace witan::storage {
namespace {

constexpr size_t kBlock = 32'768;
constexpr size_t kHeader = 7;
// Types of fragments: a whole record, or its first, middle and last part.
constexpr uint8_t kFull = 1;
constexpr uint8_t kFirst = 2;
constexpr uint8_t kMiddle = 3;
constexpr uint8_t kLast = 4;

// tables[k][b]: what byte b does to the sum when k more bytes follow, so that eight are taken a
// step.
using CrcTables = std::array<std::array<uint32_t, 256>, 8>;

CrcTables MakeTables() {
  CrcTables tables;
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0);
    tables[0][i] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (size_t i = 0; i < 256; ++i) {
      const uint32_t before = tables[k - 1][i];
      tables[k][i] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}

uint32_t LittleEndian32(std::string_view bytes) {
  uint32_t number = 0;
  for (size_t i = 4; i-- > 0;) number = (number << 8) | static_cast<uint8_t>(bytes[i]);
  return number;
}

uint32_t Mask(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xA282EAD8U; }

// The size of the valid fragment at `at`, header included; 0 when there is none.
size_t ValidFragment(std::string_view content, size_t at) {
  const size_t block_end = std::min(content.size(), (at / kBlock + 1) * kBlock);
  if (at + kHeader > block_end) return 0;
  const auto type = static_cast<uint8_t>(content[at + 6]);
  const size_t length = static_cast<uint8_t>(content[at + 4]) +
                        (static_cast<size_t>(static_cast<uint8_t>(content[at + 5])) << 8);
  if (type < kFull || type > kLast || at + kHeader + length > block_end) return 0;
  const uint32_t crc = Crc32c(content.substr(at + 6, 1 + length));
  return Mask(crc) == LittleEndian32(content.substr(at, 4)) ? kHeader + length : 0;
}

// Fragments begin anywhere within the block of the damage, and at the start of every later block.
bool AnythingValidAfter(std::string_view content, size_t at) {
  const size_t block_end = std::min(content.size(), (at / kBlock + 1) * kBlock);
  for (size_t i = at + 1; i < block_end; ++i) {
    if (ValidFragment(content, i) != 0) return true;
  }
  for (size_t block = block_end; block < content.size(); block += kBlock) {
    if (ValidFragment(content, block) != 0) return true;
  }
  return false;
}

bool IsZero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

absl::Status Damaged(const std::string& path) {
  return absl::DataLossError(fmt::format(
      "{} is damaged in the middle: valid records follow a place that is not. Nothing was changed; "
      "restore this folder from a copy",
      path));
}

}  // namespace

uint32_t Crc32c(std::string_view bytes, uint32_t crc) {
  static const CrcTables tables = MakeTables();
  crc = ~crc;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    const uint32_t low = crc ^ LittleEndian32(bytes);
    const uint32_t high = LittleEndian32(bytes.substr(4));
    crc = 0;
    for (size_t i = 0; i < 4; ++i) {
      crc ^= tables[7 - i][(low >> (8 * i)) & 0xFF] ^ tables[3 - i][(high >> (8 * i)) & 0xFF];
    }
  }
  for (const char c : bytes) {
    crc = (crc >> 8) ^ tables[0][(crc ^ static_cast<uint8_t>(c)) & 0xFF];
  }
  return ~crc;
}

RecordFileState CheckRecordFile(std::string_view content) {
  size_t at = 0;
  bool inside_record = false;
  while (at < content.size()) {
    const size_t left_in_block = kBlock - at % kBlock;
    if (left_in_block < kHeader) {
      const std::string_view filler = content.substr(at, left_in_block);
      if (!IsZero(filler)) return RecordFileState::kDamaged;
      at += filler.size();
      continue;
    }
    const size_t size = ValidFragment(content, at);
    const uint8_t type = size == 0 ? uint8_t{0} : static_cast<uint8_t>(content[at + 6]);
    const bool fits =
        inside_record ? (type == kMiddle || type == kLast) : (type == kFull || type == kFirst);
    if (size == 0) {
      return AnythingValidAfter(content, at) ? RecordFileState::kDamaged : RecordFileState::kTorn;
    }
    if (!fits) return RecordFileState::kDamaged;
    inside_record = type == kFirst || type == kMiddle;
    at += size;
  }
  return inside_record ? RecordFileState::kTorn : RecordFileState::kWhole;
}

absl::StatusOr<DatabaseFilesState> CheckDatabaseFiles(const std::string& directory) {
  DatabaseFilesState state;
  std::vector<std::string> files;
  auto current = ReadWholeFile(directory + "/CURRENT");
  if (absl::IsNotFound(current.status())) return state;
  if (!current.ok()) return current.status();
  while (!current->empty() && current->back() == '\n') current->pop_back();
  files.push_back(directory + "/" + *current);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".log") files.push_back(entry.path().string());
  }
  for (const std::string& path : files) {
    const auto content = ReadWholeFile(path);
    if (absl::IsNotFound(content.status())) {
      return absl::DataLossError(fmt::format("{} is missing", path));
    }
    RETURN_IF_ERROR(content.status());
    const RecordFileState found = CheckRecordFile(*content);
    if (found == RecordFileState::kDamaged) return Damaged(path);
    state.has_torn_tail = state.has_torn_tail || found == RecordFileState::kTorn;
  }
  return state;
}

}  // namespace witan::storage
