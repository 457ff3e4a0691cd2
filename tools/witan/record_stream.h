#pragma once

// One stream of RecordService.Record: writing and reading at once, so that neither side waits for
// the other. One thread writes and takes answers; a second one, inside, reads.

#include <deque>
#include <memory>
#include <optional>
#include <thread>

#include "storage/base/mutex.h"
#include "witan/command/v1/record.pb.h"

namespace grpc {
class Channel;
class ClientContext;
class Status;
}  // namespace grpc

namespace witan::cli {

class RecordStream final {
 public:
  explicit RecordStream(const std::shared_ptr<grpc::Channel>& channel);
  // Cancels what is still under way.
  ~RecordStream();

  // False when the stream has broken: Finish says why.
  bool Write(const witan::command::v1::RecordRequest& request);

  // The next answer, in the order of the requests. With `wait` it blocks until there is one or the
  // stream has ended; empty when there is none.
  std::optional<witan::command::v1::RecordResponse> Next(bool wait);

  // Says that no more requests come; the answers under way can still be taken.
  void WritesDone();

  // Ends the stream and answers its status; `cancel` gives up what is under way. Call once.
  grpc::Status Finish(bool cancel);

 private:
  void ReadAll();

  // What grpcpp needs stands in the .cc, so that its headers stay out of this one.
  struct Call;
  std::unique_ptr<Call> call_;
  std::thread reader_;

  Mutex mutex_;
  CondVar changed_;
  std::deque<witan::command::v1::RecordResponse> answers_ WITAN_GUARDED_BY(mutex_);
  bool ended_ WITAN_GUARDED_BY(mutex_) = false;
};

}  // namespace witan::cli
