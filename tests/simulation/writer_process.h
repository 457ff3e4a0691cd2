#pragma once

// A process that believes it is the elected writer: starts a term, records the commands that are
// not in the log yet, and tells the clients what became of them. Many of them may believe so at
// once.

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "tests/simulation/process.h"

namespace witan::simulation {

class WriterProcess final : public Process {
 public:
  // `commands`: how many clients want something recorded; all writers are asked by all of them.
  WriterProcess(World& world, Partition& partition, std::string name, uint64_t commands)
      : Process(world, partition, std::move(name)), commands_(commands) {}

  void Run() override;
  // Records every command that is not in the log yet, in a world that is calm. False: it could not.
  bool RecordAll();

 private:
  struct Sent {
    uint64_t command = 0;
    Position position;
    Hash hash = {};
  };
  struct Batch {
    uint64_t serial = 0;
    std::vector<Sent> records;
  };

  void Reign(storage::SequenceLog& log);
  // What the process has to go by when it starts: its own store, or the log alone.
  void Remember();
  // One thing a writer may do now. False: it steps down.
  bool Act(storage::SequenceLog& log, storage::LogWriter& writer);
  bool RaiseTerm(storage::SequenceLog& log, storage::LogWriter& writer);
  absl::StatusOr<std::unique_ptr<storage::LogWriter>> Open(storage::SequenceLog& log);

  // Reads what was accepted up to the writer's last confirmed record. False: cannot be read.
  bool Learn(storage::SequenceLog& log, const storage::Cursor& confirmed);
  // Answers the clients whose batches had an unknown outcome, by what was accepted.
  void Settle();

  bool Send(storage::LogWriter& writer);
  std::vector<uint64_t> Choose();
  void Told(const storage::AppendResult& result);

  const uint64_t commands_;
  storage::Cursor known_;            // how far this process has learnt the log
  std::map<uint64_t, Hash> in_log_;  // commands known to be in it, and as what
  std::deque<Batch> in_flight_;
  std::vector<Batch> open_;  // batches whose outcome is unknown
  bool needs_new_term_ = false;
  bool keeps_memory_ = false;
  uint64_t attempts_ = 0;
};

}  // namespace witan::simulation
