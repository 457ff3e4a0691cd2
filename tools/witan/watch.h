#pragma once

// Follows a method that streams its answers, until Ctrl-C: prints each as it comes, and when the
// connection breaks, connects again and goes on after the last token seen, so that nothing is
// missed or shown twice.

#include <chrono>
#include <string>

#include "storage/base/mutex.h"
#include "tools/witan/client.h"
#include "tools/witan/failure.h"
#include "tools/witan/schema.h"
#include "tools/witan/session.h"

namespace witan::cli {

class Watch final {
 public:
  // Everything handed in outlives it.
  Watch(const Method& method, Session& session, Client& client);

  // Returns when it was interrupted, when standard output was closed, or when Witan refuses: a lost
  // connection is no end, unless there was none to begin with. From another thread Stop ends it.
  // Sets the session's exit code; prints how to go on.
  void Run(google::protobuf::Message& request);
  void Stop();

 private:
  // Sets where to begin, where the request does not say: at what is recorded now. False when Witan
  // does not answer.
  bool Begin(google::protobuf::Message& request);
  // Prints one answer; false when nobody reads on.
  bool Show(const google::protobuf::Message& answer, google::protobuf::Message& request);
  // False when it was stopped while it waited.
  bool WaitToReconnect(const Failure& failure);
  bool is_stopped();

  const Method& method_;
  Session& session_;
  Client& client_;
  std::chrono::milliseconds wait_;
  bool is_read_ = true;
  std::string token_;
  Mutex mutex_;
  CondVar changed_;
  bool is_stopped_ WITAN_GUARDED_BY(mutex_) = false;
};

}  // namespace witan::cli
