#include "storage/rocksdb/record_file_check.h"

#include <gtest/gtest.h>

#include <string>

namespace witan::storage {
namespace {

// RFC 3720, appendix B.4, and the check value of CRC-32C.
TEST(Crc32c, GivesThePublishedValues) {
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(Crc32c(""), 0U);
}

TEST(Crc32c, IsTheSameInPiecesOfAnyLength) {
  const std::string bytes = "The board of the system met in public and minuted its dissent.";
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    EXPECT_EQ(Crc32c(bytes.substr(cut), Crc32c(bytes.substr(0, cut))), Crc32c(bytes)) << cut;
  }
}

}  // namespace
}  // namespace witan::storage
