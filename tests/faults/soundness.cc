#include "tests/faults/soundness.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "services/domain/payloads.h"
#include "storage/base/hex.h"
#include "storage/contract/temporary_folder.h"
#include "tests/crash/records.h"
#include "tests/faults/deployment.h"
#include "tests/support/same_projection.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using witan::oversight::v1::GetDigestResponse;
using witan::oversight::v1::OversightService;

constexpr seconds kPatience(120);
constexpr std::chrono::milliseconds kPause(50);

// Once the service has got as far as `least`.
Digests DigestsToldBy(const Service& view, uint64_t least) {
  const auto stub = OversightService::NewStub(view.channel());
  const auto until = steady_clock::now() + kPatience;
  grpc::Status status;
  GetDigestResponse answer;
  while (steady_clock::now() < until) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + seconds(20));
    AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_OPERATOR));
    answer.Clear();
    status = stub->GetDigest(&context, {}, &answer);
    if (status.ok() && answer.as_of().position() >= least) return DigestsIn(answer);
    std::this_thread::sleep_for(kPause);
  }
  ADD_FAILURE() << fmt::format("the service at {} is at {} instead of {}: {}", view.address(),
                               answer.as_of().position(), least, status.error_message());
  return {};
}

}  // namespace

Digests DigestsIn(const GetDigestResponse& answer) {
  Digests digests;
  for (const auto& digest : answer.digests()) {
    digests[digest.table() + " " + digest.subject_id()] = digest.sum();
  }
  return digests;
}

Digests DigestsOfRebuilt(storage::EventLog& log) {
  const storage::TemporaryFolder folder(storage::TemporaryFolder::FastParent());
  Digests digests;
  const auto store = CaughtUp(log, folder.path(), "oversight", {});
  if (store == nullptr) return digests;
  const auto view = store->OpenView(std::nullopt);
  EXPECT_TRUE(view.ok()) << view.status();
  if (!view.ok()) return digests;
  const auto entries = (*view)->Digests();
  EXPECT_TRUE(entries.ok()) << entries.status();
  if (!entries.ok()) return digests;
  for (const storage::DigestEntry& entry : *entries) {
    const auto table =
        domain::AggregateWord(static_cast<witan::options::v1::Aggregate>(entry.table));
    digests[table + " " + entry.subject.ToString()] = HexEncode(entry.sum);
  }
  return digests;
}

void ExpectSameDigests(const Digests& rebuilt, const std::vector<Digests>& told) {
  EXPECT_FALSE(rebuilt.empty()) << "nothing was rebuilt";
  for (size_t i = 0; i < told.size(); ++i) {
    for (const auto& [name, digest] : rebuilt) {
      const auto it = told[i].find(name);
      if (it != told[i].end() && it->second == digest) continue;
      ADD_FAILURE() << fmt::format("oversight {} and a rebuild differ: {}", i, name);
    }
    EXPECT_EQ(told[i].size(), rebuilt.size()) << "oversight " << i << " holds more than a rebuild";
  }
}

size_t CheckSound(Deployment& deployment, const Ledger& ledger, size_t not_in_ledger) {
  const auto end = deployment.log().Verify([](Position) {});
  EXPECT_TRUE(end.ok()) << end.status();
  if (!end.ok()) return 0;
  const auto hashes = CheckRecords(deployment.log(), ledger, not_in_ledger);
  std::vector<Digests> told;
  for (size_t i = 0; i < Deployment::kViews; ++i) {
    told.push_back(DigestsToldBy(deployment.view(i), end->end.position.value()));
  }
  ExpectSameDigests(DigestsOfRebuilt(deployment.log()), told);
  return hashes.size();
}

}  // namespace witan::testing
