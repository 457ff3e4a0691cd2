// How fast a projection is rebuilt, against folding the same log one event at a time:
//
//   bench_rebuild [--events 1000000] [--records 250000] [--memory-mb 64] [--folder DIR]
//
// Measures in one run, each from the first to the last event of the same log and with the same
// fold of rows, and prints one line of JSON:
//   read      reading and checking the log, and no more
//   rebuild   the projector's build: rows with all their versions, indexes, digests, events
//   get_put   one Get and one Put of the record's newest row an event, in a plain RocksDB
//   follow    what the rebuild holds, committed one event at a time (over fewer events, scaled)

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/projector/projector.h"
#include "storage/base/check.h"
#include "storage/base/status.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/rocks_event_log.h"
#include "storage/rocksdb/rocks_projection_store.h"
#include "tests/bench/rebuild_log.h"

namespace witan::bench {
namespace {

using storage::AcceptedRecord;

struct Options {
  LogShape shape;
  uint64_t follow_events = 20'000;
  size_t memory_mb = 64;
  std::string folder = std::filesystem::temp_directory_path().string();
};

double SecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void ForEach(storage::EventLog& log, uint64_t limit,
             const std::function<void(const AcceptedRecord&)>& each) {
  const auto reader = log.OpenReader(storage::Cursor());
  WITAN_CHECK(reader.ok(), "no reader");
  for (uint64_t count = 0; count < limit;) {
    const auto read = (*reader)->Read(storage::ReadLimits());
    WITAN_CHECK(read.ok(), std::string(read.status().message()));
    for (const AcceptedRecord& record : read->records) each(record);
    count += read->records.size();
    if (read->at_end) return;
  }
}

std::unique_ptr<storage::ProjectionStore> OpenStore(const std::string& folder, const char* name) {
  storage::RocksProjectionOptions options;
  options.parent_directory = folder;
  options.name = name;
  auto store = storage::OpenRocksProjectionStore(options);
  WITAN_CHECK(store.ok(), std::string(store.status().message()));
  return *std::move(store);
}

void Rebuild(storage::EventLog& log, storage::ProjectionStore& store, size_t memory_bytes) {
  const SystemClock clock;
  projector::Projector projector(log, store, clock,
                                 {.kinds = {}, .build_memory_bytes = memory_bytes}, [] {});
  const absl::Status built = projector.CatchUp();
  WITAN_CHECK(built.ok(), std::string(built.message()));
}

// What a rebuild by upserts costs at the least: the newest rows alone.
void GetAndPut(storage::EventLog& log, const std::string& path) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  WITAN_CHECK(rocksdb::DB::Open(options, path, &opened).ok(), "no database");
  const std::unique_ptr<rocksdb::DB> db(opened);
  ForEach(log, UINT64_MAX, [&](const AcceptedRecord& record) {
    const auto known = projector::Read(record);
    if (!known.ok() || !known->has_record) return;
    const std::string key = Uuid::Parse(known->event.stream())->ToBytes();
    std::string bytes;
    std::optional<projector::RecordRow> before;
    if (db->Get(rocksdb::ReadOptions(), key, &bytes).ok()) {
      before = projector::DecodeRow(bytes).value();
    }
    const auto after = projector::Fold(before, known->event, known->hash);
    WITAN_CHECK(after.ok(), std::string(after.status().message()));
    const auto put = db->Put(rocksdb::WriteOptions(), key, projector::EncodeRow(*after));
    WITAN_CHECK(put.ok(), put.ToString());
  });
}

void FollowOneByOne(storage::EventLog& log, uint64_t limit, storage::ProjectionStore& store) {
  ForEach(log, limit, [&](const AcceptedRecord& record) {
    const auto known = projector::Read(record);
    auto batch = store.NewBatch();
    WITAN_CHECK(known.ok() && projector::Apply(record, *known, {}, *batch).ok(), "no event");
    WITAN_CHECK(store.Commit(std::move(batch), record.header.position, "").ok(), "no commit");
  });
}

int Run(const Options& options) {
  const storage::TemporaryFolder folder{std::filesystem::path(options.folder)};
  const runtime::EnvelopeCodec codec(runtime::BuildInfo{"bench_rebuild", ""});
  const SystemClock clock;
  storage::RocksEventLogOptions log_options;
  log_options.directory = folder / "log";
  log_options.create_if_missing = true;
  log_options.benchmark_without_sync = true;
  const auto log = storage::RocksEventLog::Open(log_options, codec, clock);
  WITAN_CHECK(log.ok(), std::string(log.status().message()));
  FillLog(**log, options.shape);

  const double read = SecondsOf([&] { ForEach(**log, UINT64_MAX, [](const auto&) {}); });
  const auto store = OpenStore(folder.path(), "rebuilt");
  const double rebuild = SecondsOf([&] { Rebuild(**log, *store, options.memory_mb << 20); });
  rusage used;
  ::getrusage(RUSAGE_SELF, &used);
  const double get_put = SecondsOf([&] { GetAndPut(**log, folder / "plain"); });
  const auto followed = OpenStore(folder.path(), "followed");
  const uint64_t follow_events = std::min(options.follow_events, options.shape.events);
  const double follow = SecondsOf([&] { FollowOneByOne(**log, follow_events, *followed); }) *
                        static_cast<double>(options.shape.events) /
                        static_cast<double>(followed->head().value());
  std::puts(fmt::format(R"({{"kind":"rebuild","events":{},"records":{},"memory_mb":{},)"
                        R"("read_s":{:.3f},"rebuild_s":{:.3f},"get_put_s":{:.3f},)"
                        R"("follow_s":{:.3f},"speed_up":{:.2f},"speed_up_same_rows":{:.2f},)"
                        R"("peak_rss_mb":{}}})",
                        options.shape.events, options.shape.records, options.memory_mb, read,
                        rebuild, get_put, follow, get_put / rebuild, follow / rebuild,
                        used.ru_maxrss >> 10)
                .c_str());
  return 0;
}

}  // namespace
}  // namespace witan::bench

int main(int argc, char** argv) {
  witan::bench::Options options;
  CLI::App app("Measures the rebuild of a projection");
  app.add_option("--events", options.shape.events, "Events of the log")->capture_default_str();
  app.add_option("--records", options.shape.records, "Records that they belong to")
      ->capture_default_str();
  app.add_option("--text-bytes", options.shape.text_bytes, "Length of an event's text")
      ->capture_default_str();
  app.add_option("--memory-mb", options.memory_mb, "What the rebuild may hold in memory")
      ->capture_default_str();
  app.add_option("--follow-events", options.follow_events, "How many are followed one by one")
      ->capture_default_str();
  app.add_option("--folder", options.folder, "Where a temporary folder is made and removed")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return witan::bench::Run(options);
}
