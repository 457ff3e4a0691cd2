#include "tests/faults/recorders.h"

#include <gtest/gtest.h>

namespace witan::testing {

using grpc::StatusCode;

size_t Recorders::PlaceOf(const std::string& address, size_t otherwise) const {
  for (size_t i = 0; i < addresses_.size(); ++i) {
    if (addresses_[i].address == address) return i;
  }
  return otherwise;
}

PersistentCaller::PersistentCaller(Recorders& recorders, std::chrono::milliseconds patience)
    : recorders_(recorders) {
  for (size_t i = 0; i < recorders.size(); ++i) {
    callers_.emplace_back(recorders.at(i).channel, patience);
  }
}

Outcome PersistentCaller::Try(const Command& command) {
  Outcome outcome = callers_[at_].Call(command.header, command.content, &command.principal);
  if (outcome.status.ok()) {
    recorders_.Likely(at_);
    return outcome;
  }
  if (IsSettled(outcome)) return outcome;
  const size_t next = (at_ + 1) % callers_.size();
  const size_t likely = recorders_.likely() == at_ ? next : recorders_.likely();
  at_ = recorders_.PlaceOf(outcome.writer, likely);
  return outcome;
}

bool PersistentCaller::IsSettled(const Outcome& outcome) {
  switch (outcome.status.error_code()) {
    case StatusCode::OK:
    case StatusCode::INVALID_ARGUMENT:
    case StatusCode::FAILED_PRECONDITION:
    case StatusCode::PERMISSION_DENIED:
    case StatusCode::UNAUTHENTICATED:
    case StatusCode::NOT_FOUND:
    case StatusCode::ALREADY_EXISTS:
    case StatusCode::ABORTED:
      return true;
    case StatusCode::UNAVAILABLE:
    case StatusCode::DEADLINE_EXCEEDED:
    case StatusCode::CANCELLED:
    case StatusCode::RESOURCE_EXHAUSTED:
      return false;
    default:  // no fault of a broker or of a process explains it
      ADD_FAILURE() << outcome.status.error_code() << ": " << outcome.status.error_message();
      return false;
  }
}

}  // namespace witan::testing
