#include "services/domain/reasons.h"

#include <array>

#include "storage/base/check.h"

namespace witan::domain {
namespace {

using absl::StatusCode;

constexpr auto kCatalogue = std::to_array<Reason>({
    {ReasonId::kInvalidField, "INVALID_FIELD", StatusCode::kInvalidArgument,
     "A field is missing or not of its form. Correct the fields named."},
    {ReasonId::kUnknownField, "UNKNOWN_FIELD", StatusCode::kInvalidArgument,
     "The command holds fields that this version of Witan does not know, and would lose half of "
     "what was said. Use a client of the same version."},
    {ReasonId::kUnknownRecord, "UNKNOWN_RECORD", StatusCode::kInvalidArgument,
     "A record that the command names does not exist. Check its id."},
    {ReasonId::kWrongKind, "WRONG_KIND", StatusCode::kInvalidArgument,
     "A record that the command names is of another kind than is wanted there."},
    {ReasonId::kRecordExists, "RECORD_EXISTS", StatusCode::kAlreadyExists,
     "A record with this id is there already; this command would begin it anew."},
    {ReasonId::kNoSuchRecord, "NO_SUCH_RECORD", StatusCode::kNotFound,
     "The record to add to does not exist. Check its id, or open it first."},
    {ReasonId::kWrongState, "WRONG_STATE", StatusCode::kFailedPrecondition,
     "The record is not in a state in which this can happen."},
    {ReasonId::kTwiceStated, "TWICE_STATED", StatusCode::kFailedPrecondition,
     "This was stated before; to change it, correct the earlier event."},
    {ReasonId::kNotYourVoice, "NOT_YOUR_VOICE", StatusCode::kPermissionDenied,
     "You may not record this as the actor's own act. A clerk with a mandate, or another body with "
     "evidence, may record what others did."},
    {ReasonId::kNoMandate, "NO_MANDATE", StatusCode::kPermissionDenied,
     "You hold no live mandate to record for this body. A registrar can give one."},
    {ReasonId::kOwnActOnly, "OWN_ACT_ONLY", StatusCode::kPermissionDenied,
     "Only the actor may record this, as the actor's own act."},
    {ReasonId::kEvidenceMissing, "EVIDENCE_MISSING", StatusCode::kFailedPrecondition,
     "A report of another body's act needs evidence: a document's title with its address or "
     "fingerprint."},
    {ReasonId::kRegistrarOnly, "REGISTRAR_ONLY", StatusCode::kPermissionDenied,
     "Only a registrar may record this."},
    {ReasonId::kRequestIdReused, "REQUEST_ID_REUSED", StatusCode::kAlreadyExists,
     "This request id was used before with another command. Use a new one."},
    {ReasonId::kVersionConflict, "VERSION_CONFLICT", StatusCode::kAborted,
     "The record changed since you read it. Read it again and decide again."},
    {ReasonId::kEventTooLarge, "EVENT_TOO_LARGE", StatusCode::kInvalidArgument,
     "The event would be over 60 KB. Keep long texts as documents and cite them as evidence."},
    {ReasonId::kNotWriter, "NOT_WRITER", StatusCode::kUnavailable,
     "This process does not write the log now. Ask GetWriter who does and repeat the command."},
    {ReasonId::kOutcomeUnknown, "OUTCOME_UNKNOWN", StatusCode::kUnavailable,
     "It is not known whether this was recorded. Repeat it with the same request id: it cannot be "
     "recorded twice."},
    {ReasonId::kTooManyWaiting, "TOO_MANY_WAITING", StatusCode::kResourceExhausted,
     "Too many commands are waiting. Repeat this one later."},
    {ReasonId::kLogUnavailable, "LOG_UNAVAILABLE", StatusCode::kUnavailable,
     "The log cannot be written now. Repeat the command with the same request id."},
    {ReasonId::kShuttingDown, "SHUTTING_DOWN", StatusCode::kUnavailable,
     "The service is stopping. Repeat the command with the same request id."},
    {ReasonId::kNoPrincipal, "NO_PRINCIPAL", StatusCode::kUnauthenticated,
     "The call says nothing of who is calling."},
    {ReasonId::kPrincipalNotBelieved, "PRINCIPAL_NOT_BELIEVED", StatusCode::kPermissionDenied,
     "This certificate may not say who is calling. Only a gateway's may; a command line's is "
     "mapped "
     "in the service's configuration."},
    {ReasonId::kSignInRequired, "SIGN_IN_REQUIRED", StatusCode::kPermissionDenied,
     "Sign in to record anything."},
    {ReasonId::kNotForRole, "NOT_FOR_ROLE", StatusCode::kPermissionDenied,
     "Your role may not call this."},
    {ReasonId::kTokenInvalid, "TOKEN_INVALID", StatusCode::kInvalidArgument,
     "The consistency token is not one of this log's."},
    {ReasonId::kPageTokenInvalid, "PAGE_TOKEN_INVALID", StatusCode::kInvalidArgument,
     "The page token is damaged or belongs to another list. Begin with the first page."},
    {ReasonId::kFuture, "FUTURE", StatusCode::kInvalidArgument,
     "What will be known at a future moment cannot be said."},
    {ReasonId::kBehind, "BEHIND", StatusCode::kUnavailable,
     "This view has not reached the moment asked for. Repeat the question."},
    {ReasonId::kFilterInvalid, "FILTER_INVALID", StatusCode::kInvalidArgument,
     "The filter names something that does not exist or cannot be combined."},
    {ReasonId::kNotFound, "NOT_FOUND", StatusCode::kNotFound, "There is no such record."},
    {ReasonId::kDataLoss, "DATA_LOSS", StatusCode::kDataLoss,
     "A check of the log failed. The service has stopped answering; tell its operator."},
    {ReasonId::kDiskNearlyFull, "DISK_NEARLY_FULL", StatusCode::kResourceExhausted,
     "The disk of the log is nearly full; nothing more is recorded until there is room."},
    {ReasonId::kProjectionStopped, "PROJECTION_STOPPED", StatusCode::kUnavailable,
     "This view met an event that it does not know and stands still. It answers for the moment "
     "that it has reached."},
});

}  // namespace

std::span<const Reason> Reasons() { return kCatalogue; }

const Reason& ReasonOf(ReasonId id) {
  for (const Reason& reason : kCatalogue) {
    if (reason.id == id) return reason;
  }
  WITAN_CHECK(false, "a reason without a row");
  return kCatalogue.front();
}

}  // namespace witan::domain
