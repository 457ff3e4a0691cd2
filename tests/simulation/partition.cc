#include "tests/simulation/partition.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"

namespace witan::simulation {

using storage::AppendOutcome;

void Partition::Send(Producer& producer, std::vector<std::string> records, uint64_t expected_offset,
                     bool gets_out, storage::SequenceAppendDone done) {
  const auto ticket = std::make_shared<Ticket>();
  ticket->serial = ++sent_;
  ticket->expected_offset = expected_offset;
  ticket->done = std::move(done);
  world_.Note("batch {} of {} is sent, expected at offset {}", ticket->serial, records.size(),
              expected_offset);
  if (producer.untold.empty()) producers_.push_back(&producer);
  producer.untold.push_back(ticket);
  ticket->is_travelling = gets_out;
  if (gets_out) flights_.push_back({std::move(records), ticket, ticket->serial});
  if (!world_.is_calm) return;
  if (gets_out) Arrive(flights_.size() - 1);
  while (!producer.untold.empty()) TellOne(producer);
}

void Partition::Abandon(Producer& producer) {
  while (!producer.untold.empty()) Tell(producer, AppendOutcome::kUnknown);
}

void Partition::Act() {
  testing::Dice& dice = world_.dice;
  const bool tells = !producers_.empty() && (flights_.empty() || dice.Chance(400));
  if (tells) {
    TellOne(*producers_[dice.Below(producers_.size())]);
  } else if (!flights_.empty()) {
    Arrive(dice.Chance(700) ? 0 : dice.Below(flights_.size()));
  }
}

void Partition::LetAllArrive() {
  while (!flights_.empty()) Arrive(world_.dice.Below(flights_.size()));
}

void Partition::Arrive(size_t index) {
  testing::Dice& dice = world_.dice;
  Flight flight = std::move(flights_[index]);
  flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(index));
  Ticket* const ticket = flight.ticket.get();
  if (ticket != nullptr) ticket->is_travelling = false;
  const Faults faults = world_.is_calm ? Faults() : world_.faults;
  if (dice.Chance(faults.lost)) {
    world_.Note("batch {} is lost", flight.serial);
    return;
  }
  if (dice.Chance(faults.doubled)) {
    world_.Note("batch {} is doubled", flight.serial);
    flights_.push_back({flight.records, nullptr, flight.serial});
  }
  size_t count = flight.records.size();
  if (dice.Chance(faults.cut_short)) count = dice.Below(count + 1);
  if (ticket != nullptr) {
    ticket->has_traces = true;
    ticket->is_whole =
        count == flight.records.size() && (records_.size() == ticket->expected_offset ||
                                           world_.mutation == Mutation::kAcknowledgesAnywhere);
  }
  world_.Note("{} of {} records of batch {} arrive at offset {}", count, flight.records.size(),
              flight.serial, records_.size());
  Append(flight.records, count);
  if (count == flight.records.size() || dice.Chance(500)) return;
  flight.records.erase(flight.records.begin(),
                       flight.records.begin() + static_cast<std::ptrdiff_t>(count));
  flights_.push_back({std::move(flight.records), nullptr, flight.serial});
}

void Partition::Append(const std::vector<std::string>& records, size_t count) {
  records_.insert(records_.end(), records.begin(),
                  records.begin() + static_cast<std::ptrdiff_t>(count));
}

// Outcomes are told in the order of the batches.
void Partition::TellOne(Producer& producer) {
  testing::Dice& dice = world_.dice;
  const Faults faults = world_.is_calm ? Faults() : world_.faults;
  const Ticket& ticket = *producer.untold.front();
  if (ticket.is_travelling) {
    if (dice.Chance(faults.refused)) {
      Withdraw(ticket);
      Tell(producer, AppendOutcome::kNotWritten);
    } else if (dice.Chance(faults.timed_out)) {
      Tell(producer, AppendOutcome::kUnknown);
    }
    return;
  }
  const bool is_durable = ticket.is_whole && !dice.Chance(faults.denied);
  const bool is_refused = !ticket.has_traces && dice.Chance(faults.refused);
  Tell(producer, is_durable   ? AppendOutcome::kDurable
                 : is_refused ? AppendOutcome::kNotWritten
                              : AppendOutcome::kUnknown);
}

void Partition::Tell(Producer& producer, AppendOutcome outcome) {
  const std::shared_ptr<Ticket> ticket = std::move(producer.untold.front());
  producer.untold.pop_front();
  if (producer.untold.empty()) std::erase(producers_, &producer);
  if (outcome != AppendOutcome::kDurable) producer.is_spent = true;
  if (outcome == AppendOutcome::kUnknown) ++world_.happenings.unknown;
  world_.Note("batch {} is told as {}", ticket->serial,
              outcome == AppendOutcome::kDurable   ? "durable"
              : outcome == AppendOutcome::kUnknown ? "unknown"
                                                   : "not written");
  ticket->done(outcome, outcome == AppendOutcome::kDurable
                            ? absl::OkStatus()
                            : absl::UnavailableError("the batch was not confirmed"));
}

void Partition::Withdraw(const Ticket& ticket) {
  std::erase_if(flights_, [&](const Flight& flight) { return flight.ticket.get() == &ticket; });
}

}  // namespace witan::simulation
