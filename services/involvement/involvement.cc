#include "services/involvement/involvement.h"

#include <grpcpp/server_builder.h>

#include "services/involvement/activities.h"
#include "witan/involvement/v1/query.grpc.pb.h"

namespace witan::involvement {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;
using witan::oversight::v1::GetRecordRequest;
using witan::oversight::v1::ListRecordsRequest;

}  // namespace

class Involvement::Service final : public pb::InvolvementQueryService::CallbackService {
 public:
  Service(query::Node& node, query::PrincipalReader principals)
      : node_(node), principals_(std::move(principals)) {}

  Reactor* ListActivities(Context* context, const ListRecordsRequest* request,
                          pb::ListActivitiesResponse* answer) override {
    return query::Serve<ListRecordsRequest, pb::ListActivitiesResponse>(
        node_, principals_, query::Weight::kHeavy, context, request, answer,
        involvement::ListActivities);
  }
  Reactor* GetActivity(Context* context, const GetRecordRequest* request,
                       pb::GetActivityResponse* answer) override {
    return query::Serve<GetRecordRequest, pb::GetActivityResponse>(
        node_, principals_, query::Weight::kLight, context, request, answer,
        involvement::GetActivity);
  }
  Reactor* ListThemes(Context* context, const ListRecordsRequest* request,
                      pb::ListThemesResponse* answer) override {
    return query::Serve<ListRecordsRequest, pb::ListThemesResponse>(
        node_, principals_, query::Weight::kHeavy, context, request, answer,
        involvement::ListThemes);
  }

 private:
  query::Node& node_;
  const query::PrincipalReader principals_;
};

projector::Kinds Involvement::Kinds() {
  return {witan::options::v1::AGGREGATE_ORGANISATION, witan::options::v1::AGGREGATE_PERSON,
          witan::options::v1::AGGREGATE_BODY, witan::options::v1::AGGREGATE_DECISION,
          witan::options::v1::AGGREGATE_ACTIVITY};
}

Involvement::Involvement(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
                         const runtime::KeyReader& keys, query::PrincipalReader principals,
                         const Clock& clock, Options options)
    : node_(std::move(store), log, keys, clock,
            [&options] {
              options.node.projector.kinds = Kinds();
              return options.node;
            }()),
      service_(std::make_unique<Service>(node_, std::move(principals))) {}

Involvement::~Involvement() { Stop(); }

void Involvement::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(service_.get());
}

void Involvement::Start() { node_.Start(); }

void Involvement::Drain(std::chrono::milliseconds patience) { node_.Drain(patience); }

void Involvement::Stop() { node_.Stop(); }

}  // namespace witan::involvement
