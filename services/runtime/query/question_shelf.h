#pragma once

// Questions that were answered, kept for the next caller who asks with the same rights at the same
// newest moment: organisations, bodies and people that nearly every answer names are then read and
// judged once a moment, not once a call.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/runtime/query/question.h"
#include "storage/base/mutex.h"

namespace witan::query {

// Safe to call from any thread. A question is with one caller at a time.
class QuestionShelf final {
 public:
  // A question of this principal at the head and on this day; none when none is kept.
  std::unique_ptr<Question> Take(const witan::auth::v1::Principal& principal, Position head,
                                 CivilDate today) WITAN_EXCLUDES(mutex_);

  // Keeps a question at the newest moment, unless Clear was called since `epoch`, a read failed or
  // it has read so much that it must end.
  void Put(std::unique_ptr<Question> question, uint64_t epoch) WITAN_EXCLUDES(mutex_);

  // Ends all that are kept: the moment has passed.
  void Clear() WITAN_EXCLUDES(mutex_);
  // Grows with each Clear. To be asked before a question is made.
  uint64_t epoch() const WITAN_EXCLUDES(mutex_);

  // Together they bound the memory: records and rows are some KB each.
  static constexpr size_t kMostKept = 3;
  static constexpr size_t kMostRead = 5'000;

 private:
  struct Kept {
    std::string principal;
    std::unique_ptr<Question> question;
  };

  mutable Mutex mutex_;
  uint64_t epoch_ WITAN_GUARDED_BY(mutex_) = 0;
  // The least recently put first.
  std::vector<Kept> kept_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::query
