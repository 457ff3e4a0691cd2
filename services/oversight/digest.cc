#include "services/oversight/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "services/domain/access.h"
#include "services/domain/payloads.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/projector/row.h"
#include "services/runtime/query/refusal.h"
#include "storage/base/hex.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

namespace pb = witan::oversight::v1;
using domain::ReasonId;
using query::Refused;

constexpr size_t kBatch = 1'000;

using RowCounts = std::map<std::pair<storage::TableId, Uuid>, uint64_t>;

absl::Status CountRows(const storage::ProjectionView& view, storage::TableId table,
                       RowCounts& counts) {
  storage::RowScan scan{.table = table,
                        .begin = "",
                        .end = "",
                        .start_after = std::nullopt,
                        .limit = kBatch,
                        .order = storage::ScanOrder::kForward};
  while (true) {
    ASSIGN_OR_RETURN(const auto rows, view.Scan(scan));
    for (const storage::RowAt& stored : rows) {
      ASSIGN_OR_RETURN(auto row, projector::DecodeRow(stored.value));
      std::sort(row.subjects.begin(), row.subjects.end());
      const auto end = std::unique(row.subjects.begin(), row.subjects.end());
      for (auto it = row.subjects.begin(); it != end; ++it) ++counts[{table, *it}];
    }
    if (rows.size() < kBatch) return absl::OkStatus();
    scan.start_after = rows.back().key;
  }
}

void AddTo(Hash& sum, const Hash& term) {
  unsigned carry = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    carry += static_cast<unsigned>(sum[i]) + term[i];
    sum[i] = static_cast<uint8_t>(carry);
    carry >>= 8U;
  }
}

absl::Status CheckPosition(uint64_t position, Position head) {
  if (position % storage::kDigestInterval != 0) {
    return Refused(ReasonId::kInvalidField,
                   fmt::format("position {} has no digest: ask for 0, the newest, or a multiple "
                               "of {}.",
                               position, storage::kDigestInterval));
  }
  return Position(position) > head ? Refused(ReasonId::kBehind) : absl::OkStatus();
}

}  // namespace

absl::Status GetDigest(query::Node& node, const witan::auth::v1::Principal& principal,
                       const pb::GetDigestRequest& request, pb::GetDigestResponse& answer) {
  if (!domain::HasRole(principal, witan::auth::v1::ROLE_OPERATOR)) {
    return Refused(ReasonId::kNotForRole, "Digests are for operators and services.");
  }
  RETURN_IF_ERROR(query::Obstacle(node.projector().status(), query::Wanted()));
  RETURN_IF_ERROR(CheckPosition(request.position(), node.store().head()));
  ASSIGN_OR_RETURN(
      const auto view,
      node.store().OpenView(request.position() == 0 ? std::nullopt
                                                    : std::optional(Position(request.position()))));
  ASSIGN_OR_RETURN(const auto digests, view->Digests());
  RowCounts counts;
  for (const projector::Aggregate kind : projector::AllAggregates()) {
    RETURN_IF_ERROR(CountRows(*view, projector::TableOf(kind), counts));
  }
  Hash total = {};
  for (const storage::DigestEntry& entry : digests) {
    pb::Digest& shown = *answer.add_digests();
    shown.set_table(domain::AggregateWord(static_cast<projector::Aggregate>(entry.table)));
    shown.set_subject_id(entry.subject.ToString());
    shown.set_sum(HexEncode(entry.sum));
    shown.set_rows(counts[{entry.table, entry.subject}]);
    AddTo(total, entry.sum);
  }
  answer.set_total(HexEncode(total));
  answer.mutable_as_of()->set_position(view->position().value());
  answer.mutable_as_of()->set_token(node.TokenOf(view->position()));
  return absl::OkStatus();
}

}  // namespace witan::oversight
