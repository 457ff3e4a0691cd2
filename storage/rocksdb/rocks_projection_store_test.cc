#include "storage/rocksdb/rocks_projection_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/folder.h"

namespace witan::storage {
namespace {

const Uuid kSubject = Uuid::NameBased(Uuid(), "subject");

std::unique_ptr<ProjectionStore> OpenIn(const TemporaryFolder& folder) {
  auto store = OpenRocksProjectionStore({.parent_directory = folder.path(), .name = "views"});
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

Row RowOf(const std::string& value) { return {value, "p", {{7, value}}, {kSubject, kSubject}}; }

// Row "a" is "x" from 1, "y" from 5,000, gone from 70,000; "b" is "z" from 5,000.
void Fill(ProjectionStore& store) {
  auto batch = store.NewBatch();
  batch->At(Position(1));
  ASSERT_TRUE(batch->Put(1, "a", RowOf("x")).ok());
  batch->Append(3, "k1", "v1");
  ASSERT_TRUE(store.Commit(std::move(batch), Position(4'999), "c1").ok());
  batch = store.NewBatch();
  batch->At(Position(5'000));
  ASSERT_TRUE(batch->Put(1, "a", RowOf("y")).ok());
  ASSERT_TRUE(batch->Put(1, "b", RowOf("z")).ok());
  batch->At(Position(70'000));
  ASSERT_TRUE(batch->Delete(1, "a").ok());
  ASSERT_TRUE(store.Commit(std::move(batch), Position(81'920), "c2").ok());
}

std::string Seen(const ProjectionStore& store, uint64_t position) {
  const auto view = store.OpenView(Position(position));
  EXPECT_TRUE(view.ok());
  std::string seen;
  RowScan row_scan;
  row_scan.table = 1;
  IndexScan index_scan;
  index_scan.index = 7;
  index_scan.order = ScanOrder::kBackward;
  const auto rows = (*view)->Scan(row_scan);
  const auto places = (*view)->ScanIndex(index_scan);
  for (const RowAt& row : *rows) seen += row.key + "=" + row.value + " ";
  for (const IndexPlace& place : *places) seen += place.index_key + ">" + place.row_key + " ";
  return seen;
}

void ExpectFilled(const ProjectionStore& store) {
  EXPECT_EQ(Seen(store, 0), "");
  EXPECT_EQ(Seen(store, 4'999), "a=x x>a ");
  EXPECT_EQ(Seen(store, 5'000), "a=y b=z z>b y>a ");
  EXPECT_EQ(Seen(store, 69'999), "a=y b=z z>b y>a ");
  EXPECT_EQ(Seen(store, 81'920), "b=z z>b ");
}

DigestSum DigestAt(const ProjectionStore& store, uint64_t position) {
  const auto sum = (*store.OpenView(Position(position)))->Digest(1, kSubject);
  EXPECT_TRUE(sum.ok()) << sum.status();
  return sum.value_or(DigestSum());
}

TEST(RocksProjectionStore, AnswersAtEveryPositionAndAfterReopening) {
  const TemporaryFolder folder;
  auto store = OpenIn(folder);
  Fill(*store);
  ExpectFilled(*store);
  auto view = store->OpenView(std::nullopt);
  EXPECT_EQ((*view)->History(1, "a", 10)->size(), 2U);
  EXPECT_EQ((*view)->LastAppended(3, "k9")->value().value, "v1");
  EXPECT_FALSE((*view)->LastAppended(3, "k0")->has_value());
  view->reset();
  store.reset();
  store = OpenIn(folder);
  EXPECT_EQ(store->cursor(), "c2");
  ExpectFilled(*store);
}

TEST(RocksProjectionStore, RebuildFromAnyOrderEqualsWhatGrewLive) {
  const TemporaryFolder live_folder, built_folder;
  auto live = OpenIn(live_folder);
  Fill(*live);
  auto built = OpenIn(built_folder);
  const auto old_view = built->OpenView(std::nullopt);
  const RowFold fold = [](TableId, std::string_view, const std::optional<Row>& before, Position,
                          std::string_view change) -> absl::StatusOr<std::optional<Row>> {
    EXPECT_EQ(before.has_value(), change == "y");
    return std::optional<Row>(RowOf(std::string(change)));
  };
  auto builder = built->NewBuilder({.memory_bytes = 1, .fold = fold});
  ASSERT_TRUE(builder.ok()) << builder.status();
  ASSERT_TRUE((*builder)->Delete(1, "a", Position(70'000)).ok());
  ASSERT_TRUE((*builder)->Change(1, "b", Position(5'000), "z").ok());
  ASSERT_TRUE((*builder)->Change(1, "a", Position(5'000), "y").ok());
  ASSERT_TRUE((*builder)->Change(1, "a", Position(1), "x").ok());
  EXPECT_EQ((*builder)->Finish(Position(69'999), "c").code(),
            absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE((*builder)->Finish(Position(81'920), "c2").ok());
  ExpectFilled(*built);
  EXPECT_FALSE((*old_view)->Get(1, "b")->has_value());
  for (const uint64_t at : {0, 4'096, 8'192, 69'632, 73'728, 81'920}) {
    EXPECT_EQ(DigestAt(*live, at), DigestAt(*built, at)) << at;
  }
  EXPECT_NE(DigestAt(*live, 4'096), DigestAt(*live, 8'192));
  EXPECT_NE(DigestAt(*live, 69'632), DigestAt(*live, 73'728));
}

TEST(RocksProjectionStore, RefusesWhatItCannotAnswerOrTake) {
  const TemporaryFolder folder;
  auto store = OpenIn(folder);
  Fill(*store);
  EXPECT_EQ(store->OpenView(Position(81'921)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ((*store->OpenView(Position(5)))->Digests().status().code(),
            absl::StatusCode::kFailedPrecondition);
  auto batch = store->NewBatch();
  batch->At(Position(81'920));
  EXPECT_EQ(store->Commit(std::move(batch), Position(81'921), "").code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(store->Commit(store->NewBatch(), Position(81'921), "").code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(RocksProjectionStore, RefusesAFolderWhoseGenerationIsGone) {
  const TemporaryFolder folder;
  { OpenIn(folder); }
  ASSERT_TRUE(WriteFileDurably(folder / "views-v1/GENERATION", "9").ok());
  EXPECT_EQ(OpenRocksProjectionStore({.parent_directory = folder.path(), .name = "views"})
                .status()
                .code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace witan::storage
