#pragma once

// Streams of events: what the caller may see, from a token on, as it is recorded. One stream costs
// no thread; a slow reader is waited for and holds nothing but its place.

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <set>

#include "services/runtime/query/node.h"
#include "services/runtime/query/serve.h"
#include "storage/base/mutex.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {

// Safe to call from any thread.
class Watchers final {
 public:
  explicit Watchers(query::Node& node) : node_(node) {}

  // Opens a stream; TOO_MANY_WAITING beyond kMostStreams.
  grpc::ServerWriteReactor<witan::oversight::v1::WatchEventsResponse>* Open(
      const query::PrincipalReader& principals, grpc::CallbackServerContext* context,
      const witan::oversight::v1::WatchEventsRequest* request);

  // Something may have been recorded.
  void Progressed() WITAN_EXCLUDES(mutex_);
  // Ends all streams and opens no more. Each gets the token to go on from in the trailing metadata
  // witan-token.
  void Stop() WITAN_EXCLUDES(mutex_);

  static constexpr size_t kMostStreams = 1'000;

 private:
  class Stream;
  absl::Status Add(const std::shared_ptr<Stream>& stream) WITAN_EXCLUDES(mutex_);
  void Remove(const std::shared_ptr<Stream>& stream) WITAN_EXCLUDES(mutex_);

  query::Node& node_;
  Mutex mutex_;
  std::set<std::shared_ptr<Stream>> streams_ WITAN_GUARDED_BY(mutex_);
  bool stopping_ WITAN_GUARDED_BY(mutex_) = false;
};

}  // namespace witan::oversight
