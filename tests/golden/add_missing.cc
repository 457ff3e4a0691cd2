// Adds a line to the golden corpus for each kind of event, and for each field of one, that it
// lacks. Run once after a new event was added to the schema; lines that are there are never
// touched.
//
//   golden_add_missing tests/golden/corpus.tsv

#include <fmt/format.h>

#include <fstream>

#include "storage/base/hex.h"
#include "storage/base/sha256.h"
#include "tests/golden/corpus.h"
#include "tests/golden/coverage.h"
#include "tests/golden/specimen.h"

namespace witan::golden {
namespace {

// A variant chooses the members of oneofs; the largest oneof below the payload has this many.
constexpr int kMostVariants = 8;

witan::event::v1::Envelope SpecimenOf(const std::string& kind, int variant, uint64_t position,
                                      const std::string& previous_hash) {
  witan::event::v1::Envelope event;
  FillSpecimen(event, variant);
  auto& payload = *event.mutable_payload();
  payload.Clear();
  const auto* field = payload.GetDescriptor()->FindFieldByName(kind);
  FillSpecimen(*payload.GetReflection()->MutableMessage(&payload, field), variant);
  event.set_position(position);
  event.set_format_version(1);
  event.set_previous_hash(previous_hash);
  return event;
}

int AddMissing(const std::string& path) {
  const auto corpus = ReadCorpus(path);
  std::string previous;
  uint64_t position = 1;
  Coverage coverage;
  if (corpus.ok()) {
    for (const Specimen& specimen : *corpus) {
      witan::event::v1::Envelope event;
      if (!event.ParseFromString(specimen.bytes)) return 1;
      coverage.Add(event);
      previous = std::string(AsBytes(Sha256(specimen.bytes)));
      ++position;
    }
  }
  std::ofstream file(path, std::ios::app);
  for (const std::string& kind : KindsOfSchema()) {
    for (int variant = 0; variant < kMostVariants; ++variant) {
      const auto event = SpecimenOf(kind, variant, position, previous);
      if (!coverage.Add(event)) continue;
      const std::string bytes = event.SerializeAsString();
      previous = std::string(AsBytes(Sha256(bytes)));
      file << CorpusLine({kind, HexEncode(previous), bytes, CanonicalJson(event)}) << "\n";
      ++position;
    }
  }
  return file.good() ? 0 : 1;
}

}  // namespace
}  // namespace witan::golden

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "golden_add_missing takes the corpus file\n");
    return 2;
  }
  return witan::golden::AddMissing(argv[1]);
}
