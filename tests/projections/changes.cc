#include "tests/projections/changes.h"

#include <utility>

#include "storage/base/status.h"

namespace witan::projections {

using storage::AreaId;
using storage::IndexEntry;
using storage::IndexId;
using storage::Row;
using storage::TableId;
using testing::Dice;

std::string RandomKey(Dice& dice) {
  constexpr std::string_view kBytes("\0\1ab\xFF", 5);
  std::string key;
  for (uint64_t left = dice.Below(4); left > 0; --left) key.push_back(kBytes[dice.Below(5)]);
  return key;
}

TableId RandomTable(Dice& dice) { return static_cast<TableId>(1 + dice.Below(kTables)); }

// An index belongs to one table.
IndexId RandomIndex(Dice& dice, TableId table) {
  return static_cast<IndexId>(uint64_t{2} * table + dice.Below(2));
}

Uuid RandomSubject(Dice& dice) {
  std::array<uint8_t, 16> bytes = {};
  bytes[15] = static_cast<uint8_t>(1 + dice.Below(kSubjects));
  return Uuid(bytes);
}

Row RandomRow(Dice& dice, TableId table) {
  Row row;
  row.value = RandomKey(dice);
  row.physical = dice.Chance(300) ? RandomKey(dice) : "";
  for (uint64_t left = dice.Below(4); left > 0; --left) {
    row.indexes.push_back({RandomIndex(dice, table), RandomKey(dice)});
  }
  for (uint64_t left = dice.Below(4); left > 0; --left) {
    row.subjects.push_back(RandomSubject(dice));
  }
  return row;
}

absl::StatusOr<std::optional<Row>> Fold(TableId table, std::string_view /*key*/,
                                        const std::optional<Row>& before, Position at,
                                        std::string_view change) {
  if (change.empty()) return std::optional<Row>();
  constexpr size_t kLongest = 9;
  Dice dice(at.value() * 31 + static_cast<uint8_t>(change.front()));
  Row row = before.value_or(RandomRow(dice, table));
  row.value.append(change);
  if (row.value.size() > kLongest) row.value.erase(0, change.size());
  row.indexes.push_back({static_cast<IndexId>(2 * table), std::string(change)});
  if (row.indexes.size() > 4) row.indexes.erase(row.indexes.begin());
  return std::optional<Row>(std::move(row));
}

void Record::Note(TableId table, const std::string& key, Position at, Change change) {
  changes_[{table, key, at.value()}] = std::move(change);
}

absl::Status Record::Replay(storage::ProjectionBuilder& builder, Dice& dice) const {
  std::vector<decltype(changes_)::const_pointer> order;
  for (const auto& entry : changes_) order.push_back(&entry);
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[dice.Below(i)]);
  for (const auto* entry : order) {
    const auto& [table, key, at] = entry->first;
    const Change& change = entry->second;
    if (change.change) {
      RETURN_IF_ERROR(builder.Change(table, key, Position(at), *change.change));
    } else if (change.row) {
      RETURN_IF_ERROR(builder.Put(table, key, Position(at), *change.row));
    } else {
      RETURN_IF_ERROR(builder.Delete(table, key, Position(at)));
    }
  }
  for (const auto& [place, value] : appended_) {
    RETURN_IF_ERROR(builder.Append(place.first, place.second, value));
  }
  return absl::OkStatus();
}

}  // namespace witan::projections
