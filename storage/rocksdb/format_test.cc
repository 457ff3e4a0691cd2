// The examples of FORMAT.md, byte by byte: whoever reads the folder in twenty years reads these.

#include <gtest/gtest.h>

#include <string>

#include "storage/base/bytes.h"
#include "storage/base/hex.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/projection_format.h"
#include "storage/rocksdb/tail_file.h"

namespace witan::storage {
namespace {

const std::string kRowKey("a\0b", 3);

TEST(Format, TailFileIsTheExample) {
  const TemporaryFolder folder;
  Cursor end;
  end.log_id = LogId{Uuid::Parse("7161385a-3869-4f62-8bd0-8667119348c9").value()};
  end.position = Position(1);
  end.hash =
      HashFromBytes(
          HexDecode("34896d0b623bd611ea72cf2cc6e26ed12c1ae0d6aae5113d2df307ae25f36a38").value())
          .value();
  end.recorded_at = Timestamp{0x0006'6117'63cc'8d2e};
  ASSERT_TRUE(WriteTailFile(folder / "TAIL", end).ok());
  EXPECT_EQ(HexEncode(*ReadWholeFile(folder / "TAIL")),
            "776974616e2d7461696c2d310a"
            "01"
            "7161385a38694f628bd08667119348c9"
            "0000000000000001"
            "0000000000000000"
            "34896d0b623bd611ea72cf2cc6e26ed12c1ae0d6aae5113d2df307ae25f36a38"
            "0000000000000000"
            "0006611763cc8d2e"
            "b655f6e2");
}

TEST(Format, LiveRowAndItsEntryAreTheExample) {
  EXPECT_EQ(HexEncode(LivePrefix(kRowKind, 3) + RowEntry(kRowKey)), "5200036100ff620001");
  EXPECT_EQ(HexEncode(LivePrefix(kIndexKind, 13) + PlaceEntry("k", kRowKey)),
            "49000d6b00016100ff620001");
  const Row row{"V", "", {{13, "k"}}, {Uuid::FromBytes(std::string(16, '\x11')).value()}};
  EXPECT_EQ(HexEncode(EncodeVersion({5, row})),
            "0000000000000005"
            "0000000156"
            "00000000"
            "00000001"
            "000d000000016b"
            "11111111111111111111111111111111");
}

TEST(Format, SupersededRowAndItsEntryAreTheExample) {
  const uint64_t to = 70'000;
  EXPECT_EQ(
      HexEncode(SupersededPrefix(kRowKind, 3, EpochOf(to)) + RowEntry(kRowKey) + BigEndian(to)),
      "52000300000000000000016100ff6200010000000000011170");
  EXPECT_EQ(HexEncode(SupersededPrefix(kIndexKind, 13, EpochOf(to)) + PlaceEntry("k", kRowKey) +
                      BigEndian(to)),
            "49000d00000000000000016b00016100ff6200010000000000011170");
}

TEST(Format, DigestTermIsTheHashOfTableKeyAndValue) {
  const std::string bytes(
      "\0\x03\0\0\0\x03"
      "a\0b"
      "V",
      10);
  EXPECT_EQ(DigestTerm(3, kRowKey, "V"), Sha256(bytes));
}

}  // namespace
}  // namespace witan::storage
