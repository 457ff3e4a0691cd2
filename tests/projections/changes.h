#pragma once

// Random changes of rows: few keys, awkward bytes, so that rows meet each other often.

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "storage/projection_store.h"
#include "tests/support/dice.h"

namespace witan::projections {

inline constexpr uint64_t kTables = 3;
inline constexpr uint64_t kAreas = 2;
inline constexpr uint64_t kSubjects = 4;

// Zero to three bytes, zeros and 0xFF among them.
std::string RandomKey(testing::Dice& dice);
storage::TableId RandomTable(testing::Dice& dice);
storage::IndexId RandomIndex(testing::Dice& dice, storage::TableId table);
Uuid RandomSubject(testing::Dice& dice);
storage::Row RandomRow(testing::Dice& dice, storage::TableId table);

// What a row becomes by a change given as bytes; it ends by no bytes. Used live and in rebuilds.
absl::StatusOr<std::optional<storage::Row>> Fold(storage::TableId table, std::string_view key,
                                                 const std::optional<storage::Row>& before,
                                                 Position at, std::string_view change);

// What was done to a store, as a rebuild is told of it: one change a row and position.
class Record final {
 public:
  struct Change {
    std::optional<storage::Row> row;    // as it is from then on
    std::optional<std::string> change;  // or, instead, what is folded into the row before
  };

  void Note(storage::TableId table, const std::string& key, Position at, Change change);
  void NoteAppended(storage::AreaId area, const std::string& key, const std::string& value) {
    appended_[{area, key}] = value;
  }
  bool HasAppended(storage::AreaId area, const std::string& key) const {
    return appended_.contains({area, key});
  }

  // Everything in an order of chance.
  absl::Status Replay(storage::ProjectionBuilder& builder, testing::Dice& dice) const;

 private:
  std::map<std::tuple<storage::TableId, std::string, uint64_t>, Change> changes_;
  std::map<std::pair<storage::AreaId, std::string>, std::string> appended_;
};

}  // namespace witan::projections
