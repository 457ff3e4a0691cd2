#include "tools/witan/export.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/status.h>

#include "storage/base/status.h"
#include "tools/witan/raw_log.h"
#include "tools/witan/session.h"
#include "witan/event/v1/envelope.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::cli {
namespace {

constexpr uint32_t kPageEvents = 500;

absl::Status NotWritten() {
  return absl::ResourceExhaustedError("The export cannot be written; is the disk full?");
}

absl::StatusOr<std::string> EnvelopeLine(const std::string& bytes) {
  witan::event::v1::Envelope envelope;
  if (!envelope.ParseFromString(bytes)) {
    return absl::DataLossError("A record of the log holds no event.");
  }
  return ToJson(envelope, true);
}

}  // namespace

absl::StatusOr<uint64_t> ExportEvents(Client& client, const ExportOptions& options,
                                      const ExportSink& write) {
  const auto* service =
      witan::oversight::v1::ListEventsRequest::descriptor()->file()->FindServiceByName(
          "OversightService");
  const auto& method = *service->FindMethodByName("ListEvents");
  witan::oversight::v1::ListEventsRequest request;
  request.set_after_position(options.after);
  request.set_page_size(kPageEvents);
  uint64_t count = 0;
  while (true) {
    witan::oversight::v1::ListEventsResponse response;
    const grpc::Status status = client.Call(method, request, response);
    if (!status.ok()) {
      return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                          status.error_message());
    }
    // Every page speaks for the same position.
    request.mutable_as_at()->set_token(response.as_of().token());
    for (const auto& item : response.items()) {
      ASSIGN_OR_RETURN(const std::string line, ToJson(item, true));
      if (!write(line)) return NotWritten();
      ++count;
    }
    if (response.next_after_position() <= request.after_position()) return count;
    request.set_after_position(response.next_after_position());
  }
}

RecordSource RecordsOf(storage::EventLog& log) {
  return [&log](const RecordVisitor& each) -> absl::Status {
    ASSIGN_OR_RETURN(const auto reader, log.OpenReader(storage::Cursor()));
    while (true) {
      ASSIGN_OR_RETURN(const storage::ReadResult read, reader->Read(storage::ReadLimits()));
      for (const storage::AcceptedRecord& record : read.records) RETURN_IF_ERROR(each(record));
      if (read.records.empty() && read.at_end) return absl::OkStatus();
    }
  };
}

absl::StatusOr<uint64_t> ExportLog(const RecordSource& records, const ExportOptions& options,
                                   const ExportSink& write) {
  uint64_t count = 0;
  if (options.raw) {
    RawLogWriter file(write);
    RETURN_IF_ERROR(file.Begin());
    RETURN_IF_ERROR(records([&](const storage::AcceptedRecord& record) {
      ++count;
      return file.Add(record.bytes);
    }));
    RETURN_IF_ERROR(file.End());
    return count;
  }
  RETURN_IF_ERROR(records([&](const storage::AcceptedRecord& record) -> absl::Status {
    if (record.header.position.value() <= options.after) return absl::OkStatus();
    ++count;
    ASSIGN_OR_RETURN(const std::string line, EnvelopeLine(record.bytes));
    return write(line) ? absl::OkStatus() : NotWritten();
  }));
  return count;
}

}  // namespace witan::cli
