#include "tests/simulation/creator_process.h"

namespace witan::simulation {

void CreatorProcess::Run() {
  while (!world_.is_over) {
    connection_.Restore();
    storage::SequenceLog log = MakeLog();
    const auto created = log.Create(log_id_, name_);
    ReportDataLoss(created.status());
    if (absl::IsAlreadyExists(created.status())) return;
    if (created.ok()) {
      world_.Note("{} has created the log", name_);
      world_.ledger.Acknowledge(created->position, created->hash);
      return;
    }
    Rest();
  }
}

}  // namespace witan::simulation
