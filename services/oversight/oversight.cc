#include "services/oversight/oversight.h"

#include <grpcpp/server_builder.h>

#include "services/oversight/answers.h"
#include "services/oversight/digest.h"
#include "services/oversight/overviews.h"
#include "services/oversight/records.h"
#include "services/oversight/watch.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::oversight {
namespace {

using query::Weight;
using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

template <class Response>
concept HasMore = requires(const Question& question, const Record& record, Response& answer) {
  Complete(question, record, answer);
};

}  // namespace

// One line a call: which view, which answer.
class Oversight::Service final : public pb::OversightService::CallbackService {
 public:
  Service(query::Node& node, query::PrincipalReader principals)
      : node_(node), principals_(std::move(principals)), watchers_(node), overviews_(node) {
    node_.OnProgress([this] { watchers_.Progressed(); });
  }

  void Stop() { watchers_.Stop(); }

  Reactor* ListOrganisations(Context* context, const pb::ListRecordsRequest* request,
                             pb::ListOrganisationsResponse* answer) override {
    return ListOf<pb::Organisation>(context, request, answer);
  }
  Reactor* GetOrganisation(Context* context, const pb::GetRecordRequest* request,
                           pb::GetOrganisationResponse* answer) override {
    return GetOf<pb::Organisation>(context, request, answer);
  }
  Reactor* ListPeople(Context* context, const pb::ListRecordsRequest* request,
                      pb::ListPeopleResponse* answer) override {
    return ListOf<pb::Person>(context, request, answer);
  }
  Reactor* GetPerson(Context* context, const pb::GetRecordRequest* request,
                     pb::GetPersonResponse* answer) override {
    return GetOf<pb::Person>(context, request, answer);
  }
  Reactor* ListMandates(Context* context, const pb::ListRecordsRequest* request,
                        pb::ListMandatesResponse* answer) override {
    return ListOf<pb::Mandate>(context, request, answer);
  }
  Reactor* GetMandate(Context* context, const pb::GetRecordRequest* request,
                      pb::GetMandateResponse* answer) override {
    return GetOf<pb::Mandate>(context, request, answer);
  }
  Reactor* ListBodies(Context* context, const pb::ListRecordsRequest* request,
                      pb::ListBodiesResponse* answer) override {
    return ListOf<pb::Body>(context, request, answer);
  }
  Reactor* GetBody(Context* context, const pb::GetRecordRequest* request,
                   pb::GetBodyResponse* answer) override {
    return GetOf<pb::Body>(context, request, answer);
  }
  Reactor* ListSchemes(Context* context, const pb::ListRecordsRequest* request,
                       pb::ListSchemesResponse* answer) override {
    return ListOf<pb::Scheme>(context, request, answer);
  }
  Reactor* GetScheme(Context* context, const pb::GetRecordRequest* request,
                     pb::GetSchemeResponse* answer) override {
    return GetOf<pb::Scheme>(context, request, answer);
  }
  Reactor* ListDelegations(Context* context, const pb::ListRecordsRequest* request,
                           pb::ListDelegationsResponse* answer) override {
    return ListOf<pb::Delegation>(context, request, answer);
  }
  Reactor* GetDelegation(Context* context, const pb::GetRecordRequest* request,
                         pb::GetDelegationResponse* answer) override {
    return GetOf<pb::Delegation>(context, request, answer);
  }
  Reactor* ListInterests(Context* context, const pb::ListRecordsRequest* request,
                         pb::ListInterestsResponse* answer) override {
    return ListOf<pb::Interest>(context, request, answer);
  }
  Reactor* GetInterest(Context* context, const pb::GetRecordRequest* request,
                       pb::GetInterestResponse* answer) override {
    return GetOf<pb::Interest>(context, request, answer);
  }
  Reactor* ListMeetings(Context* context, const pb::ListRecordsRequest* request,
                        pb::ListMeetingsResponse* answer) override {
    return ListOf<pb::Meeting>(context, request, answer);
  }
  Reactor* GetMeeting(Context* context, const pb::GetRecordRequest* request,
                      pb::GetMeetingResponse* answer) override {
    return GetOf<pb::Meeting>(context, request, answer);
  }
  Reactor* ListDecisions(Context* context, const pb::ListRecordsRequest* request,
                         pb::ListDecisionsResponse* answer) override {
    return ListOf<pb::Decision>(context, request, answer);
  }
  Reactor* GetDecision(Context* context, const pb::GetRecordRequest* request,
                       pb::GetDecisionResponse* answer) override {
    return GetOf<pb::Decision>(context, request, answer);
  }
  Reactor* ListDissents(Context* context, const pb::ListRecordsRequest* request,
                        pb::ListDissentsResponse* answer) override {
    return ListOf<pb::Dissent>(context, request, answer);
  }
  Reactor* GetDissent(Context* context, const pb::GetRecordRequest* request,
                      pb::GetDissentResponse* answer) override {
    return GetOf<pb::Dissent>(context, request, answer);
  }
  Reactor* ListActions(Context* context, const pb::ListRecordsRequest* request,
                       pb::ListActionsResponse* answer) override {
    return ListOf<pb::Action>(context, request, answer);
  }
  Reactor* GetAction(Context* context, const pb::GetRecordRequest* request,
                     pb::GetActionResponse* answer) override {
    return GetOf<pb::Action>(context, request, answer);
  }
  Reactor* ListTopics(Context* context, const pb::ListRecordsRequest* request,
                      pb::ListTopicsResponse* answer) override {
    return ListOf<pb::Topic>(context, request, answer);
  }
  Reactor* GetTopic(Context* context, const pb::GetRecordRequest* request,
                    pb::GetTopicResponse* answer) override {
    return GetOf<pb::Topic>(context, request, answer);
  }
  Reactor* ListRequests(Context* context, const pb::ListRecordsRequest* request,
                        pb::ListRequestsResponse* answer) override {
    return ListOf<pb::Request>(context, request, answer);
  }
  Reactor* GetRequest(Context* context, const pb::GetRecordRequest* request,
                      pb::GetRequestResponse* answer) override {
    return GetOf<pb::Request>(context, request, answer);
  }
  Reactor* ListConcerns(Context* context, const pb::ListRecordsRequest* request,
                        pb::ListConcernsResponse* answer) override {
    return ListOf<pb::Concern>(context, request, answer);
  }
  Reactor* GetConcern(Context* context, const pb::GetRecordRequest* request,
                      pb::GetConcernResponse* answer) override {
    return GetOf<pb::Concern>(context, request, answer);
  }
  Reactor* ListSegments(Context* context, const pb::ListRecordsRequest* request,
                        pb::ListSegmentsResponse* answer) override {
    return ListOf<pb::Segment>(context, request, answer);
  }
  Reactor* GetSegment(Context* context, const pb::GetRecordRequest* request,
                      pb::GetSegmentResponse* answer) override {
    return GetOf<pb::Segment>(context, request, answer);
  }
  Reactor* ListRecoveries(Context* context, const pb::ListRecordsRequest* request,
                          pb::ListRecoveriesResponse* answer) override {
    return ListOf<pb::Recovery>(context, request, answer);
  }
  Reactor* GetRecovery(Context* context, const pb::GetRecordRequest* request,
                       pb::GetRecoveryResponse* answer) override {
    return GetOf<pb::Recovery>(context, request, answer);
  }
  Reactor* ListRegulatoryActions(Context* context, const pb::ListRecordsRequest* request,
                                 pb::ListRegulatoryActionsResponse* answer) override {
    return ListOf<pb::RegulatoryAction>(context, request, answer);
  }
  Reactor* GetRegulatoryAction(Context* context, const pb::GetRecordRequest* request,
                               pb::GetRegulatoryActionResponse* answer) override {
    return GetOf<pb::RegulatoryAction>(context, request, answer);
  }
  Reactor* ListCqcRecords(Context* context, const pb::ListRecordsRequest* request,
                          pb::ListCqcRecordsResponse* answer) override {
    return ListOf<pb::CqcRecord>(context, request, answer);
  }
  Reactor* GetCqcRecord(Context* context, const pb::GetRecordRequest* request,
                        pb::GetCqcRecordResponse* answer) override {
    return GetOf<pb::CqcRecord>(context, request, answer);
  }

  Reactor* GetOverview(Context* context, const pb::GetOverviewRequest* request,
                       pb::GetOverviewResponse* answer) override {
    return Answer(Weight::kHeavy, context, request, answer,
                  [this](const Question& question, const pb::GetOverviewRequest& asked,
                         pb::GetOverviewResponse& filled) {
                    return overviews_.Get(question, asked, filled);
                  });
  }
  Reactor* GetPowers(Context* context, const pb::GetPowersRequest* request,
                     pb::GetPowersResponse* answer) override {
    return Answer(Weight::kHeavy, context, request, answer, oversight::GetPowers);
  }
  Reactor* GetEvent(Context* context, const pb::GetEventRequest* request,
                    pb::GetEventResponse* answer) override {
    return Answer(Weight::kLight, context, request, answer, oversight::GetEvent);
  }
  Reactor* ListEvents(Context* context, const pb::ListEventsRequest* request,
                      pb::ListEventsResponse* answer) override {
    return Answer(Weight::kHeavy, context, request, answer, oversight::ListEvents);
  }
  grpc::ServerWriteReactor<pb::WatchEventsResponse>* WatchEvents(
      Context* context, const pb::WatchEventsRequest* request) override {
    return watchers_.Open(principals_, context, request);
  }

  // Rules are no records: everybody who may call may read them.
  Reactor* ListRules(Context* context, const pb::ListRulesRequest* /*request*/,
                     pb::ListRulesResponse* answer) override {
    query::Reply reply(node_.calls(), query::PathOf<pb::ListRulesResponse>(), *context);
    const auto principal = principals_(*context);
    if (principal.ok()) oversight::ListRules(*answer);
    reply.Finish(principal.status());
    return reply.reactor();
  }

  Reactor* GetDigest(Context* context, const pb::GetDigestRequest* request,
                     pb::GetDigestResponse* answer) override {
    query::Reply reply(node_.calls(), query::PathOf<pb::GetDigestResponse>(), *context);
    auto principal = principals_(*context);
    if (!principal.ok()) {
      reply.Finish(principal.status());
      return reply.reactor();
    }
    Reactor* const reactor = reply.reactor();
    node_.runner().Run(query::Wanted(), query::DeadlineOf(*context),
                       [this, reply = std::move(reply), request, answer,
                        principal = std::move(*principal)](const absl::Status& arrived) mutable {
                         absl::Status status = arrived;
                         if (status.ok()) {
                           status = oversight::GetDigest(node_, principal, *request, *answer);
                         }
                         reply.Finish(status);
                       });
    return reactor;
  }

 private:
  template <class Request, class Response, class Function>
  Reactor* Answer(Weight weight, Context* context, const Request* request, Response* answer,
                  Function function) {
    return query::Serve<Request, Response>(node_, principals_, weight, context, request, answer,
                                           std::move(function));
  }

  template <class View, class Response>
  Reactor* ListOf(Context* context, const pb::ListRecordsRequest* request, Response* answer) {
    return Answer(Weight::kHeavy, context, request, answer, List<View, Response>);
  }

  template <class View, class Response>
  Reactor* GetOf(Context* context, const pb::GetRecordRequest* request, Response* answer) {
    return Answer(
        Weight::kLight, context, request, answer,
        [](const Question& question, const pb::GetRecordRequest& asked, Response& filled) {
          return Get<View>(question, asked, filled,
                           [](const Question& q, const Record& record, Response& response) {
                             if constexpr (HasMore<Response>) return Complete(q, record, response);
                             return absl::OkStatus();
                           });
        });
  }

  query::Node& node_;
  const query::PrincipalReader principals_;
  Watchers watchers_;
  Overviews overviews_;
};

Oversight::Oversight(std::unique_ptr<storage::ProjectionStore> store, storage::EventLog& log,
                     const runtime::KeyReader& keys, query::PrincipalReader principals,
                     const Clock& clock, const Options& options)
    : node_(std::move(store), log, keys, clock, options.node),
      service_(std::make_unique<Service>(node_, std::move(principals))) {}

Oversight::~Oversight() { Stop(); }

void Oversight::Register(grpc::ServerBuilder& builder) { builder.RegisterService(service_.get()); }

void Oversight::Start() { node_.Start(); }

void Oversight::Drain(std::chrono::milliseconds patience) {
  service_->Stop();
  node_.Drain(patience);
}

void Oversight::Stop() {
  service_->Stop();
  node_.Stop();
}

}  // namespace witan::oversight
