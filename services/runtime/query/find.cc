#include "services/runtime/query/find.h"

#include <fmt/format.h>

#include "services/domain/payloads.h"
#include "services/runtime/query/head.h"
#include "services/runtime/query/refusal.h"
#include "storage/base/status.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::query {
namespace {

using domain::ReasonId;
using witan::options::v1::AGGREGATE_ORGANISATION;

absl::Status NoSuch(Aggregate kind, const std::string& key) {
  return Refused(ReasonId::kNotFound,
                 fmt::format("There is no {} with {}.", domain::AggregateWord(kind), key));
}

bool ExistsOn(const Record& organisation, CivilDate date) {
  const auto registered =
      domain::First<witan::organisation::v1::OrganisationRegistered>(organisation);
  const auto taken_over = CivilDate::Parse(domain::SuccessionOf(organisation).on);
  return registered && domain::HoldsOn(registered->valid_from(), registered->valid_to(), date) &&
         (!taken_over || date < *taken_over);
}

// Of several organisations that share a code (an ICS and its ICB), the one that exists on the date.
absl::StatusOr<std::string> IdByCode(const Question& question, const std::string& code) {
  ASSIGN_OR_RETURN(const auto ids, question.world().WithCode(AGGREGATE_ORGANISATION, code));
  std::string newest;
  for (const std::string& id : ids) {
    const Record* record = question.world().Find(id);
    if (record == nullptr) continue;
    if (newest.empty()) newest = id;
    if (ExistsOn(*record, question.date())) return id;
  }
  if (newest.empty()) return NoSuch(AGGREGATE_ORGANISATION, "the ODS code " + code.substr(0, 20));
  return newest;
}

absl::StatusOr<std::string> IdByNumber(const Question& question, Aggregate kind, uint64_t number) {
  ASSIGN_OR_RETURN(const auto event, question.world().EventAt(number));
  const bool opens_one = event && event->event->version() == 1 && event->event->aggregate() == kind;
  if (!opens_one) return NoSuch(kind, fmt::format("the number {}", number));
  return event->event->stream();
}

absl::StatusOr<std::string> IdOf(const Question& question, Aggregate kind,
                                 const GetRecordRequest& request) {
  switch (request.key_case()) {
    case GetRecordRequest::kId:
      return request.id();
    case GetRecordRequest::kNumber:
      return IdByNumber(question, kind, request.number());
    case GetRecordRequest::kOdsCode:
      if (kind == AGGREGATE_ORGANISATION) return IdByCode(question, request.ods_code());
      return Refused(ReasonId::kInvalidField, "ods_code: only organisations have one.");
    case GetRecordRequest::KEY_NOT_SET:
      return Refused(ReasonId::kInvalidField,
                     "key is missing: say which record, by id, number or ODS code.");
  }
  return absl::InternalError("a key of another kind");
}

/** Who may see records of a classification, in words. */
std::string_view OpenTo(witan::options::v1::Classification classification) {
  switch (classification) {
    case witan::options::v1::CLASSIFICATION_PUBLIC:
      return "everybody";
    case witan::options::v1::CLASSIFICATION_PARTNERS:
      return "partners and those who oversee";
    case witan::options::v1::CLASSIFICATION_OVERSIGHT:
      return "those who oversee";
    case witan::options::v1::CLASSIFICATION_RESTRICTED:
    case witan::options::v1::CLASSIFICATION_UNSPECIFIED:
    case witan::options::v1::Classification_INT_MIN_SENTINEL_DO_NOT_USE_:
    case witan::options::v1::Classification_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "those whom it concerns";
  }
  return "those whom it concerns";
}

}  // namespace

absl::StatusOr<Found> FindRecord(const Question& question, Aggregate kind,
                                 const GetRecordRequest& request) {
  Found found;
  ASSIGN_OR_RETURN(found.id, IdOf(question, kind, request));
  const absl::Status none = NoSuch(kind, "the id " + found.id.substr(0, 36));
  const Record* record = question.world().Find(found.id);
  if (record == nullptr || record->aggregate != kind) return none;
  const auto judgement = question.Judge(kind, found.id);
  if (judgement.sight == visibility::Sight::kNone) {
    if (visibility::ForbidsCount(judgement.ground)) return none;
    return Refused(ReasonId::kNotForRole,
                   fmt::format("This {} is closed to you. It is open to {}.",
                               domain::AggregateWord(kind), OpenTo(judgement.classification)));
  }
  if (!judgement.IsSeen()) {
    const auto* row = question.world().FindRow(kind, found.id);
    if (row == nullptr) return none;
    found.stub = StubOf(*row, found.id, judgement);
    return found;
  }
  // Of a record of which nothing stands, the trail is shown all the same.
  found.record = record->facts.empty() ? *record : question.AsOn(*record);
  if (!found.record) {
    return Refused(ReasonId::kNotFound,
                   fmt::format("This {} had not begun on {}.", domain::AggregateWord(kind),
                               question.date().Text()));
  }
  return found;
}

}  // namespace witan::query
