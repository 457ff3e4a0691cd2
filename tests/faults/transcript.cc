#include "tests/faults/transcript.h"

namespace witan::testing {

using std::chrono::steady_clock;

Underway Transcript::Begin(size_t client, const Command& command) {
  Underway underway;
  underway.place = ledger_.Add(command);
  Operation& operation = underway.operation;
  operation.client = client;
  operation.stream = command.header.record_id();
  operation.request_id = command.header.request_id();
  if (command.header.has_expected_version()) {
    operation.expected_version = command.header.expected_version();
  }
  operation.start = steady_clock::now();
  return underway;
}

void Transcript::Settle(Underway& command, const Outcome& outcome) {
  Operation& operation = command.operation;
  operation.end = steady_clock::now();
  if (!outcome.status.ok()) {
    operation.result = Operation::Result::kRefused;
    if (!outcome.reasons.empty()) operation.reason = outcome.reasons.front();
    ledger_.Refused(command.place, outcome.status.error_code(), outcome.status.error_message());
  } else {
    operation.result = Operation::Result::kRecorded;
    operation.stream = outcome.response.record_id();
    operation.version = outcome.response.version();
    operation.position = outcome.response.position();
    ledger_.Recorded(command.place, outcome.response);
    contested_.Told(operation.stream, operation.version);
    newest_.Told(operation.position, outcome.response.token());
  }
  // A refusal of an opening whose id the recorder would have chosen is on no stream.
  if (!operation.stream.empty()) history_.Add(operation);
}

void Transcript::GiveUp(Underway& command) {
  command.operation.end = steady_clock::now();
  if (!command.operation.stream.empty()) history_.Add(command.operation);
}

void Transcript::Saw(const Operation& read, const std::string& token) {
  newest_.Told(read.position, token);
  history_.Add(read);
}

}  // namespace witan::testing
