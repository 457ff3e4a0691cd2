#pragma once

// The services of this process by their descriptors: what reflection lists, what health knows by
// name, what calls are counted under.

#include <google/protobuf/descriptor.h>

#include <vector>

namespace witan::standalone {

using Services = std::vector<const google::protobuf::ServiceDescriptor*>;

// The typed command services, which one generic handler serves, and RecordService.
Services CommandServices();
Services OversightServices();
Services InvolvementServices();
// gRPC's own: health and reflection.
Services GrpcServices();

}  // namespace witan::standalone
