#pragma once

// Answers as the messages of the wire.

#include "services/recorder/answer.h"
#include "storage/base/named_type.h"
#include "witan/command/v1/record.pb.h"

namespace witan::recorder {

// The response to a command that was not refused.
void FillResponse(const Answer& answer, const LogId& log_id,
                  witan::command::v1::CommandResponse& response);

// The item of a bulk stream.
void FillItem(const Answer& answer, const LogId& log_id, uint64_t index,
              witan::command::v1::RecordResponse& item);

}  // namespace witan::recorder
