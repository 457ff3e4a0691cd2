#pragma once

// A recorder's parts over a log in memory and a clock that stands still, for its tests: commands go
// in, answers come out, and the process can die and start again over the same log and databases.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/recorder/batch_recorder.h"
#include "services/recorder/follow_log.h"
#include "services/runtime/codec/envelope_codec.h"
#include "storage/memory/memory_key_value_store.h"
#include "storage/memory/memory_sequence.h"
#include "storage/sequence_log.h"

namespace witan::recorder::testing {

// A command that keeps its answer.
class HeldCommand final : public PendingCommand {
 public:
  HeldCommand(witan::command::v1::CommandHeader header, domain::Payload content,
              witan::auth::v1::Principal principal)
      : header_(std::move(header)),
        content_(std::move(content)),
        principal_(std::move(principal)),
        input_{&header_, &content_, &principal_, ""} {}

  bool IsAbandoned() const override { return is_abandoned; }
  const CommandInput& input() const override { return input_; }
  void Reply(Answer given) override {
    answer = std::move(given);
    is_answered = true;
  }
  void Abandon() override { was_dropped = true; }

  bool is_abandoned = false;
  bool is_answered = false;
  bool was_dropped = false;
  Answer answer;

 private:
  witan::command::v1::CommandHeader header_;
  domain::Payload content_;
  witan::auth::v1::Principal principal_;
  CommandInput input_;
};

class SilentProbe final : public RecorderProbe {
 public:
  void Answered(const CommandInput&, const Answer&) override { ++answered; }
  void Appended(size_t count, size_t) override { events += count; }
  void Unconfirmed() override { ++unconfirmed; }
  size_t answered = 0;
  size_t events = 0;
  size_t unconfirmed = 0;
};

class RecorderStory final {
 public:
  RecorderStory();

  // Ends the process, when one runs, and starts it over the same log and databases.
  absl::Status Restart();
  // The same with an empty state database.
  absl::Status RestartWithoutState();

  // The registration of an ICS by the registrar.
  std::unique_ptr<HeldCommand> Register(const std::string& code);
  static std::string IcsId(const std::string& code);
  // Its renaming, which any registered organisation takes any number of times.
  std::unique_ptr<HeldCommand> Rename(const std::string& id, const std::string& name);
  std::unique_ptr<HeldCommand> Command(const witan::command::v1::CommandHeader& header,
                                       const google::protobuf::Message& content);
  witan::command::v1::CommandHeader Header(const std::string& record_id) const;
  std::string NewId() { return Uuid::Random().ToString(); }

  // Records commands as one batch.
  void Record(const std::vector<HeldCommand*>& commands);
  // One command as a batch of its own.
  const Answer& Record(HeldCommand& command);

  const LogId& log_id() const { return log_id_; }
  const std::string& registrar() const { return registrar_; }
  witan::auth::v1::Principal& principal() { return principal_; }
  std::vector<std::string> LogBytes() const { return sequence.Copy(); }

  storage::MemorySequence sequence;
  runtime::EnvelopeCodec codec{runtime::BuildInfo{"test", ""}};
  FakeClock clock;
  storage::SequenceLog log{sequence, codec, clock};
  storage::MemoryKeyValueStore state_store{4};
  storage::MemoryKeyValueStore key_store{1};
  SilentProbe probe;

  std::unique_ptr<storage::MemoryKeyValueStore> fresh_state;  // of RestartWithoutState

  // Of the running process, in the order of dependence.
  struct Process {
    std::unique_ptr<runtime::KeyStore> keys;
    std::unique_ptr<StateDatabase> database;
    std::unique_ptr<BaseState> base;
    std::unique_ptr<StagedWorld> world;
    std::unique_ptr<StateWriter> state_writer;
    std::unique_ptr<runtime::WriterBoard> writers;
    std::unique_ptr<storage::LogWriter> writer;
    std::unique_ptr<BatchRecorder> recorder;
  };
  Process process;

 private:
  absl::Status Start(storage::KeyValueStore& state);

  LogId log_id_{Uuid::Random()};
  std::string registrar_;
  witan::auth::v1::Principal principal_;
};

}  // namespace witan::recorder::testing
