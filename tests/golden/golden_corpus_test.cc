// Every event ever written must stay readable: the corpus holds one of each kind with every field.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/domain/checks.h"
#include "storage/base/hex.h"
#include "storage/base/sha256.h"
#include "tests/golden/corpus.h"
#include "tests/golden/coverage.h"

namespace witan::golden {
namespace {

using ::testing::IsEmpty;
using witan::event::v1::Envelope;

class GoldenCorpus : public ::testing::Test {
 protected:
  void SetUp() override {
    auto corpus = ReadCorpus(WITAN_GOLDEN_CORPUS);
    ASSERT_TRUE(corpus.ok()) << corpus.status();
    corpus_ = *std::move(corpus);
  }

  std::vector<Specimen> corpus_;
};

TEST_F(GoldenCorpus, HasAnEventOfEachKind) {
  std::set<std::string> kinds;
  for (const Specimen& specimen : corpus_) kinds.insert(specimen.kind);
  for (const std::string& kind : KindsOfSchema()) {
    EXPECT_TRUE(kinds.contains(kind)) << kind << ": run golden_add_missing and commit what it adds";
  }
}

TEST_F(GoldenCorpus, ShowsEveryFieldOfTheSchema) {
  Coverage coverage;
  for (const Specimen& specimen : corpus_) {
    Envelope event;
    ASSERT_TRUE(event.ParseFromString(specimen.bytes));
    coverage.Add(event);
  }
  EXPECT_THAT(coverage.MissingBelow(Envelope::descriptor()), IsEmpty())
      << "run golden_add_missing and commit what it adds";
}

TEST_F(GoldenCorpus, DecodesToWhatItSaidThen) {
  for (const Specimen& specimen : corpus_) {
    Envelope event;
    ASSERT_TRUE(event.ParseFromString(specimen.bytes)) << specimen.kind;
    EXPECT_FALSE(domain::HasUnknownFields(event)) << specimen.kind;
    EXPECT_EQ(CanonicalJson(event), specimen.json) << specimen.kind;
    EXPECT_TRUE(event.payload().GetReflection()->HasField(
        event.payload(), event.payload().GetDescriptor()->FindFieldByName(specimen.kind)));
  }
}

TEST_F(GoldenCorpus, KeepsItsHashesAndItsChain) {
  std::string previous;
  uint64_t position = 0;
  for (const Specimen& specimen : corpus_) {
    EXPECT_EQ(HexEncode(AsBytes(Sha256(specimen.bytes))), specimen.sha256) << specimen.kind;
    Envelope event;
    ASSERT_TRUE(event.ParseFromString(specimen.bytes));
    EXPECT_EQ(event.position(), ++position) << specimen.kind;
    EXPECT_EQ(event.previous_hash(), previous) << specimen.kind;
    previous = std::string(AsBytes(Sha256(specimen.bytes)));
  }
}

TEST(Coverage, TellsAFieldThatNoEventShows) {
  Coverage coverage;
  Envelope event;
  event.set_log_id("x");
  coverage.Add(event);
  const auto missing = coverage.MissingBelow(Envelope::descriptor());
  EXPECT_FALSE(missing.contains("witan.event.v1.Envelope.log_id"));
  EXPECT_TRUE(missing.contains("witan.event.v1.Envelope.salt"));
  EXPECT_TRUE(missing.contains("witan.common.v1.Text.sealed"));
}

}  // namespace
}  // namespace witan::golden
