#include "tests/faults/fault.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kPatience(120);
constexpr milliseconds kPause(100);
// Acknowledgements after which commands are taken to go on. Those in flight when the fault began
// may still be acknowledged, so that they are more than can be in flight.
constexpr uint64_t kAWhile = 2 * Callers::kCommands;
// What was on its way to enough replicas may be confirmed for so long after the others are gone.
constexpr seconds kSettling(1);

void GoesOn(const FaultParts& parts) {
  EXPECT_TRUE(parts.callers.AwaitAcknowledged(kAWhile, kPatience)) << "commands do not go on";
}

void Restart(storage::KafkaCluster& brokers, const std::vector<int>& nodes) {
  for (const int node : nodes) brokers.Stop(node);  // gone for certain
  brokers.Start(nodes);
}

int After(int broker) { return broker % 3 + 1; }

void KillBroker(const FaultParts& parts, int broker) {
  storage::KafkaCluster& brokers = parts.deployment.brokers();
  brokers.Kill(broker);
  GoesOn(parts);
  Restart(brokers, {broker});
  GoesOn(parts);
}

void PauseLeader(const FaultParts& parts) {
  storage::KafkaCluster& brokers = parts.deployment.brokers();
  const int leader = parts.deployment.Leader();
  brokers.Pause(leader);
  GoesOn(parts);
  brokers.Resume(leader);
  GoesOn(parts);
}

// The log's file can grow no more.
void FillDiskOfLeader(const FaultParts& parts) {
  storage::KafkaCluster& brokers = parts.deployment.brokers();
  const int leader = parts.deployment.Leader();
  brokers.LimitFiles(leader, std::filesystem::file_size(parts.deployment.NewestSegment(leader)));
  GoesOn(parts);
  EXPECT_NE(parts.deployment.Leader(), leader) << "a broker leads that cannot write";
  Restart(brokers, {leader});
  GoesOn(parts);
}

void ExpectReadsGoOn(const FaultParts& parts) {
  for (size_t i = 0; i < Deployment::kViews; ++i) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + seconds(5));
    AddPrincipal(context, parts.source.PrincipalOf(Voice::kRegistrar));
    witan::oversight::v1::ListOrganisationsResponse answer;
    const grpc::Status status =
        witan::oversight::v1::OversightService::NewStub(parts.deployment.view(i).channel())
            ->ListOrganisations(&context, {}, &answer);
    EXPECT_TRUE(status.ok()) << "reads do not go on: " << status.error_message();
    EXPECT_GT(answer.items_size(), 0);
  }
}

void KillTwoBrokers(const FaultParts& parts) {
  storage::KafkaCluster& brokers = parts.deployment.brokers();
  const int first = After(parts.deployment.Leader());
  const int second = After(first);
  brokers.Kill(first);
  brokers.Kill(second);
  std::this_thread::sleep_for(kSettling);
  const uint64_t acknowledged = parts.callers.acknowledged();
  const uint64_t unavailable = parts.callers.unavailable();
  const auto until = steady_clock::now() + kPatience;
  while (parts.callers.unavailable() < unavailable + Callers::kCommands / 2 &&
         steady_clock::now() < until) {
    std::this_thread::sleep_for(kPause);
  }
  EXPECT_GE(parts.callers.unavailable(), unavailable + Callers::kCommands / 2)
      << "nobody is told that the log cannot be written";
  ExpectReadsGoOn(parts);
  EXPECT_EQ(parts.callers.acknowledged(), acknowledged) << "confirmed by one broker of three";
  Restart(brokers, {first, second});
  GoesOn(parts);
}

void KillAllBrokers(const FaultParts& parts) {
  storage::KafkaCluster& brokers = parts.deployment.brokers();
  const std::vector<int> all = {1, 2, 3};
  for (const int broker : all) brokers.Kill(broker);
  Restart(brokers, all);
  GoesOn(parts);
}

void KillWriter(const FaultParts& parts) {
  Service& writer = parts.deployment.recorder(parts.deployment.Writer());
  writer.End(SIGKILL);
  GoesOn(parts);
  writer.Start();
  writer.AwaitServing();
}

// What wakes after another has taken over acknowledges nothing that the log does not hold (what it
// answers is put down), and sends callers to the other.
void ExpectStandsBy(const FaultParts& parts, size_t place) {
  const CommandCaller caller(parts.deployment.recorder(place).channel(), seconds(5));
  const auto until = steady_clock::now() + kPatience;
  Outcome outcome;
  while (steady_clock::now() < until) {
    const Command command = parts.source.Next();
    Underway underway = parts.transcript.Begin(Callers::kCommands + Callers::kReaders, command);
    outcome = caller.Call(command.header, command.content, &command.principal);
    if (PersistentCaller::IsSettled(outcome)) {
      parts.transcript.Settle(underway, outcome);
    } else {
      parts.transcript.GiveUp(underway);
    }
    const std::string other = parts.deployment.recorder(1 - place).address();
    if (!outcome.reasons.empty() && outcome.reasons[0] == "NOT_WRITER" && outcome.writer == other) {
      return;
    }
  }
  ADD_FAILURE() << "it does not stand by: " << outcome.Text() << ", writer " << outcome.writer;
}

void PauseWriter(const FaultParts& parts) {
  const size_t place = parts.deployment.Writer();
  parts.deployment.recorder(place).Signal(SIGSTOP);
  GoesOn(parts);
  parts.deployment.recorder(place).Signal(SIGCONT);
  ExpectStandsBy(parts, place);
  GoesOn(parts);
}

void StopWriter(const FaultParts& parts) {
  Service& writer = parts.deployment.recorder(parts.deployment.Writer());
  EXPECT_EQ(writer.End(SIGTERM), 0) << writer.Words();
  GoesOn(parts);
  writer.Start();
  writer.AwaitServing();
}

}  // namespace

const std::vector<FaultRow>& FaultTable() {
  static const std::vector<FaultRow> table = {
      {FaultKind::kLeaderKilled, "leader killed", 3},
      {FaultKind::kLeaderPaused, "leader paused", 3},
      {FaultKind::kLeaderDiskFull, "leader's disk full", 1},
      {FaultKind::kFollowerKilled, "follower killed", 3},
      {FaultKind::kTwoBrokersKilled, "two of three killed", 1},
      {FaultKind::kAllBrokersKilled, "all brokers killed", 1},
      {FaultKind::kWriterKilled, "writer killed", 6},
      {FaultKind::kWriterPaused, "writer paused", 4},
      {FaultKind::kWriterStopped, "writer stopped", 8},
  };
  return table;
}

std::vector<FaultRow> PlanFaults(size_t count, std::mt19937_64& random) {
  std::vector<FaultRow> thirty;
  for (const FaultRow& row : FaultTable()) thirty.insert(thirty.end(), row.in_thirty, row);
  std::vector<FaultRow> plan;
  while (plan.size() < count) {
    std::shuffle(thirty.begin(), thirty.end(), random);
    plan.insert(plan.end(), thirty.begin(), thirty.end());
  }
  plan.resize(count);
  return plan;
}

void BringAbout(FaultKind kind, const FaultParts& parts) {
  switch (kind) {
    case FaultKind::kLeaderKilled:
      return KillBroker(parts, parts.deployment.Leader());
    case FaultKind::kLeaderPaused:
      return PauseLeader(parts);
    case FaultKind::kLeaderDiskFull:
      return FillDiskOfLeader(parts);
    case FaultKind::kFollowerKilled:
      return KillBroker(parts, After(parts.deployment.Leader()));
    case FaultKind::kTwoBrokersKilled:
      return KillTwoBrokers(parts);
    case FaultKind::kAllBrokersKilled:
      return KillAllBrokers(parts);
    case FaultKind::kWriterKilled:
      return KillWriter(parts);
    case FaultKind::kWriterPaused:
      return PauseWriter(parts);
    case FaultKind::kWriterStopped:
      return StopWriter(parts);
  }
}

}  // namespace witan::testing
