#pragma once

// Random questions to a view, as text, so that the answers of two stores can be compared and read.

#include <string>

#include "storage/projection_store.h"
#include "tests/support/dice.h"

namespace witan::projections {

// One question that `dice` decides, and the answer; the same dice ask the same question.
std::string Ask(const storage::ProjectionView& view, testing::Dice dice);

// A row with its index entries and subjects, or "none".
std::string ToText(const std::optional<storage::Row>& row);

}  // namespace witan::projections
