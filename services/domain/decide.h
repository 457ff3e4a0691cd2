#pragma once

// The pure heart of Witan: a command is decided against the world and yields one event or a refusal
// with every reason. No I/O, clock, thread or log line.

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/civil_date.h"
#include "services/domain/findings.h"
#include "services/domain/world.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/command.pb.h"

namespace witan::domain {

struct Command {
  const witan::command::v1::CommandHeader& header;
  const Payload& content;
  const witan::auth::v1::Principal& principal;
  // The writer's clock, microseconds since 1970-01-01 UTC.
  int64_t now_us = 0;
  // Id for a record that this command opens when the header names none.
  std::string new_record_id;
};

// What the aggregates' Decide functions are given besides the content.
struct Deciding {
  const World& world;
  const witan::command::v1::CommandHeader& header;
  const witan::auth::v1::Principal& principal;
  // The record to add to; nullptr when the command opens it. For a replacement: the record without
  // the fact that is replaced.
  const Record* record;
  // The record's id, also when the command opens it.
  std::string record_id;
  // When it happened: the date at which authority is judged.
  CivilDate occurred;
  // Today in London by the writer's clock.
  CivilDate today;
  // True while a standing fact is being replaced: rules about order ("already published") look at
  // the record without it, and must not refuse the correction of an opening fact.
  bool is_replacement = false;
};

struct Refusal {
  absl::StatusCode code;
  // One sentence for the person: the first and gravest thing.
  std::string message;
  struct Why {
    // "R_17" or a reason of the catalogue.
    std::string reason;
    std::string sentence;
    // For rules: the source. Empty otherwise.
    std::string source;
  };
  // Every failed rule and reason, not only the first.
  std::vector<Why> reasons;
  std::vector<FieldFinding> violations;
};

// An event that is decided and not yet placed in the log: all but log_id, position, term,
// previous_hash, format_version, salt, event_id, request_id, command_digest, traceparent,
// recorded_at_us and the sealing of texts, which the recorder adds. `stream`, `aggregate` and
// `version` are set.
struct Draft {
  Event event;
};

using Decided = std::variant<Draft, Refusal>;

// Decides a command. Field checks come first: while a field is wrong no rule is asked.
Decided Decide(const World& world, const Command& command);

}  // namespace witan::domain
