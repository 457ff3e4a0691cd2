#include "tests/simulation/process.h"

#include <array>
#include <utility>

#include "tests/simulation/fiber.h"

namespace witan::simulation {
namespace {

// The read rule taken out: the first record at a position is the one.
class FirstComeRule final : public storage::ReadRule {
 public:
  using ReadRule::ReadRule;
  absl::StatusOr<storage::ReadVerdict> Judge(const storage::RecordHeader& header, const Hash& hash,
                                             uint64_t offset) override {
    if (header.position != cursor().position.Next()) return PassOver();
    return Accept(header, hash, offset);
  }
};

// Two clocks may differ by more than a writer puts up with, which then does not start.
std::chrono::milliseconds Skew(testing::Dice& dice) {
  constexpr int64_t kMostMs = 3'000;
  return std::chrono::milliseconds(static_cast<int64_t>(dice.Below(2 * kMostMs + 1)) - kMostMs);
}

}  // namespace

Process::Process(World& world, Partition& partition, std::string name)
    : world_(world),
      connection_(world, partition),
      name_(std::move(name)),
      clock_(world.clock, Skew(world.dice)) {}

void Process::Crash() {
  world_.Note("{} crashes", name_);
  connection_.Cut();
}

storage::SequenceLog Process::MakeLog() {
  if (world_.mutation != Mutation::kAcceptsByPosition) return {connection_, codec_, clock_};
  return {connection_, codec_, clock_,
          [](const storage::Cursor& at) { return std::make_unique<FirstComeRule>(at); }};
}

void Process::Rest() {
  for (uint64_t left = world_.dice.Between(1, 8); left > 0 && !world_.is_over; --left) {
    Fiber::Yield();
  }
}

void Process::ReportDataLoss(const absl::Status& status) {
  if (!absl::IsDataLoss(status)) return;
  world_.ledger.Report(fmt::format("{} took a whole log for a damaged one: {}", name_,
                                   std::string(status.message())));
}

Uuid EventIdOf(uint64_t command) {
  std::array<uint8_t, 16> bytes = {};
  for (size_t i = 0; i < 8; ++i) bytes[15 - i] = static_cast<uint8_t>(command >> (8 * i));
  return Uuid(bytes);
}

// The log makes ids of version 7 for its own records.
std::optional<uint64_t> CommandOf(const Uuid& event_id) {
  if (event_id.version() != 0) return std::nullopt;
  uint64_t command = 0;
  for (size_t i = 8; i < 16; ++i) command = (command << 8U) | event_id.bytes()[i];
  return command;
}

}  // namespace witan::simulation
