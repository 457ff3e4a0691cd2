#include "services/runtime/query/question_shelf.h"

#include <algorithm>
#include <utility>

namespace witan::query {

std::unique_ptr<Question> QuestionShelf::Take(const witan::auth::v1::Principal& principal,
                                              Position head, CivilDate today) {
  const std::string key = principal.SerializeAsString();
  const MutexLock lock(mutex_);
  const auto it = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    return kept.principal == key && kept.question->position() == head.value() &&
           kept.question->today() == today && kept.question->KeysAreUnchanged();
  });
  if (it == kept_.end()) return nullptr;
  std::unique_ptr<Question> question = std::move(it->question);
  kept_.erase(it);
  return question;
}

void QuestionShelf::Put(std::unique_ptr<Question> question, uint64_t epoch) {
  if (!question->status().ok() || question->records_read() > kMostRead) return;
  Kept kept{question->principal().SerializeAsString(), std::move(question)};
  Kept gone;  // ends outside the lock: it releases what it read
  const MutexLock lock(mutex_);
  if (epoch != epoch_) {
    gone = std::move(kept);
    return;
  }
  if (kept_.size() == kMostKept) {
    gone = std::move(kept_.front());
    kept_.erase(kept_.begin());
  }
  kept_.push_back(std::move(kept));
}

void QuestionShelf::Clear() {
  std::vector<Kept> gone;
  const MutexLock lock(mutex_);
  ++epoch_;
  gone.swap(kept_);
}

uint64_t QuestionShelf::epoch() const {
  const MutexLock lock(mutex_);
  return epoch_;
}

}  // namespace witan::query
