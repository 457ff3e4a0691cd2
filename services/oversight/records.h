#pragma once

// One record and lists of records, the same for every kind: found by id, number or code, judged,
// shown with its trail.

#include <string>

#include "services/oversight/views.h"
#include "services/runtime/query/find.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/trail.h"
#include "storage/base/status.h"

namespace witan::oversight {

using query::FindRecord;
using query::Found;
using query::Listed;
using query::Listing;
using witan::options::v1::Aggregate;

template <class View>
inline constexpr Aggregate kKindOf = witan::options::v1::AGGREGATE_UNSPECIFIED;
template <>
inline constexpr Aggregate kKindOf<pb::Organisation> = witan::options::v1::AGGREGATE_ORGANISATION;
template <>
inline constexpr Aggregate kKindOf<pb::Person> = witan::options::v1::AGGREGATE_PERSON;
template <>
inline constexpr Aggregate kKindOf<pb::Mandate> = witan::options::v1::AGGREGATE_MANDATE;
template <>
inline constexpr Aggregate kKindOf<pb::Body> = witan::options::v1::AGGREGATE_BODY;
template <>
inline constexpr Aggregate kKindOf<pb::Scheme> = witan::options::v1::AGGREGATE_SCHEME;
template <>
inline constexpr Aggregate kKindOf<pb::Delegation> = witan::options::v1::AGGREGATE_DELEGATION;
template <>
inline constexpr Aggregate kKindOf<pb::Interest> = witan::options::v1::AGGREGATE_INTEREST;
template <>
inline constexpr Aggregate kKindOf<pb::Meeting> = witan::options::v1::AGGREGATE_MEETING;
template <>
inline constexpr Aggregate kKindOf<pb::Decision> = witan::options::v1::AGGREGATE_DECISION;
template <>
inline constexpr Aggregate kKindOf<pb::Dissent> = witan::options::v1::AGGREGATE_DISSENT;
template <>
inline constexpr Aggregate kKindOf<pb::Action> = witan::options::v1::AGGREGATE_ACTION;
template <>
inline constexpr Aggregate kKindOf<pb::Topic> = witan::options::v1::AGGREGATE_TOPIC;
template <>
inline constexpr Aggregate kKindOf<pb::Request> = witan::options::v1::AGGREGATE_REQUEST;
template <>
inline constexpr Aggregate kKindOf<pb::Concern> = witan::options::v1::AGGREGATE_CONCERN;
template <>
inline constexpr Aggregate kKindOf<pb::Segment> = witan::options::v1::AGGREGATE_SEGMENT;
template <>
inline constexpr Aggregate kKindOf<pb::Recovery> = witan::options::v1::AGGREGATE_RECOVERY;
template <>
inline constexpr Aggregate kKindOf<pb::RegulatoryAction> =
    witan::options::v1::AGGREGATE_REGULATORY_ACTION;
template <>
inline constexpr Aggregate kKindOf<pb::CqcRecord> = witan::options::v1::AGGREGATE_CQC_RECORD;

template <class View>
std::string StateOf(const Question& question, const Record& record) {
  View view;
  Show(question, record, view);
  return view.head().state();
}

// Adds the records of a page to an answer, stubs included.
template <class View, class Response>
absl::Status AddItems(const Question& question, Listing&& listing, Response& answer) {
  for (const Listed& listed : listing.items) {
    View& view = *answer.add_items();
    if (listed.is_stub) {
      const auto* row = question.world().FindRow(kKindOf<View>, listed.id);
      if (row == nullptr) return absl::DataLossError("an index names a row that is not there");
      *view.mutable_head() =
          query::StubOf(*row, listed.id, question.Judge(kKindOf<View>, listed.id));
      continue;
    }
    const Record* record = question.world().Find(listed.id);
    const auto held = record == nullptr ? std::nullopt : question.AsOn(*record);
    if (held) Show(question, *held, view);
  }
  *answer.mutable_page() = std::move(listing.page);
  return absl::OkStatus();
}

template <class View, class Response>
absl::Status List(const Question& question, const pb::ListRecordsRequest& request,
                  Response& answer) {
  ASSIGN_OR_RETURN(Listing listing,
                   query::ListRecords(question, kKindOf<View>, request, [&](const Record& record) {
                     return StateOf<View>(question, record);
                   }));
  return AddItems<View>(question, std::move(listing), answer);
}

template <class Response>
absl::Status AddTrail(const Question& question, const Record& record, Response& answer) {
  ASSIGN_OR_RETURN(auto trail, query::TrailOf(question, record));
  for (pb::TrailEntry& entry : trail) *answer.add_trail() = std::move(entry);
  return absl::OkStatus();
}

// The record with its trail. `more` adds what this kind's answer holds besides.
template <class View, class Response, class More>
absl::Status Get(const Question& question, const pb::GetRecordRequest& request, Response& answer,
                 const More& more) {
  ASSIGN_OR_RETURN(const Found found, FindRecord(question, kKindOf<View>, request));
  *answer.mutable_as_of() = question.as_of();
  if (!found.record) {
    *answer.mutable_item()->mutable_head() = found.stub;
    return absl::OkStatus();
  }
  Show(question, *found.record, *answer.mutable_item());
  RETURN_IF_ERROR(AddTrail(question, *found.record, answer));
  return more(question, *found.record, answer);
}

template <class View, class Response>
absl::Status Get(const Question& question, const pb::GetRecordRequest& request, Response& answer) {
  return Get<View>(question, request, answer,
                   [](const Question&, const Record&, Response&) { return absl::OkStatus(); });
}

}  // namespace witan::oversight
