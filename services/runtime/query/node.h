#pragma once

// One query service's heart: its projection, the thread that follows the log into it, the threads
// that answer, and the resolution of a moment asked about into a position.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/keys/key_reader.h"
#include "services/runtime/projector/projector.h"
#include "services/runtime/query/question.h"
#include "services/runtime/query/question_shelf.h"
#include "services/runtime/query/runner.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/projection_store.h"
#include "witan/auth/v1/principal.pb.h"

namespace witan::runtime {
class CallObserver;
}

namespace witan::query {

// What a request says of its moment.
struct Asked {
  const witan::oversight::v1::AsAt* as_at = nullptr;
  std::string at_least;
  std::string page_token;
};

// A moment that is checked and may still have to be waited for.
struct Resolved {
  Wanted wanted;
  std::optional<Position> position;  // from a token or a page token
  std::optional<Timestamp> known_at;
  std::optional<CivilDate> date;
  bool is_dated = false;
};

struct NodeOptions {
  projector::ProjectorOptions projector;
  int threads = 2;
  // Counts calls and tells of those that failed; null: nobody does. Outlives the node.
  runtime::CallObserver* calls = nullptr;
};

// Start and Stop once each; the rest is safe from any thread. What is handed in outlives it.
class Node final {
 public:
  // Gives a question back to the shelf of its node, which outlives it.
  struct GiveBack {
    Node* node = nullptr;
    uint64_t epoch = 0;
    bool is_newest = false;
    void operator()(Question* question) const;
  };
  using QuestionPtr = std::unique_ptr<Question, GiveBack>;

  Node(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
       const runtime::KeyReader& keys, const Clock& clock, const NodeOptions& options);

  ~Node();

  void Start();
  // Questions that wait for what is not there yet wait no longer than `patience`.
  void Drain(std::chrono::milliseconds patience);
  void Stop();

  // Refuses what is wrong in it: TOKEN_INVALID, PAGE_TOKEN_INVALID, FUTURE, INVALID_FIELD.
  absl::StatusOr<Resolved> Resolve(const Asked& asked) const;
  // The question at a moment that is there. NOT_FOR_ROLE for who may read no records.
  absl::StatusOr<QuestionPtr> Ask(const witan::auth::v1::Principal& principal,
                                  const Resolved& resolved);

  // What this reader would have been answered at an earlier position, with the rights of then: for
  // telling what has changed since.
  absl::StatusOr<std::unique_ptr<Question>> AskBack(const witan::auth::v1::Principal& principal,
                                                    Position position, CivilDate today) const;

  // Calls back after each step of the projector, on its thread. Before Start.
  void OnProgress(std::function<void()> listener) { listeners_.push_back(std::move(listener)); }

  projector::Projector& projector() { return projector_; }
  const projector::Projector& projector() const { return projector_; }
  Runner& runner() { return runner_; }
  storage::ProjectionStore& store() { return *store_; }
  runtime::CallObserver* calls() const { return calls_; }
  std::string TokenOf(Position position) const;
  absl::StatusOr<Position> PositionOf(std::string_view token) const;

 private:
  absl::Status ResolveKnown(const witan::oversight::v1::AsAt& as_at, Resolved& resolved) const;
  // Ends kept questions when what they would answer has changed.
  void ClearShelf();
  absl::StatusOr<std::unique_ptr<Question>> NewQuestion(const witan::auth::v1::Principal& principal,
                                                        const Resolved& resolved,
                                                        CivilDate today) const;
  absl::StatusOr<Position> PositionFor(const storage::ProjectionView& head,
                                       const Resolved& resolved) const;
  absl::StatusOr<witan::oversight::v1::AsOf> AsOfFor(const storage::ProjectionView& view) const;
  // The log that every token must be of.
  LogId log_id() const;

  const std::unique_ptr<storage::ProjectionStore> store_;
  storage::EventLog& log_;
  const runtime::KeyReader& keys_;
  const Clock& clock_;
  runtime::CallObserver* const calls_;
  QuestionShelf shelf_;  // after the store, which its questions read
  // The projector's thread only.
  Position shelf_head_;
  uint64_t shelf_builds_ = 0;
  std::vector<std::function<void()>> listeners_;  // constant after Start
  LogId read_log_id_;                             // constant after Start
  projector::Projector projector_;
  Runner runner_;
};

}  // namespace witan::query
