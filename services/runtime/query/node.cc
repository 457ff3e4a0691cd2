#include "services/runtime/query/node.h"

#include <fmt/format.h>

#include "services/runtime/projector/layout.h"
#include "services/runtime/query/moment.h"
#include "services/runtime/query/page_token.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/token/token.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::query {
namespace {

using domain::ReasonId;
using witan::oversight::v1::AsAt;
using witan::oversight::v1::AsOf;

// The writer stamps an event before it is durable: an end of the log observed this much after a
// moment leaves nothing of that moment to come.
constexpr std::chrono::seconds kStampLag{1};

absl::StatusOr<int64_t> NumberIn(std::string_view bytes) {
  ByteReader reader(bytes);
  return reader.TakeBigEndian<int64_t>();
}

// Of the log's first record; zero when that cannot be read now.
LogId FirstLogId(storage::EventLog& log) {
  const auto reader = log.OpenReader(storage::Cursor());
  if (!reader.ok()) return LogId();
  const auto first = (*reader)->Read({.max_records = 1});
  if (!first.ok() || first->records.empty()) return LogId();
  return first->records.front().header.log_id;
}

}  // namespace

Node::Node(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
           const runtime::KeyReader& keys, const Clock& clock, const NodeOptions& options)
    : store_(std::move(store)),
      log_(log),
      keys_(keys),
      clock_(clock),
      calls_(options.calls),
      projector_(log, *store_, clock, options.projector,
                 [this] {
                   ClearShelf();
                   runner_.Progressed();
                   for (const auto& listener : listeners_) listener();
                 }),
      runner_(projector_, options.threads) {}

Node::~Node() { Stop(); }

// The projector also tells of looking at a log in which nothing is new.
void Node::ClearShelf() {
  const Position head = store_->head();
  const uint64_t builds = projector_.status().builds;
  if (head == shelf_head_ && builds == shelf_builds_) return;
  shelf_head_ = head;
  shelf_builds_ = builds;
  shelf_.Clear();
}

void Node::Start() {
  // A projection that is still empty does not know whose tokens it may take.
  if (store_->cursor().empty()) read_log_id_ = FirstLogId(log_);
  projector_.Start();
}

void Node::Drain(std::chrono::milliseconds patience) {
  runner_.Drain(std::chrono::steady_clock::now() + patience);
}

void Node::Stop() {
  runner_.Stop();
  projector_.Stop();
}

LogId Node::log_id() const {
  const auto cursor = storage::Cursor::Decode(store_->cursor());
  return cursor.ok() ? cursor->log_id : read_log_id_;
}

std::string Node::TokenOf(Position position) const {
  return runtime::EncodeToken(log_id(), position);
}

absl::StatusOr<Position> Node::PositionOf(std::string_view token) const {
  auto position = runtime::DecodeToken(token, log_id());
  if (!position.ok()) {
    return Refused(ReasonId::kTokenInvalid, std::string(position.status().message()));
  }
  return position;
}

absl::Status Node::ResolveKnown(const AsAt& as_at, Resolved& resolved) const {
  switch (as_at.known_case()) {
    case AsAt::kToken: {
      ASSIGN_OR_RETURN(const Position position, PositionOf(as_at.token()));
      resolved.position = position;
      resolved.wanted.position = std::max(resolved.wanted.position, position);
      return absl::OkStatus();
    }
    case AsAt::kKnownAt: {
      ASSIGN_OR_RETURN(const Timestamp known_at, ParseKnownAt(as_at.known_at()));
      if (known_at > clock_.Now()) {
        return Refused(ReasonId::kFuture,
                       fmt::format("as_at.known_at {} lies in the future: what will be known then "
                                   "cannot be said.",
                                   as_at.known_at()));
      }
      resolved.known_at = known_at;
      const auto cursor = storage::Cursor::Decode(store_->cursor());
      if (!cursor.ok() || cursor->recorded_at <= known_at) {
        resolved.wanted.complete_until = known_at + kStampLag;
      }
      return absl::OkStatus();
    }
    case AsAt::KNOWN_NOT_SET:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<Resolved> Node::Resolve(const Asked& asked) const {
  Resolved resolved;
  if (!asked.at_least.empty()) {
    ASSIGN_OR_RETURN(resolved.wanted.position, PositionOf(asked.at_least));
  }
  if (asked.as_at != nullptr) {
    RETURN_IF_ERROR(ResolveKnown(*asked.as_at, resolved));
    const std::string& effective_at = asked.as_at->effective_at();
    if (!effective_at.empty()) {
      resolved.date = CivilDate::Parse(effective_at);
      resolved.is_dated = true;
      if (!resolved.date) {
        return Refused(ReasonId::kInvalidField,
                       fmt::format("as_at.effective_at is \"{}\": it must be a date between 1948 "
                                   "and 2099, written 2022-07-01.",
                                   effective_at.substr(0, 40)));
      }
    }
  }
  if (!asked.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageToken token, DecodePageToken(asked.page_token));
    resolved.position = Position(token.position);
    resolved.wanted = {.position = Position(token.position), .complete_until = {}};
    resolved.date = CivilDate::FromDays(token.date);
  }
  return resolved;
}

absl::StatusOr<Position> Node::PositionFor(const storage::ProjectionView& head,
                                           const Resolved& resolved) const {
  if (resolved.position) return *resolved.position;
  if (!resolved.known_at) return head.position();
  ASSIGN_OR_RETURN(
      const auto last,
      head.LastAppended(projector::kPositionByTime, BigEndian<int64_t>(resolved.known_at->micros)));
  if (!last) return Position(0);
  ASSIGN_OR_RETURN(const int64_t position, NumberIn(last->value));
  return std::min(Position(static_cast<uint64_t>(position)), head.position());
}

absl::StatusOr<AsOf> Node::AsOfFor(const storage::ProjectionView& view) const {
  AsOf as_of;
  as_of.set_position(view.position().value());
  as_of.set_token(TokenOf(view.position()));
  ASSIGN_OR_RETURN(const auto time, view.GetAppended(projector::kTimeByPosition,
                                                     BigEndian<uint64_t>(view.position().value())));
  if (time) {
    ASSIGN_OR_RETURN(const int64_t recorded_at, NumberIn(*time));
    as_of.set_recorded_at_us(recorded_at);
  }
  return as_of;
}

absl::StatusOr<std::unique_ptr<Question>> Node::NewQuestion(
    const witan::auth::v1::Principal& principal, const Resolved& resolved, CivilDate today) const {
  Question::Moment moment;
  ASSIGN_OR_RETURN(moment.head, store_->OpenView(std::nullopt));
  ASSIGN_OR_RETURN(const Position position, PositionFor(*moment.head, resolved));
  if (position != moment.head->position()) {
    ASSIGN_OR_RETURN(moment.view, store_->OpenView(position));
  }
  ASSIGN_OR_RETURN(moment.as_of, AsOfFor(moment.view ? *moment.view : *moment.head));
  moment.today = today;
  moment.is_dated = resolved.is_dated;
  moment.date = moment.today;
  if (resolved.known_at) moment.date = CivilDate::InLondon(resolved.known_at->micros);
  if (resolved.position) moment.date = CivilDate::InLondon(moment.as_of.recorded_at_us());
  if (resolved.date) moment.date = *resolved.date;
  return std::make_unique<Question>(std::move(moment), principal, keys_);
}

absl::StatusOr<Node::QuestionPtr> Node::Ask(const witan::auth::v1::Principal& principal,
                                            const Resolved& resolved) {
  RETURN_IF_ERROR(Obstacle(projector_.status(), resolved.wanted));
  const bool is_newest = !resolved.position && !resolved.known_at && !resolved.date;
  const GiveBack give_back{this, shelf_.epoch(), is_newest};
  const CivilDate today = CivilDate::InLondon(clock_.Now().micros);
  std::unique_ptr<Question> question;
  if (is_newest) question = shelf_.Take(principal, store_->head(), today);
  if (question == nullptr) {
    ASSIGN_OR_RETURN(question, NewQuestion(principal, resolved, today));
  }
  if (!question->visibility().MayRead()) {
    return Refused(ReasonId::kNotForRole,
                   "An operator runs the service and reads no records. Sign in with another role.");
  }
  return QuestionPtr(question.release(), give_back);
}

absl::StatusOr<std::unique_ptr<Question>> Node::AskBack(const witan::auth::v1::Principal& principal,
                                                        Position position, CivilDate today) const {
  Question::Moment moment;
  ASSIGN_OR_RETURN(moment.head, store_->OpenView(position));
  ASSIGN_OR_RETURN(moment.as_of, AsOfFor(*moment.head));
  moment.today = today;
  moment.date = today;
  return std::make_unique<Question>(std::move(moment), principal, keys_);
}

void Node::GiveBack::operator()(Question* question) const {
  std::unique_ptr<Question> ended(question);
  if (is_newest) node->shelf_.Put(std::move(ended), epoch);
}

}  // namespace witan::query
