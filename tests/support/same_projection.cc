#include "tests/support/same_projection.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/runtime/projector/layout.h"
#include "storage/base/hex.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/rocks_projection_store.h"

namespace witan::testing {
namespace {

using storage::ProjectionStore;
using storage::ProjectionView;

constexpr size_t kPage = 1'000;

// Every live row, as one text: key, since when, value and what is kept beside it.
std::vector<std::string> RowsOf(const ProjectionView& view) {
  std::vector<std::string> rows;
  for (const projector::Aggregate kind : projector::AllAggregates()) {
    storage::RowScan scan{.table = projector::TableOf(kind),
                          .begin = "",
                          .end = "",
                          .start_after = std::nullopt,
                          .limit = kPage,
                          .order = storage::ScanOrder::kForward};
    while (true) {
      const auto page = view.Scan(scan);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok() || page->empty()) break;
      for (const storage::RowAt& row : *page) {
        rows.push_back(fmt::format("{} {} {} {} {}", scan.table, HexEncode(row.key),
                                   row.from.value(), HexEncode(row.value),
                                   HexEncode(row.physical)));
      }
      scan.start_after = page->back().key;
    }
  }
  return rows;
}

std::vector<storage::IndexPlace> IndexesOf(const ProjectionView& view) {
  std::vector<storage::IndexPlace> places;
  for (const projector::Aggregate kind : projector::AllAggregates()) {
    for (const auto index : {projector::IndexKind::kByDate, projector::IndexKind::kByReference,
                             projector::IndexKind::kByCode}) {
      storage::IndexScan scan{.index = projector::IndexOf(kind, index),
                              .begin = "",
                              .end = "",
                              .start_after = std::nullopt,
                              .limit = kPage,
                              .order = storage::ScanOrder::kForward};
      while (true) {
        const auto page = view.ScanIndex(scan);
        EXPECT_TRUE(page.ok()) << page.status();
        if (!page.ok() || page->empty()) break;
        places.insert(places.end(), page->begin(), page->end());
        scan.start_after = page->back();
      }
    }
  }
  return places;
}

}  // namespace

std::unique_ptr<ProjectionStore> CaughtUp(storage::EventLog& log, const std::string& parent_folder,
                                          const std::string& name, const projector::Kinds& kinds) {
  auto store = storage::OpenRocksProjectionStore({.parent_directory = parent_folder,
                                                  .name = name,
                                                  .schema_version = projector::kSchemaVersion});
  EXPECT_TRUE(store.ok()) << store.status();
  if (!store.ok()) return nullptr;
  const SystemClock clock;
  projector::Projector projector(log, **store, clock, {.kinds = kinds}, [] {});
  const absl::Status status = projector.CatchUp();
  EXPECT_TRUE(status.ok()) << status;
  return *std::move(store);
}

void ExpectSameProjection(const ProjectionStore& left, const ProjectionStore& right) {
  EXPECT_EQ(left.head(), right.head());
  const auto one = left.OpenView(std::nullopt);
  const auto other = right.OpenView(std::nullopt);
  ASSERT_TRUE(one.ok() && other.ok());
  const auto digests = (*one)->Digests();
  ASSERT_TRUE(digests.ok());
  EXPECT_FALSE(digests->empty());
  EXPECT_TRUE(*digests == *(*other)->Digests());
  EXPECT_TRUE(RowsOf(**one) == RowsOf(**other));
  EXPECT_TRUE(IndexesOf(**one) == IndexesOf(**other));
}

void ExpectSameAsRebuilt(storage::EventLog& log, const std::string& parent_folder,
                         const std::string& name, const projector::Kinds& kinds) {
  SCOPED_TRACE(name);
  const storage::TemporaryFolder fresh;
  const auto kept = CaughtUp(log, parent_folder, name, kinds);
  const auto rebuilt = CaughtUp(log, fresh.path(), name, kinds);
  ASSERT_TRUE(kept != nullptr && rebuilt != nullptr);
  ExpectSameProjection(*kept, *rebuilt);
}

}  // namespace witan::testing
