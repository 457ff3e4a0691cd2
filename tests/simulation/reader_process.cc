#include "tests/simulation/reader_process.h"

namespace witan::simulation {

void ReaderProcess::Run() {
  while (!world_.is_over) {
    connection_.Restore();
    storage::SequenceLog log = MakeLog();
    const auto reader = log.OpenReader(stored_);
    ReportDataLoss(reader.status());
    if (reader.ok()) Follow(**reader);
    Rest();
  }
}

void ReaderProcess::Follow(storage::LogReader& reader) {
  uint64_t passed_over = 0;
  while (!MustStop()) {
    const uint64_t before = reader.cursor().position.value();
    const auto read = reader.Read({.max_records = world_.dice.Between(1, 20)});
    ReportDataLoss(read.status());
    if (absl::IsDataLoss(read.status())) return;
    if (!read.ok()) continue;  // the next read opens the sequence again
    uint64_t expected = before;
    for (const storage::AcceptedRecord& record : read->records) {
      world_.ledger.Accept(record);
      if (record.header.position.value() != ++expected) {
        world_.ledger.Report(name_ + " leaves out a position");
      }
    }
    world_.happenings.passed_over += reader.passed_over() - passed_over;
    passed_over = reader.passed_over();
    if (!read->records.empty()) {
      world_.Note("{} has read to position {}", name_, reader.cursor().position.value());
    }
    if (world_.dice.Chance(200)) stored_ = reader.cursor();
    if (world_.dice.Chance(20)) return;
    if (read->at_end) reader.WaitForMore(std::chrono::steady_clock::time_point::max());
  }
}

}  // namespace witan::simulation
