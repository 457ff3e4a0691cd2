#include "services/runtime/projector/layout.h"

#include "storage/base/bytes.h"

namespace witan::projector {
namespace {

// Dates before 1970 sort first.
constexpr uint32_t kDaysBias = 0x8000'0000U;

}  // namespace

std::string DateBegin(int32_t days) {
  return BigEndian<uint32_t>(static_cast<uint32_t>(days) + kDaysBias);
}

std::string EncodeDatedPlace(const DatedPlace& place) {
  std::string out = DateBegin(place.days);
  AppendBigEndian(out, place.number);
  AppendBigEndian(out, place.classification);
  AppendBigEndian(out, place.ground);
  return out;
}

absl::StatusOr<DatedPlace> DecodeDatedPlace(std::string_view bytes) {
  if (bytes.size() < kDatedPlaceSize) return absl::DataLossError("an index key is too short");
  ByteReader reader(bytes.substr(bytes.size() - kDatedPlaceSize));
  DatedPlace place;
  place.days = static_cast<int32_t>(reader.TakeBigEndian<uint32_t>().value() - kDaysBias);
  place.number = reader.TakeBigEndian<uint64_t>().value();
  place.classification = reader.TakeBigEndian<uint8_t>().value();
  place.ground = reader.TakeBigEndian<uint8_t>().value();
  return place;
}

std::string EventKey(std::string_view stream_bytes, uint64_t position) {
  std::string key(stream_bytes);
  AppendBigEndian(key, position);
  return key;
}

const std::vector<Aggregate>& AllAggregates() {
  static const auto* const all = [] {
    auto* list = new std::vector<Aggregate>();
    const auto* values = witan::options::v1::Aggregate_descriptor();
    for (int i = 0; i < values->value_count(); ++i) {
      if (values->value(i)->number() != 0) {
        list->push_back(static_cast<Aggregate>(values->value(i)->number()));
      }
    }
    return list;
  }();
  return *all;
}

}  // namespace witan::projector
