#pragma once

// The visibility matrix as one table: what each role sees of each kind of record under each
// classification, by how near the reader stands to the record. Open records are everybody's; the
// table is about the others. An operator runs the service and sees no records at all.

#include <span>
#include <string_view>

#include "witan/auth/v1/principal.pb.h"
#include "witan/options/v1/options.pb.h"

namespace witan::visibility {

using witan::auth::v1::Role;
using witan::options::v1::Aggregate;
using witan::options::v1::Classification;

enum class Sight {
  kNone,
  // That it is there: id, number, kind, date and ground.
  kStub,
  // A dissent whose author does not let the text be published.
  kPublishedPart,
  kFull,
};

// How near the reader stands to a record.
enum class Nearness {
  kElsewhere,
  // A system's reader: it lies in the system; a region's: in the region; Healthwatch, voluntary
  // sector, provider, authority: in a system that the reader's organisation lies in.
  kInArea,
  // The reader's organisation is one that the record is about, or the reader is a member of the
  // body that it is about.
  kParty,
};

// One row of the matrix. A cell says for PARTY, IN AREA and ELSEWHERE: F full, S stub, - nothing.
struct MatrixRow {
  Classification classification;
  std::string_view kinds;  // names of Aggregate without prefix, separated by a space
  std::string_view healthwatch;
  std::string_view vcse;
  std::string_view provider;
  std::string_view local_authority;
  std::string_view system;
  std::string_view region;
  std::string_view national;
  std::string_view cqc;
  std::string_view registrar;
};

std::span<const MatrixRow> Matrix();

// What one role sees. ROLE_UNSPECIFIED sees what the public sees.
Sight SightFor(Role role, Aggregate aggregate, Classification classification, Nearness nearness);

}  // namespace witan::visibility
