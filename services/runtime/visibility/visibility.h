#pragma once

// Who sees which record: the matrix, applied to one reader. Rights and classifications are always
// the newest known, whatever moment an answer is about: a view of last year is no way around what
// was closed since.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/domain/footprint.h"
#include "services/domain/world.h"
#include "services/runtime/visibility/matrix.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/common/v1/common.pb.h"

namespace witan::visibility {

using witan::common::v1::Ground;

// What the judgement needs to know of a record, as it stands now.
struct Subject {
  Aggregate aggregate = witan::options::v1::AGGREGATE_UNSPECIFIED;
  std::string id;
  Classification classification = witan::options::v1::CLASSIFICATION_UNSPECIFIED;
  Ground ground = witan::common::v1::GROUND_UNSPECIFIED;
  // Organisations and bodies that it is about.
  std::vector<std::string> subjects;
  // When what it is about happened.
  domain::CivilDate occurred;
};
Subject SubjectOf(const domain::Record& record);

struct Judgement {
  Sight sight = Sight::kNone;
  Classification classification = witan::options::v1::CLASSIFICATION_UNSPECIFIED;
  Ground ground = witan::common::v1::GROUND_UNSPECIFIED;

  bool IsSeen() const { return sight == Sight::kFull || sight == Sight::kPublishedPart; }
};

// Whether a ground lets it be known that a record is there at all.
bool ForbidsCount(Ground ground);

// For one request of one reader and one thread; `newest` outlives it.
class Visibility final {
 public:
  Visibility(const witan::auth::v1::Principal& principal, const domain::World& newest,
             domain::CivilDate today);

  Judgement Of(const Subject& subject) const;
  Judgement Of(const domain::Record& record) const { return Of(SubjectOf(record)); }

  // Whether the reader may see records at all; an operator without another role may not.
  bool MayRead() const;
  // Whether the reader oversees or keeps the record, and so learns which principal recorded.
  bool SeesRecorder() const;
  bool HasRole(Role role) const;

 private:
  struct Area {
    std::vector<std::string> organisations;
    std::vector<std::string> systems;
    std::vector<std::string> regions;
  };
  const domain::Footprint& FootprintOf(const std::string& organisation_id,
                                       domain::CivilDate date) const;
  std::vector<std::string> OrganisationsBehind(const Subject& subject) const;
  Area AreaOf(const Subject& subject) const;
  bool IsMember(const Subject& subject) const;
  Nearness NearnessFor(Role role, const Area& area, bool is_party) const;
  Sight PublishedPart(const Subject& subject) const;

  const witan::auth::v1::Principal principal_;
  const domain::World& newest_;
  const domain::CivilDate today_;
  std::vector<Role> roles_;
  // The reader's organisation with those that it took over or that took it over.
  std::vector<std::string> organisations_;
  // The systems that these lie in.
  std::vector<std::string> systems_;
  mutable std::map<std::pair<std::string, int32_t>, domain::Footprint> footprints_;
};

}  // namespace witan::visibility
