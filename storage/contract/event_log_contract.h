#pragma once

// The contract suite of the event log: the same tests for every backend. A backend's test file
// gives a factory and writes
//
//   INSTANTIATE_TEST_SUITE_P(Memory, EventLogContract, testing::Values(&MakeMemoryBackend));

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/base/clock.h"
#include "storage/contract/plain_codec.h"
#include "storage/event_log.h"

namespace witan::storage {

// One fresh, empty log of one backend, and what the suite needs to do to it.
class ContractBackend {
 public:
  virtual ~ContractBackend() = default;
  virtual EventLog& log() = 0;
  // Closes the log and opens it again, as a restart of the process would. No reader or writer
  // lives.
  virtual absl::Status Reopen() = 0;
  virtual FakeClock& clock() = 0;
};

using ContractBackendFactory = std::unique_ptr<ContractBackend> (*)();

class EventLogContract : public testing::TestWithParam<ContractBackendFactory> {
 protected:
  void SetUp() override;

  EventLog& log() { return backend_->log(); }
  FakeClock& clock() { return backend_->clock(); }
  ContractBackend& backend() { return *backend_; }

  Cursor CreateLog();
  std::unique_ptr<LogWriter> OpenWriter(const std::string& instance = "one");
  // Appends one batch of the bodies and waits for the result.
  AppendResult Append(LogWriter& writer, const std::vector<std::string>& bodies);
  AppendResult AppendRecords(LogWriter& writer, std::vector<std::string> records);
  // Everything after `from`; a failure of the test when reading fails.
  std::vector<AcceptedRecord> ReadAll(const Cursor& from = Cursor{});
  std::vector<std::string> Bodies(const Cursor& from = Cursor{});

 private:
  std::unique_ptr<ContractBackend> backend_;
};

}  // namespace witan::storage
