#include "tests/faults/callers.h"

#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using witan::oversight::v1::OversightService;

// Half of the callers soon ask elsewhere; the other half still listens when a process that was
// paused for a whole takeover wakes.
constexpr seconds kShortPatience(2);
constexpr seconds kLongPatience(20);
constexpr seconds kMostPatience(150);
constexpr milliseconds kPause(25);
constexpr seconds kReadPatience(5);
constexpr milliseconds kReadPause(20);
constexpr milliseconds kLook(5);
// One in so many commands is given up where the first try does not settle it.
constexpr uint64_t kGivesUp = 16;

}  // namespace

Callers::Callers(const CallersParts& parts, uint64_t seed)
    : parts_(parts), last_heard_(steady_clock::now()) {
  for (size_t i = 0; i < kCommands; ++i) {
    threads_.emplace_back([this, i, seed] { Write(i, seed + i); });
  }
  for (size_t i = kCommands; i < kCommands + kReaders; ++i) {
    threads_.emplace_back([this, i, seed] { Read(i, seed + i); });
  }
}

void Callers::Stop() {
  stops_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Callers::AwaitAcknowledged(uint64_t more, milliseconds patience) const {
  const uint64_t wanted = acknowledged_ + more;
  const auto until = steady_clock::now() + patience;
  while (acknowledged_ < wanted) {
    if (steady_clock::now() > until) return false;
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

milliseconds Callers::longest_silence() const {
  const MutexLock lock(mutex_);
  return std::chrono::duration_cast<milliseconds>(longest_silence_);
}

void Callers::Write(size_t client, uint64_t seed) {
  PersistentCaller caller(parts_.recorders, client % 2 == 0 ? kShortPatience : kLongPatience);
  CommandSource source(parts_.system, parts_.transcript.ledger(), seed);
  std::mt19937_64 random(~seed);
  while (!stops_) {
    if (client >= kContesting) {
      Perform(client, source.Next(), caller, random);
      continue;
    }
    Command command = parts_.transcript.contested().Next(random);
    command.header.set_at_least(parts_.transcript.newest().token());
    Perform(client, command, caller, random);
  }
}

void Callers::Perform(size_t client, const Command& command, PersistentCaller& caller,
                      std::mt19937_64& random) {
  Underway underway = parts_.transcript.Begin(client, command);
  Operation& operation = underway.operation;
  while (true) {
    const Outcome outcome = caller.Try(command);
    ++operation.attempts;
    if (PersistentCaller::IsSettled(outcome)) {
      parts_.transcript.Settle(underway, outcome);
      if (operation.result == Operation::Result::kRecorded) Heard(operation.end);
      return;
    }
    if (outcome.status.error_code() == grpc::StatusCode::UNAVAILABLE) ++unavailable_;
    const bool is_lost = steady_clock::now() - operation.start > kMostPatience;
    if (is_lost) ADD_FAILURE() << "not settled in time: " << outcome.status.error_message();
    if (is_lost || (operation.attempts == 1 && random() % kGivesUp == 0)) {
      return parts_.transcript.GiveUp(underway);
    }
    std::this_thread::sleep_for(kPause);
  }
}

void Callers::Heard(Time now) {
  ++acknowledged_;
  const MutexLock lock(mutex_);
  if (now <= last_heard_) return;
  longest_silence_ = std::max(longest_silence_, now - last_heard_);
  last_heard_ = now;
}

void Callers::Read(size_t client, uint64_t seed) {
  std::vector<std::unique_ptr<OversightService::Stub>> stubs;
  for (const auto& channel : parts_.views) stubs.push_back(OversightService::NewStub(channel));
  std::mt19937_64 random(seed);
  while (!stops_) {
    Operation operation;
    operation.kind = Operation::Kind::kRead;
    operation.client = client;
    operation.stream = parts_.transcript.contested().id(random() % Contested::kRecords);
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(operation.stream);
    request.set_at_least(parts_.transcript.newest().token());
    witan::oversight::v1::GetOrganisationResponse answer;
    grpc::ClientContext context;
    AddPrincipal(context, parts_.transcript.contested().principal());
    context.set_deadline(std::chrono::system_clock::now() + kReadPatience);
    operation.start = steady_clock::now();
    const grpc::Status status =
        stubs[random() % stubs.size()]->GetOrganisation(&context, request, &answer);
    operation.end = steady_clock::now();
    if (status.ok()) {
      ++reads_;
      operation.result = Operation::Result::kSeen;
      operation.version = answer.item().head().version();
      operation.position = answer.as_of().position();
      parts_.transcript.Saw(operation, answer.as_of().token());
    }
    std::this_thread::sleep_for(kReadPause);
  }
}

}  // namespace witan::testing
