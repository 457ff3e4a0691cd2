#include "storage/base/bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace witan {
namespace {

using namespace std::string_literals;

TEST(Bytes, BigEndianNumbersSortAsNumbersDo) {
  EXPECT_EQ(BigEndian<uint32_t>(0x01020304), "\x01\x02\x03\x04");
  EXPECT_LT(BigEndian<uint64_t>(255), BigEndian<uint64_t>(256));
}

TEST(Bytes, ReaderTakesWhatWasAppended) {
  std::string bytes;
  AppendBigEndian<uint16_t>(bytes, 7);
  AppendSized(bytes, "abc");
  ByteReader reader(bytes);
  EXPECT_EQ(*reader.TakeBigEndian<uint16_t>(), 7);
  EXPECT_EQ(*reader.TakeSized(), "abc");
  EXPECT_TRUE(reader.empty());
}

TEST(Bytes, ReaderReportsBytesThatEndTooSoon) {
  const std::string bytes = "\x00\x00\x00\x09short"s;
  ByteReader reader(bytes);
  EXPECT_EQ(reader.TakeSized().status().code(), absl::StatusCode::kDataLoss);
}

TEST(KeyPart, ComesBackWhateverItHolds) {
  for (const std::string& part : {""s, "plain"s, "\0"s, "\0\x01"s, "\0\xFF\0"s, "\xFF\xFF"s}) {
    std::string key;
    AppendKeyPart(key, part);
    key += "rest";
    std::string_view view = key;
    EXPECT_EQ(*TakeKeyPart(view), part);
    EXPECT_EQ(view, "rest");
  }
}

TEST(KeyPart, KeepsTheOrderOfTheParts) {
  const std::vector<std::string> parts = {""s,    "\0"s,   "\0\0"s,  "\0\x01"s, "\x01"s, "a"s,
                                          "a\0"s, "a\0b"s, "a\x01"s, "ab"s,     "\xFF"s};
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    std::string low;
    std::string high;
    AppendKeyPart(low, parts[i]);
    AppendKeyPart(high, parts[i + 1]);
    EXPECT_LT(low + "\xFF\xFF", high) << i;
  }
}

TEST(KeyPart, RefusesAPartThatDoesNotEnd) {
  for (const std::string& key : {""s, "abc"s, "abc\0"s, "abc\0\x02"s}) {
    std::string_view view = key;
    EXPECT_EQ(TakeKeyPart(view).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(PrefixEnd, FollowsEveryKeyOfThePrefix) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xFF"), "b");
  EXPECT_EQ(PrefixEnd("\xFF\xFF"), "");
}

}  // namespace
}  // namespace witan
