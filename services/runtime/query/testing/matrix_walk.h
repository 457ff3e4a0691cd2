#pragma once

// The visibility matrix through every call of a query service: each kind of record, each
// classification, each reader. A call that its table does not name fails the test.

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "services/runtime/query/testing/caller.h"
#include "services/runtime/visibility/matrix.h"

namespace witan::query::testing {

enum class Shape { kList, kGet, kOther };

// One call: what it shows, or kOther where it shows no single kind of record.
struct CallRow {
  std::string_view method;
  Shape shape;
  visibility::Aggregate kind;
};

class MatrixWalk final {
 public:
  MatrixWalk(Caller& caller, const google::protobuf::ServiceDescriptor* service,
             std::vector<CallRow> calls)
      : caller_(caller), service_(service), calls_(std::move(calls)) {}

  // Every call has a row, and every row a call.
  void CheckTable() const;
  // Adds to the log one record of each kind and classification, about the system's trust.
  void Record(projector::testing::RecordedLog& log, const domain::testing::GovernedSystem& system);
  // Asks every call about each of them as each reader.
  void CheckReaders(const domain::testing::GovernedSystem& system);
  // Nobody is answered who says nothing of itself, and no operator but by the calls named.
  void CheckClosedDoors(const std::vector<std::string_view>& open_to_operators);

 private:
  struct Reader;
  static std::vector<Reader> Readers(const domain::testing::GovernedSystem& system);
  std::unique_ptr<google::protobuf::Message> Ask(const CallRow& call,
                                                 const witan::auth::v1::Principal* principal,
                                                 const google::protobuf::Message& request,
                                                 grpc::Status& status);
  visibility::Sight SeenByGet(const CallRow& call, const witan::auth::v1::Principal& principal,
                              const std::string& id);
  visibility::Sight SeenByList(const CallRow& call, const witan::auth::v1::Principal& principal,
                               const std::string& id, bool& is_counted);
  void CheckCall(const CallRow& call, const Reader& reader);

  Caller& caller_;
  const google::protobuf::ServiceDescriptor* service_;
  const std::vector<CallRow> calls_;
  std::map<std::pair<visibility::Aggregate, int>, std::string> records_;
};

}  // namespace witan::query::testing
