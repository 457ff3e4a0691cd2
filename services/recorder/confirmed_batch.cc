#include "services/recorder/confirmed_batch.h"

#include <fmt/format.h>

#include <utility>

#include "services/domain/world.h"
#include "storage/base/status.h"

namespace witan::recorder {

bool BelongsToRecord(const domain::Event& event) { return !event.stream().empty(); }

absl::StatusOr<StagedEvent> MakeStagedEvent(domain::EventPtr event) {
  StagedEvent staged;
  const auto fault = [&](std::string_view what) {
    return absl::DataLossError(
        fmt::format("the event at position {} holds {} that is no UUID", event->position(), what));
  };
  const auto record = Uuid::Parse(event->stream());
  if (!record.ok()) return fault("a record id");
  staged.record = *record;
  for (const std::string& id : domain::ReferencesOf(*event)) {
    const auto referred = Uuid::Parse(id);
    if (!referred.ok()) return fault("a reference");
    staged.references.push_back(*referred);
  }
  const auto request = Uuid::Parse(event->request_id());
  if (!request.ok()) return fault("a request id");
  ASSIGN_OR_RETURN(const Hash digest, HashFromBytes(event->command_digest()));
  staged.request = RequestKeyOf(event->recorded_by(), *request);
  staged.request_row = RequestRow{digest, staged.record, event->version()};
  staged.event = std::move(event);
  return staged;
}

}  // namespace witan::recorder
