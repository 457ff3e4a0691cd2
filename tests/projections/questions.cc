#include "tests/projections/questions.h"

#include <fmt/format.h>

#include <vector>

#include "storage/base/hex.h"
#include "tests/projections/changes.h"

namespace witan::projections {
namespace {

using storage::AreaId;
using storage::IndexPlace;
using storage::IndexScan;
using storage::ProjectionView;
using storage::RowAt;
using storage::RowScan;
using storage::ScanOrder;
using storage::TableId;
using testing::Dice;
using Appended = ProjectionView::Appended;

std::string Text(std::string_view bytes) { return "'" + HexEncode(bytes) + "'"; }
std::string Text(const RowAt& row) {
  return fmt::format("{}@{}={}/{}", Text(row.key), row.from.value(), Text(row.value),
                     Text(row.physical));
}
std::string Text(const IndexPlace& place) {
  return Text(place.index_key) + ">" + Text(place.row_key);
}
std::string Text(const Appended& entry) { return Text(entry.key) + "=" + Text(entry.value); }
std::string Text(const storage::DigestSum& sum) { return HexEncode(AsBytes(sum)); }
std::string Text(const storage::DigestEntry& entry) {
  return fmt::format("{}/{}={}", entry.table, entry.subject.ToString(), Text(entry.sum));
}
template <typename Value>
std::string Text(const std::optional<Value>& value) {
  return value ? Text(*value) : "none";
}
template <typename Value>
std::string Text(const std::vector<Value>& values) {
  std::string text;
  for (const Value& value : values) text += Text(value) + " ";
  return text;
}
// What a refusal says in words is each store's own; its code is not.
template <typename Value>
std::string Text(const absl::StatusOr<Value>& answer) {
  return answer.ok() ? Text(*answer) : absl::StatusCodeToString(answer.status().code());
}

AreaId RandomArea(Dice& dice) { return static_cast<AreaId>(1 + dice.Below(kAreas)); }
ScanOrder RandomOrder(Dice& dice) {
  return dice.Chance(500) ? ScanOrder::kForward : ScanOrder::kBackward;
}
// Mostly the whole range: few keys would be left otherwise.
std::string RandomBound(Dice& dice) { return dice.Chance(600) ? "" : RandomKey(dice); }
size_t RandomLimit(Dice& dice) { return dice.Chance(500) ? 1'000 : dice.Below(5); }
std::string Name(ScanOrder order) { return order == ScanOrder::kForward ? "up" : "down"; }

std::string AskScan(const ProjectionView& view, Dice& dice) {
  RowScan scan;
  scan.table = RandomTable(dice);
  scan.begin = RandomBound(dice);
  scan.end = RandomBound(dice);
  if (dice.Chance(400)) scan.start_after = RandomKey(dice);
  scan.limit = RandomLimit(dice);
  scan.order = RandomOrder(dice);
  return fmt::format("Scan {} {}..{} after {} limit {} {}: {}", scan.table, Text(scan.begin),
                     Text(scan.end), Text(scan.start_after), scan.limit, Name(scan.order),
                     Text(view.Scan(scan)));
}

std::string AskScanIndex(const ProjectionView& view, Dice& dice) {
  IndexScan scan;
  scan.index = RandomIndex(dice, RandomTable(dice));
  scan.begin = RandomBound(dice);
  scan.end = RandomBound(dice);
  if (dice.Chance(400)) scan.start_after = IndexPlace{RandomKey(dice), RandomKey(dice)};
  scan.limit = RandomLimit(dice);
  scan.order = RandomOrder(dice);
  return fmt::format("ScanIndex {} {}..{} after {} limit {} {}: {}", scan.index, Text(scan.begin),
                     Text(scan.end), Text(scan.start_after), scan.limit, Name(scan.order),
                     Text(view.ScanIndex(scan)));
}

std::string AskMultiGet(const ProjectionView& view, Dice& dice) {
  const TableId table = RandomTable(dice);
  std::vector<std::string> keys;
  for (uint64_t left = dice.Below(5); left > 0; --left) keys.push_back(RandomKey(dice));
  return fmt::format("MultiGet {} {}: {}", table, Text(keys), Text(view.MultiGet(table, keys)));
}

std::string AskHistory(const ProjectionView& view, Dice& dice) {
  const TableId table = RandomTable(dice);
  const std::string key = RandomKey(dice);
  const size_t limit = RandomLimit(dice);
  return fmt::format("History {} {} limit {}: {}", table, Text(key), limit,
                     Text(view.History(table, key, limit)));
}

std::string AskAppended(const ProjectionView& view, Dice& dice) {
  const AreaId area = RandomArea(dice);
  const std::string key = RandomKey(dice);
  if (dice.Chance(300)) {
    return fmt::format("GetAppended {} {}: {}", area, Text(key), Text(view.GetAppended(area, key)));
  }
  if (dice.Chance(500)) {
    return fmt::format("LastAppended {} {}: {}", area, Text(key),
                       Text(view.LastAppended(area, key)));
  }
  const std::string end = RandomBound(dice);
  const size_t limit = RandomLimit(dice);
  const ScanOrder order = RandomOrder(dice);
  return fmt::format("ScanAppended {} {}..{} limit {} {}: {}", area, Text(key), Text(end), limit,
                     Name(order), Text(view.ScanAppended(area, key, end, limit, order)));
}

std::string AskRow(const ProjectionView& view, Dice& dice) {
  const TableId table = RandomTable(dice);
  const std::string key = RandomKey(dice);
  return fmt::format("Get {} {}: {}", table, Text(key), Text(view.Get(table, key)));
}

std::string AskDigest(const ProjectionView& view, Dice& dice) {
  if (dice.Chance(500)) return "Digests: " + Text(view.Digests());
  const TableId table = RandomTable(dice);
  const Uuid subject = RandomSubject(dice);
  return fmt::format("Digest {} {}: {}", table, subject.ToString(),
                     Text(view.Digest(table, subject)));
}

}  // namespace

std::string Ask(const ProjectionView& view, Dice dice) {
  using Question = std::string (*)(const ProjectionView&, Dice&);
  constexpr Question kQuestions[] = {AskRow,     AskMultiGet, AskScan,  AskScanIndex,
                                     AskHistory, AskAppended, AskDigest};
  const Question question = kQuestions[dice.Below(std::size(kQuestions))];
  return fmt::format("at {} of {}, {}", view.position().value(), view.head().value(),
                     question(view, dice));
}

std::string ToText(const std::optional<storage::Row>& row) {
  if (!row) return "none";
  std::string text = Text(row->value) + "/" + Text(row->physical);
  for (const storage::IndexEntry& entry : row->indexes) {
    text += fmt::format(" {}:{}", entry.index, Text(entry.key));
  }
  for (const Uuid& subject : row->subjects) text += " " + subject.ToString();
  return text;
}

}  // namespace witan::projections
