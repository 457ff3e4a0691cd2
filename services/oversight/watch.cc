#include "services/oversight/watch.h"

#include "services/domain/payloads.h"
#include "services/oversight/views.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/trail.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

using domain::ReasonId;
using query::Refused;
using query::Stopping;

// Most positions looked at before the thread is given to others.
constexpr size_t kMostPositions = 1'000;

}  // namespace

// Lives until the server is done with it. One step at a time: looking for the next event on a
// thread of the node, writing it, and so on; idle when nothing is left to look at.
class Watchers::Stream final : public grpc::ServerWriteReactor<pb::WatchEventsResponse>,
                               public std::enable_shared_from_this<Stream> {
 public:
  Stream(Watchers& watchers, grpc::CallbackServerContext& context,
         witan::auth::v1::Principal principal, pb::Filter filter, uint64_t after)
      : watchers_(watchers),
        context_(context),
        call_(watchers.node_.calls(), query::PathOf<pb::WatchEventsResponse>(),
              runtime::TraceparentOf(context)),
        principal_(std::move(principal)),
        filter_(std::move(filter)),
        after_(after) {}

  void Begin() {
    {
      MutexLock lock(mutex_);
      self_ = shared_from_this();
    }
    StartSendInitialMetadata();
    Wake();
  }

  // Ends a stream that never began to look.
  void Refuse(const absl::Status& status) {
    {
      MutexLock lock(mutex_);
      self_ = shared_from_this();
      is_finished_ = true;
    }
    FinishWith(status);
  }

  void Wake() {
    {
      MutexLock lock(mutex_);
      is_wanted_ = true;
      if (is_busy_ || is_finished_) return;
      is_busy_ = true;
      is_wanted_ = false;
    }
    Look();
  }

  void End(const absl::Status& status) {
    {
      MutexLock lock(mutex_);
      if (is_finished_) return;
      ending_ = status;
      if (is_busy_) return;  // whoever is busy ends it
      is_finished_ = true;
    }
    FinishWith(status);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) {
      Settle(absl::CancelledError("the caller left"));
      return;
    }
    Look();
  }

  void OnCancel() override { End(absl::CancelledError("the caller left")); }

  void OnDone() override {
    std::shared_ptr<Stream> self;
    {
      MutexLock lock(mutex_);
      self = std::move(self_);
    }
    watchers_.Remove(self);
  }

 private:
  void Look() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
    watchers_.node_.runner().Run(
        query::Wanted(), deadline,
        [self = shared_from_this()](const absl::Status& status) { self->Step(status); });
  }

  void Step(const absl::Status& arrived) {
    absl::Status status = arrived;
    bool has_more = false;
    if (status.ok()) status = Ending();
    if (status.ok()) {
      const auto found = Next(has_more);
      if (found.ok() && *found) {
        StartWrite(&next_);
        return;
      }
      status = found.status();
    }
    if (status.ok() && has_more) {
      Look();
      return;
    }
    Settle(status);
  }

  // Nothing is left to look at, or the stream failed.
  void Settle(absl::Status status) {
    {
      MutexLock lock(mutex_);
      if (is_finished_) return;
      if (status.ok() && ending_) status = *ending_;
      if (status.ok() && is_wanted_) {
        is_wanted_ = false;
      } else if (status.ok()) {
        is_busy_ = false;
        return;
      } else {
        is_finished_ = true;
      }
    }
    if (status.ok()) {
      Look();
    } else {
      FinishWith(status);
    }
  }

  // Why the stream is to end, although there is more to send.
  absl::Status Ending() const {
    MutexLock lock(mutex_);
    return ending_.value_or(absl::OkStatus());
  }

  // The token says how far the stream has looked: a new one goes on from there.
  void FinishWith(const absl::Status& status) {
    context_.AddTrailingMetadata("witan-token", watchers_.node_.TokenOf(Position(after_)));
    context_.AddTrailingMetadata(runtime::kTraceIdEntry, call_.trace_id());
    Finish(query::Closing(call_, status));
  }

  // Whether next_ holds an event to send.
  absl::StatusOr<bool> Next(bool& has_more) {
    ASSIGN_OR_RETURN(const auto question, watchers_.node_.Ask(principal_, query::Resolved()));
    ASSIGN_OR_RETURN(const auto places,
                     question->world().view().ScanAppended(
                         projector::kStreamByPosition, BigEndian<uint64_t>(after_ + 1),
                         BigEndian<uint64_t>(question->position() + 1), kMostPositions,
                         storage::ScanOrder::kForward));
    for (const auto& place : places) {
      ASSIGN_OR_RETURN(after_, ByteReader(place.key).TakeBigEndian<uint64_t>());
      ASSIGN_OR_RETURN(const auto stored, question->world().EventAt(after_));
      if (!stored || !Selects(*question, *stored)) continue;
      const auto judgement = question->Judge(stored->event->aggregate(), stored->event->stream());
      if (!judgement.IsSeen()) continue;
      *next_.mutable_event() = query::EntryOf(*question, *stored, judgement);
      next_.set_token(watchers_.node_.TokenOf(Position(after_)));
      RETURN_IF_ERROR(question->status());
      return true;
    }
    has_more = places.size() == kMostPositions;
    RETURN_IF_ERROR(question->status());
    return false;
  }

  // A filter holds for the record that the event belongs to.
  bool Selects(const Question& question, const projector::StoredEvent& stored) const {
    const auto* row = question.world().FindRow(stored.event->aggregate(), stored.event->stream());
    if (row == nullptr) return false;
    const auto selection = query::Selection::Make(question, stored.event->aggregate(), filter_,
                                                  [](const Record&) { return std::string(); });
    return selection.ok() && selection->IsInScope(*row, stored.event->stream()) &&
           selection->Matches(*row, stored.event->stream());
  }

  Watchers& watchers_;
  grpc::CallbackServerContext& context_;  // the server's, until OnDone
  runtime::ObservedCall call_;
  const witan::auth::v1::Principal principal_;
  const pb::Filter filter_;
  // One step at a time touches these.
  uint64_t after_;
  pb::WatchEventsResponse next_;

  mutable Mutex mutex_;
  std::shared_ptr<Stream> self_ WITAN_GUARDED_BY(mutex_);  // the server's hold on it
  std::optional<absl::Status> ending_ WITAN_GUARDED_BY(mutex_);
  bool is_busy_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_wanted_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_finished_ WITAN_GUARDED_BY(mutex_) = false;
};

grpc::ServerWriteReactor<pb::WatchEventsResponse>* Watchers::Open(
    const query::PrincipalReader& principals, grpc::CallbackServerContext* context,
    const pb::WatchEventsRequest* request) {
  const auto principal = principals(*context);
  absl::Status status = principal.status();
  uint64_t after = node_.store().head().value();
  if (status.ok() && !request->after().empty()) {
    const auto position = node_.PositionOf(request->after());
    status = position.status();
    if (position.ok()) after = position->value();
  }
  pb::ListRecordsRequest filter;
  *filter.mutable_filter() = request->filter();
  if (status.ok()) status = query::CheckRequest(filter);
  if (status.ok() && !request->filter().state().empty()) {
    status = Refused(ReasonId::kFilterInvalid, "filter.state: events have no state; leave it out.");
  }
  auto stream = std::make_shared<Stream>(*this, *context,
                                         principal.ok() ? *principal : witan::auth::v1::Principal(),
                                         request->filter(), after);
  if (status.ok()) status = Add(stream);
  if (status.ok()) {
    stream->Begin();
  } else {
    stream->Refuse(status);
  }
  return stream.get();
}

absl::Status Watchers::Add(const std::shared_ptr<Stream>& stream) {
  MutexLock lock(mutex_);
  if (stopping_) return Stopping();
  if (streams_.size() >= kMostStreams) {
    return Refused(ReasonId::kTooManyWaiting, "Too many streams are open. Try again later.");
  }
  streams_.insert(stream);
  return absl::OkStatus();
}

void Watchers::Remove(const std::shared_ptr<Stream>& stream) {
  MutexLock lock(mutex_);
  streams_.erase(stream);
}

void Watchers::Progressed() {
  std::set<std::shared_ptr<Stream>> streams;
  {
    MutexLock lock(mutex_);
    streams = streams_;
  }
  for (const auto& stream : streams) stream->Wake();
}

void Watchers::Stop() {
  std::set<std::shared_ptr<Stream>> streams;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    streams = streams_;
  }
  for (const auto& stream : streams) stream->End(Stopping());
}

}  // namespace witan::oversight
