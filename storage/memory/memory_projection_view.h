#pragma once

// Reads at one position from the content of a MemoryProjectionStore as it stood when the view was
// opened.

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "storage/memory/memory_projection_store.h"

namespace witan::storage {

// The version that holds at a position, with its beginning.
std::optional<std::pair<uint64_t, Row>> VersionAt(const StoreContent::Versions& versions,
                                                  uint64_t position);

// `content` is shared with the store and other views, and never changed: a commit makes a new one.
std::unique_ptr<ProjectionView> OpenMemoryView(std::shared_ptr<const StoreContent> content,
                                               uint64_t position);

}  // namespace witan::storage
