#include "services/standalone/served.h"

#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "services/domain/payloads.h"
#include "witan/command/v1/record.pb.h"
#include "witan/involvement/v1/query.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::standalone {
namespace {

using google::protobuf::FileDescriptor;

void AddServicesOf(const FileDescriptor& file, Services& services) {
  for (int i = 0; i < file.service_count(); ++i) services.push_back(file.service(i));
}

template <class Message>
Services InFileOf() {
  Services services;
  AddServicesOf(*Message::descriptor()->file(), services);
  return services;
}

}  // namespace

Services CommandServices() {
  Services services = InFileOf<witan::command::v1::RecordRequest>();
  // Every aggregate's file holds events of Payload, and its commands.
  const FileDescriptor& payloads = *domain::Payload::descriptor()->file();
  for (int i = 0; i < payloads.dependency_count(); ++i) {
    AddServicesOf(*payloads.dependency(i), services);
  }
  return services;
}

Services OversightServices() { return InFileOf<witan::oversight::v1::WatchEventsRequest>(); }

Services InvolvementServices() {
  return InFileOf<witan::involvement::v1::ListActivitiesResponse>();
}

Services GrpcServices() {
  Services services = InFileOf<grpc::health::v1::HealthCheckRequest>();
  AddServicesOf(*grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file(),
                services);
  return services;
}

}  // namespace witan::standalone
