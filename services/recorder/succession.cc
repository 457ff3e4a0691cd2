#include "services/recorder/succession.h"

#include <utility>

#include "storage/base/status.h"

namespace witan::recorder {
namespace {

// How long a quiet log is waited on before the election is looked at again.
constexpr std::chrono::milliseconds kLook{50};
// How often a writer that is idle reads the log to see whether it is still the one.
constexpr std::chrono::seconds kReadInterval{1};
// Before the log is asked again when it could not be reached or another one was faster.
constexpr std::chrono::milliseconds kBackoff{200};
// Within this a term is won, or tried again.
constexpr std::chrono::seconds kTakeWithin{5};

}  // namespace

Succession::Succession(const FollowParts& parts, storage::Leadership& leadership,
                       storage::WriterInfo self, const storage::Cursor& from)
    : parts_(parts),
      leadership_(leadership),
      self_(std::move(self)),
      follower_(std::make_unique<LogFollower>(parts, from)),
      followed_(from) {}

Succession::~Succession() { Stop(); }

absl::Status Succession::Start(std::function<void()> changed) {
  changed_ = std::move(changed);
  RETURN_IF_ERROR(leadership_.Start());
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

std::unique_ptr<storage::LogWriter> Succession::TakeWriter() {
  const MutexLock lock(mutex_);
  return std::move(writer_);
}

void Succession::StandBy(const storage::Cursor& from) {
  const MutexLock lock(mutex_);
  if (phase_ != Phase::kWriting) return;
  followed_ = from;
  phase_ = Phase::kFollowing;
  wake_.NotifyAll();
}

void Succession::Wrote(const storage::Cursor& confirmed) {
  const MutexLock lock(mutex_);
  if (phase_ == Phase::kWriting) followed_ = confirmed;
}

void Succession::Leave() {
  const MutexLock lock(mutex_);
  phase_ = Phase::kLeaving;
  wake_.NotifyAll();
}

void Succession::Stop() {
  {
    const MutexLock lock(mutex_);
    phase_ = Phase::kLeaving;
    is_stopping_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

storage::Cursor Succession::followed() const {
  const MutexLock lock(mutex_);
  return followed_;
}

absl::Status Succession::failure() const {
  const MutexLock lock(mutex_);
  return failure_;
}

Succession::Phase Succession::phase() const {
  const MutexLock lock(mutex_);
  return phase_;
}

void Succession::Run() {
  while (Turn()) continue;
  // Here and not in Leave, which must not wait for the brokers.
  leadership_.Resign();
}

bool Succession::Turn() {
  switch (phase()) {
    case Phase::kLeaving:
      return false;
    case Phase::kWriting:
      follower_.reset();
      WatchElection();
      return true;
    case Phase::kFollowing:
      break;
  }
  if (follower_ == nullptr) follower_ = std::make_unique<LogFollower>(parts_, followed());
  absl::Status status = Follow();
  const bool takes = status.ok() && leadership_.MayTake();
  if (takes) status = TryToTake();
  if (!status.ok()) return GoesOnAfter(status);
  if (!takes) follower_->WaitForMore(std::chrono::steady_clock::now() + kLook);
  return true;
}

// The writer may be idle, and would not look by itself: neither at the election nor at the log, in
// which another may have begun a term meanwhile. One that writes need not read back what it wrote:
// it was confirmed where it was expected, so that nobody came between.
void Succession::WatchElection() {
  std::unique_ptr<storage::LogReader> reader;
  Position written = followed().position;
  auto next_read = std::chrono::steady_clock::now() + kReadInterval;
  while (phase() == Phase::kWriting) {
    bool must_look = !leadership_.IsElected();
    if (std::chrono::steady_clock::now() >= next_read) {
      const Position before = std::exchange(written, followed().position);
      if (before == written) {
        const uint64_t term = NewestTerm(reader).value();
        must_look |= newest_term_.exchange(term) < term;
      } else {
        reader.reset();
      }
      next_read = std::chrono::steady_clock::now() + kReadInterval;
    }
    if (must_look) changed_();
    const auto until = std::chrono::steady_clock::now() + kLook;
    const MutexLock lock(mutex_);
    while (phase_ == Phase::kWriting && wake_.WaitUntil(mutex_, until)) continue;
  }
}

// Of the log's end; what cannot be read now says nothing.
Term Succession::NewestTerm(std::unique_ptr<storage::LogReader>& reader) {
  if (reader == nullptr) {
    auto opened = parts_.log.OpenReader(followed());
    if (!opened.ok()) return Term();
    reader = *std::move(opened);
  }
  while (true) {
    const auto read = reader->Read(storage::ReadLimits());
    if (!read.ok()) {
      reader.reset();
      return Term();
    }
    if (read->at_end) return reader->cursor().term;
  }
}

absl::Status Succession::Follow() {
  const Position before = follower_->cursor().position;
  const absl::Status status = follower_->CatchUp();
  if (follower_->cursor().position == before) return status;
  {
    const MutexLock lock(mutex_);
    followed_ = follower_->cursor();
  }
  changed_();
  return status;
}

absl::Status Succession::TryToTake() {
  storage::WriterOptions options;
  options.info = self_;
  options.from = follower_->cursor();
  options.deadline = std::chrono::steady_clock::now() + kTakeWithin;
  ASSIGN_OR_RETURN(auto writer, parts_.log.OpenWriter(options));
  // What others appended until then, and its own WriterStarted.
  RETURN_IF_ERROR(Follow());
  if (follower_->cursor().position != writer->confirmed().position) {
    return absl::UnavailableError("the log cannot be read up to the term that was just won");
  }
  // After the term was won: whatever an earlier writer sealed under stands in the table by now.
  RETURN_IF_ERROR(parts_.keys.PrepareToWrite());
  {
    const MutexLock lock(mutex_);
    if (phase_ != Phase::kFollowing) return absl::OkStatus();
    writer_ = std::move(writer);
    phase_ = Phase::kWriting;
  }
  changed_();
  return absl::OkStatus();
}

// Not reached, or another one was faster: it will be tried again as long as it is elected.
bool Succession::GoesOnAfter(const absl::Status& status) {
  const bool passes =
      absl::IsUnavailable(status) || absl::IsAborted(status) || absl::IsDeadlineExceeded(status);
  if (passes) {
    Pause(kBackoff);
    return true;
  }
  {
    const MutexLock lock(mutex_);
    failure_ = status;
  }
  changed_();
  return false;
}

void Succession::Pause(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  MutexLock lock(mutex_);
  while (phase_ == Phase::kFollowing && wake_.WaitUntil(mutex_, until)) continue;
}

}  // namespace witan::recorder
