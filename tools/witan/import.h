#pragma once

// Records the commands of JSON-lines files through RecordService.Record. Each line is one command
// with a request id of its own (see import_line.h); therefore an import can be cut off and started
// again, or run twice: what was recorded is answered again, never recorded again.
//
// Up to `window` commands are under way at a time. A line that refers to earlier answers (see
// references.h) waits for them. When the connection breaks or another process writes, the lines
// without an answer are sent again on a new stream, in their order.
//
// A refusal leaves nothing behind, so a line that states one is decided again each time, and on a
// repeat against a later state: the decision that had no quorum was since recorded as a fact. Such
// a line is sent as one that only validates, alone, and so can never be recorded. Where it is not
// refused as it states, the next line tells what that means: if it was recorded before, an earlier
// import was past this place and the state has moved on; if not, the line is bad.

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/witan/client.h"
#include "tools/witan/failure.h"
#include "tools/witan/import_line.h"
#include "tools/witan/line_source.h"
#include "tools/witan/record_stream.h"
#include "tools/witan/references.h"

namespace witan::cli {

struct ImportOptions {
  // Whether to go on after a bad line. Otherwise nothing further is sent; what was under way is
  // still answered and counted. A window of 1 stops exactly at the bad line.
  bool continue_on_error = false;
  // Decide and answer, record nothing.
  bool validate_only = false;
  size_t window = 64;
  // How often to connect again without an answer in between, and how long to wait before the first
  // time; each wait is twice the one before, up to two seconds. A writer that is named is asked
  // without a wait.
  int attempts = 12;
  std::chrono::milliseconds backoff{250};
};

struct ImportReport {
  // Lines read, blank ones left out.
  uint64_t lines = 0;
  uint64_t recorded = 0;
  uint64_t repeated = 0;
  // With validate_only: would have been recorded.
  uint64_t valid = 0;
  // Refused by Witan, or not readable as a command.
  uint64_t refused = 0;
  // Refused for the reasons that the line states: as it should be.
  uint64_t refused_as_expected = 0;
  // States a refusal that an earlier import was past; decided on the state of now, it is another.
  uint64_t refused_before = 0;
  // Would have been recorded although the line states that it is refused.
  uint64_t not_refused = 0;
  // Stopped at a bad line before the end.
  bool stopped = false;
};

// Told what happens, from the thread that runs the import.
class ImportObserver {
 public:
  virtual ~ImportObserver() = default;
  virtual void OnBadLine(const SourceLine& line, const Failure& failure) = 0;
  // A line that states a refusal would have been recorded.
  virtual void OnNotRefused(const SourceLine& line, const std::vector<std::string>& expected) = 0;
  // After every answer.
  virtual void OnProgress(const ImportReport& report) = 0;
  virtual void OnReconnect(const Failure& failure, std::chrono::milliseconds wait) = 0;
};

class Import final {
 public:
  // `client` and `observer` must outlive the import.
  Import(Client& client, const ImportOptions& options, ImportObserver& observer);
  ~Import();

  // Reads the files in their order and records their commands. A failure is one of the import as a
  // whole: a file that cannot be read, a connection that does not come back; bad lines are told to
  // the observer and counted.
  absl::StatusOr<ImportReport> Run(const std::vector<std::string>& files);

  // What was done until now, also after a failure.
  const ImportReport& report() const { return report_; }

 private:
  struct Sent {
    SourceLine line;
    ImportLine command;
    // Asks only whether the line was recorded before.
    bool is_probe = false;
  };
  // A line that was not refused as it states; without a failure it was not refused at all.
  struct Doubt {
    SourceLine line;
    std::vector<std::string> expected;
    std::optional<Failure> failure;
  };

  absl::Status Handle(SourceLine line);
  absl::Status SendAlone(Sent sent);
  // Asks by this line whether an earlier import was past the doubtful ones. `was_recorded` says
  // whether the line itself is done with.
  absl::Status Probe(const Sent& sent, bool& was_recorded);
  // They were refused as stated when an earlier import came to them.
  void DismissDoubts();
  void ConfirmDoubts();
  absl::Status Send(Sent sent);
  // Takes answers until at most `most` commands are under way.
  absl::Status AwaitUntil(size_t most);
  bool IsUnderWay(const std::string& request_id) const;
  // True when the answer settles its command; false when it must be sent again.
  bool Settle(const witan::command::v1::RecordResponse& answer);
  void CountProbed(const Sent& sent, const witan::command::v1::CommandResponse& recorded);
  void CountRecorded(const Sent& sent, const witan::command::v1::CommandResponse& recorded);
  void CountRefused(const Sent& sent, const Failure& failure);
  void Refuse(const SourceLine& line, const Failure& failure);
  absl::Status Reconnect(const Failure& failure);
  std::chrono::milliseconds WaitAfter(const Failure& failure);
  bool Resend();

  Client& client_;
  const ImportOptions options_;
  ImportObserver& observer_;
  std::unique_ptr<RecordStream> stream_;
  std::deque<Sent> under_way_;
  std::vector<Doubt> doubts_;
  bool probe_was_recorded_ = false;
  EventIds events_;
  int failed_attempts_ = 0;
  ImportReport report_;
};

}  // namespace witan::cli
