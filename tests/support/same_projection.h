#pragma once

// Two projections of one log, row by row.

#include <memory>
#include <string>

#include "services/runtime/projector/projector.h"
#include "storage/event_log.h"
#include "storage/projection_store.h"

namespace witan::testing {

// The projection in this folder (made when it is absent), brought up to the end of the log. Null,
// and the test fails, where that cannot be done. The log must not be written meanwhile.
std::unique_ptr<storage::ProjectionStore> CaughtUp(storage::EventLog& log,
                                                   const std::string& parent_folder,
                                                   const std::string& name,
                                                   const projector::Kinds& kinds);

// The test fails unless both stand at one position and hold the same rows since the same positions,
// the same index entries and the same digests.
void ExpectSameProjection(const storage::ProjectionStore& left,
                          const storage::ProjectionStore& right);

// The same projection once as it stands in the folder and once built from the log anew.
void ExpectSameAsRebuilt(storage::EventLog& log, const std::string& parent_folder,
                         const std::string& name, const projector::Kinds& kinds);

}  // namespace witan::testing
