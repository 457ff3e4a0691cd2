#include "services/runtime/query/listing.h"

#include <algorithm>

#include "services/runtime/projector/layout.h"
#include "services/runtime/query/page_token.h"
#include "services/runtime/query/refusal.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::query {
namespace {

using projector::RecordRow;
using visibility::Judgement;
using visibility::Sight;
using witan::options::v1::CLASSIFICATION_PUBLIC;

// What every page of a list says of the whole. Kept with the question: at one moment only the first
// page of a list is a pass over all that it selects from.
struct Totals {
  uint64_t total = 0;
  WithheldCounts withheld;
};
// Of lists, one question.
constexpr size_t kMostTotals = 200;

// One pass over the records of a kind: all of them, or where the totals are known as far as the
// page goes.
class Pass final {
 public:
  Pass(const Question& question, Aggregate aggregate, const ListRecordsRequest& request,
       const Selection& selection, const Totals* known)
      : question_(question),
        aggregate_(aggregate),
        request_(request),
        selection_(selection),
        known_(known),
        page_size_(request.page_size() == 0 ? kUsualPageSize : request.page_size()) {}

  absl::Status Run(const std::optional<IndexPlace>& after) {
    after_ = after;
    if (known_ != nullptr) return Scan(selection_.refers_to(), false, true);
    const bool one_pass = selection_.refers_to() == selection_.scope_refers_to();
    RETURN_IF_ERROR(Scan(selection_.refers_to(), one_pass, true));
    // What is withheld is counted over a wider range than what is shown.
    if (!one_pass) RETURN_IF_ERROR(Scan(selection_.scope_refers_to(), true, false));
    return absl::OkStatus();
  }

  std::vector<Listed>& items() { return items_; }
  const std::optional<IndexPlace>& next() const { return next_; }
  // Of a pass that did not know them.
  Totals& counted() { return counted_; }

 private:
  absl::Status Scan(const std::string& refers_to, bool counts_withheld, bool collects) {
    const auto look = [&](const std::vector<IndexPlace>& places) -> absl::StatusOr<bool> {
      RETURN_IF_ERROR(LookAt(places, counts_withheld, collects));
      return known_ == nullptr || !next_;
    };
    if (refers_to.empty() && !selection_.area().empty()) {
      ASSIGN_OR_RETURN(auto places,
                       PlacesWithin(question_, aggregate_, selection_.area(), selection_.dates()));
      if (places) {
        if (!request_.ascending()) std::reverse(places->begin(), places->end());
        return ForPlaces(*places, look);
      }
    }
    const std::string reference = refers_to.empty() ? "" : Uuid::Parse(refers_to)->ToBytes();
    return ForPlaces(
        question_.world().view(),
        ScanOf(aggregate_, reference, selection_.dates(),
               request_.ascending() ? storage::ScanOrder::kForward : storage::ScanOrder::kBackward),
        look);
  }

  absl::Status LookAt(const std::vector<IndexPlace>& places, bool counts_withheld, bool collects) {
    std::vector<std::string> keys;
    for (const IndexPlace& place : places) keys.push_back(place.row_key);
    std::vector<std::optional<storage::RowAt>> rows(keys.size());
    if (selection_.NeedsRows()) {
      ASSIGN_OR_RETURN(rows,
                       question_.world().view().MultiGet(projector::TableOf(aggregate_), keys));
    }
    for (size_t i = 0; i < places.size(); ++i) {
      ASSIGN_OR_RETURN(const Uuid uuid, Uuid::FromBytes(places[i].row_key));
      RecordRow row;
      if (rows[i]) {
        ASSIGN_OR_RETURN(row, projector::DecodeRow(rows[i]->value));
      }
      const std::string id = uuid.ToString();
      ASSIGN_OR_RETURN(const Judgement judgement, JudgementOf(places[i], id));
      if (collects) Consider(places[i], id, row, judgement);
      if (counts_withheld) CountWithheld(id, row, judgement);
    }
    return question_.status();
  }

  // At the head, the index says whether a record is open to all; of any other moment, and of closed
  // records, the newest row does.
  absl::StatusOr<Judgement> JudgementOf(const IndexPlace& place, const std::string& id) const {
    ASSIGN_OR_RETURN(const auto dated, projector::DecodeDatedPlace(place.index_key));
    const bool is_newest =
        question_.world().view().position() == question_.newest().view().position();
    if (is_newest && dated.classification == CLASSIFICATION_PUBLIC) {
      return Judgement{.sight = question_.visibility().MayRead() ? Sight::kFull : Sight::kNone,
                       .classification = CLASSIFICATION_PUBLIC};
    }
    return question_.Judge(aggregate_, id);
  }

  bool IsStubHere(const Judgement& judgement) const {
    return judgement.sight == Sight::kStub && !selection_.HasContentFilters();
  }

  void Consider(const IndexPlace& place, const std::string& id, const RecordRow& row,
                const Judgement& judgement) {
    if (!judgement.IsSeen() && !IsStubHere(judgement)) return;
    if (selection_.NeedsRows()) {
      if (!selection_.IsInScope(row, id)) return;
      if (judgement.IsSeen() && !selection_.Matches(row, id)) return;
    }
    ++counted_.total;
    if (!IsAfter(place)) return;
    if (items_.size() < page_size_) {
      items_.push_back({id, !judgement.IsSeen()});
      last_ = place;
    } else {
      next_ = last_;
    }
  }

  void CountWithheld(const std::string& id, const RecordRow& row, const Judgement& judgement) {
    if (judgement.IsSeen() || IsStubHere(judgement)) return;
    if (selection_.NeedsRows() && !selection_.IsInScope(row, id)) return;
    counted_.withheld.Add(judgement);
  }

  bool IsAfter(const IndexPlace& place) const {
    if (!after_) return true;
    return request_.ascending() ? place > *after_ : place < *after_;
  }

  const Question& question_;
  const Aggregate aggregate_;
  const ListRecordsRequest& request_;
  const Selection& selection_;
  const Totals* const known_;
  const size_t page_size_;
  std::optional<IndexPlace> after_;
  std::vector<Listed> items_;
  IndexPlace last_;
  std::optional<IndexPlace> next_;
  Totals counted_;
};

// What makes a list another one.
std::string NameOf(Aggregate aggregate, const ListRecordsRequest& request) {
  ListRecordsRequest same = request;
  same.clear_page_token();
  same.clear_page_size();
  same.clear_at_least();
  return std::to_string(aggregate) + same.SerializeAsString();
}

absl::StatusOr<std::optional<IndexPlace>> AfterOf(Aggregate aggregate,
                                                  const ListRecordsRequest& request) {
  if (request.page_token().empty()) return std::optional<IndexPlace>();
  ASSIGN_OR_RETURN(PageToken token, DecodePageToken(request.page_token()));
  if (token.question != FingerprintOf(aggregate, request)) {
    return Refused(domain::ReasonId::kPageTokenInvalid);
  }
  return std::optional<IndexPlace>(std::move(token.after));
}

}  // namespace

void WithheldCounts::Add(const Judgement& judgement) {
  if (visibility::ForbidsCount(judgement.ground)) return;
  ++counts_[{judgement.ground, judgement.classification}];
}

void WithheldCounts::TakeOut(const Judgement& judgement) {
  const auto it = counts_.find({judgement.ground, judgement.classification});
  if (it != counts_.end() && --it->second == 0) counts_.erase(it);
}

uint64_t FingerprintOf(Aggregate aggregate, const ListRecordsRequest& request) {
  const Hash hash = Sha256(NameOf(aggregate, request));
  return ByteReader(AsBytes(hash)).TakeBigEndian<uint64_t>().value();
}

absl::StatusOr<Listing> ListRecords(const Question& question, Aggregate aggregate,
                                    const ListRecordsRequest& request, const StateOf& state_of) {
  RETURN_IF_ERROR(CheckRequest(request));
  ASSIGN_OR_RETURN(const auto after, AfterOf(aggregate, request));
  ASSIGN_OR_RETURN(const Selection selection,
                   Selection::Make(question, aggregate, request.filter(), state_of));
  auto& kept = question.Kept<Totals>();
  const std::string name = NameOf(aggregate, request);
  const auto known = kept.find(name);
  Pass pass(question, aggregate, request, selection,
            known == kept.end() ? nullptr : &known->second);
  RETURN_IF_ERROR(pass.Run(after));
  const Totals totals = known == kept.end() ? std::move(pass.counted()) : known->second;
  if (known == kept.end() && kept.size() < kMostTotals) kept.emplace(name, totals);
  Listing listing;
  listing.items = std::move(pass.items());
  Page& page = listing.page;
  *page.mutable_as_of() = question.as_of();
  page.set_total(totals.total);
  totals.withheld.Fill(page.mutable_withheld());
  if (pass.next()) {
    page.set_next_page_token(EncodePageToken({.position = question.position(),
                                              .date = question.date().days(),
                                              .question = FingerprintOf(aggregate, request),
                                              .after = *pass.next()}));
  }
  return listing;
}

}  // namespace witan::query
