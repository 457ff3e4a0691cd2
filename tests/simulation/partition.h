#pragma once

// The adversary: one shared sequence of records and what still travels towards it. What is sent may
// arrive late (also long after its writer was replaced), never, twice, or as a prefix; its outcome
// is told, told late, or told as unknown. It never takes back a record that arrived, and never says
// "durable" of a batch that does not stand whole where it was expected: these two a real broker
// keeps, and everything else is the read rule's and the new term's to bear.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "storage/record_sequence.h"
#include "tests/simulation/world.h"

namespace witan::simulation {

// One batch as its sender sees it.
struct Ticket {
  uint64_t serial = 0;
  uint64_t expected_offset = 0;
  storage::SequenceAppendDone done;
  bool is_travelling = true;
  bool is_whole = false;    // stands complete where it was expected
  bool has_traces = false;  // a part or a copy of it is or may come to be in the sequence
};

// What the partition knows of one appender.
struct Producer {
  std::deque<std::shared_ptr<Ticket>> untold;
  bool is_spent = false;  // an outcome other than durable was told
};

class Partition final {
 public:
  explicit Partition(World& world) : world_(world) {}

  uint64_t size() const { return records_.size(); }
  const std::string& record(uint64_t offset) const { return records_[offset]; }

  // `producer` lives until Abandon. `gets_out`: else the batch is lost on its first steps.
  void Send(Producer& producer, std::vector<std::string> records, uint64_t expected_offset,
            bool gets_out, storage::SequenceAppendDone done);
  // The sender is gone: what it has not been told becomes unknown; what travels goes on.
  void Abandon(Producer& producer);

  // One thing happens to something that travels, or one outcome is told, if there is any.
  void Act();
  // Whatever still travels arrives, in any order, or is lost.
  void LetAllArrive();

 private:
  struct Flight {
    std::vector<std::string> records;
    std::shared_ptr<Ticket> ticket;  // also held by its producer; none for a copy or a rest
    uint64_t serial = 0;
  };

  void Arrive(size_t index);
  void Append(const std::vector<std::string>& records, size_t count);
  void TellOne(Producer& producer);
  void Tell(Producer& producer, storage::AppendOutcome outcome);
  void Withdraw(const Ticket& ticket);

  World& world_;
  std::vector<std::string> records_;
  std::deque<Flight> flights_;
  std::vector<Producer*> producers_;
  uint64_t sent_ = 0;
};

}  // namespace witan::simulation
