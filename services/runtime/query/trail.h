#pragma once

// The facts behind an answer, as the log holds them, for one reader: sealed texts opened, what the
// reader may not see taken out.

#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/query/question.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::query {

using witan::oversight::v1::TrailEntry;

// One fact. `judgement` is that of its record, which the reader may see.
TrailEntry EntryOf(const Question& question, const projector::StoredEvent& stored,
                   const visibility::Judgement& judgement);

// All facts of a record up to the moment asked about, oldest first, corrected ones included; each
// corrected one names what corrected it. The reader may see the record.
absl::StatusOr<std::vector<TrailEntry>> TrailOf(const Question& question, const Record& record);

// Takes out of a dissent what its author does not let be published.
void Redact(witan::event::v1::Payload& payload);

}  // namespace witan::query
