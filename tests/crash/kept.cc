#include "tests/crash/kept.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "services/involvement/involvement.h"
#include "services/runtime/codec/envelope_codec.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/rocks_event_log.h"
#include "tests/crash/records.h"
#include "tests/support/same_projection.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

// The log and the views of a data folder, copied, and the log opened.
class Copy final {
 public:
  explicit Copy(const std::string& data) : codec_(runtime::BuildInfo{"test", ""}) {
    for (const char* part : {"log", "oversight-v1", "involvement-v1"}) {
      if (!fs::exists(data + "/" + part)) continue;
      fs::copy(data + "/" + part, folder_ / part, fs::copy_options::recursive);
    }
    storage::RocksEventLogOptions options;
    options.directory = folder_ / "log";
    auto log = storage::RocksEventLog::Open(options, codec_, clock_);
    EXPECT_TRUE(log.ok()) << log.status();
    if (log.ok()) log_ = *std::move(log);
  }

  storage::RocksEventLog* log() { return log_.get(); }
  const std::string& path() const { return folder_.path(); }

 private:
  const storage::TemporaryFolder folder_;
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_;
  std::unique_ptr<storage::RocksEventLog> log_;
};

}  // namespace

std::map<uint64_t, std::string> CheckLog(const std::string& data, const Ledger& ledger,
                                         size_t not_in_ledger) {
  Copy copy(data);
  if (copy.log() == nullptr) return {};
  const auto end = copy.log()->Verify([](Position) {});
  EXPECT_TRUE(end.ok()) << end.status();
  return CheckRecords(*copy.log(), ledger, not_in_ledger);
}

void CheckProjections(const std::string& data) {
  Copy copy(data);
  if (copy.log() == nullptr) return;
  ExpectSameAsRebuilt(*copy.log(), copy.path(), "oversight", {});
  ExpectSameAsRebuilt(*copy.log(), copy.path(), "involvement", involvement::Involvement::Kinds());
}

}  // namespace witan::testing
