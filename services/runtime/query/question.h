#pragma once

// One question being answered: the world at the moment asked about, the newest world for rights,
// the date on which things shall hold, who asks. Everything that an answer shows is read through
// it.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "services/domain/footprint.h"
#include "services/runtime/projector/projected_world.h"
#include "services/runtime/query/texts.h"
#include "services/runtime/visibility/visibility.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::query {

using domain::CivilDate;
using domain::Record;
using projector::ProjectedWorld;
using witan::options::v1::Aggregate;

// For one thread; ends with the request.
class Question final {
 public:
  struct Moment {
    // At the moment asked about; none where that is the head.
    std::unique_ptr<storage::ProjectionView> view;
    std::unique_ptr<storage::ProjectionView> head;
    // The date on which things shall hold, and whether the caller named it.
    CivilDate date;
    bool is_dated = false;
    CivilDate today;
    witan::oversight::v1::AsOf as_of;
  };

  Question(Moment moment, const witan::auth::v1::Principal& principal,
           const runtime::KeyReader& keys);

  const ProjectedWorld& world() const { return past_ ? *past_ : newest_; }
  const ProjectedWorld& newest() const { return newest_; }
  CivilDate date() const { return moment_.date; }
  bool is_dated() const { return moment_.is_dated; }
  CivilDate today() const { return moment_.today; }
  const witan::oversight::v1::AsOf& as_of() const { return moment_.as_of; }
  uint64_t position() const { return moment_.as_of.position(); }
  const witan::auth::v1::Principal& principal() const { return principal_; }
  const visibility::Visibility& visibility() const { return visibility_; }
  const Texts& texts() const { return texts_; }

  // What the reader may see of a record, by its newest classification. Kept for the request.
  visibility::Judgement Judge(Aggregate aggregate, const std::string& id) const;
  // The same for one of many records whose row at the moment asked about is at hand: nothing of it
  // is kept.
  visibility::Judgement JudgeRow(const projector::RecordRow& row, const std::string& id) const;

  // The record with the facts that held on the date: all of them unless the caller named one. None:
  // it had not begun by then, or all it said was retracted.
  std::optional<Record> AsOn(const Record& record) const;
  // Whether the record had begun by the date asked about.
  bool HadBegun(const Record& record) const;

  // The systems and regions of a record's subjects on the date asked about; of an organisation that
  // lay nowhere then, those of the day on which the record's matter happened. ODS codes, sorted.
  struct Codes {
    std::vector<std::string> systems;
    std::vector<std::string> regions;
  };
  const Codes& FootprintOf(const std::vector<std::string>& subjects, CivilDate occurred) const;
  // ODS code of an organisation on the date, or any that it ever had.
  std::string CodeOf(const Record& organisation) const;

  // What several answers show alike, derived from the moment, the date and the reader alone: made
  // by the first, by name. One map for each type.
  template <class Value>
  projector::ById<Value>& Kept() const {
    std::shared_ptr<void>& kept = kept_[std::type_index(typeid(Value))];
    if (kept == nullptr) kept = std::make_shared<projector::ById<Value>>();
    return *static_cast<projector::ById<Value>*>(kept.get());
  }
  // False: a sealed text that was opened may read otherwise now.
  bool KeysAreUnchanged() const { return keys_.generation() == keys_generation_; }

  // The first failure of a read: the answer must not be given.
  absl::Status status() const;
  // Records and rows that it holds.
  size_t records_read() const;

 private:
  Codes CodesOf(const std::vector<std::string>& subjects, CivilDate occurred) const;
  const domain::Footprint& Footprint(const std::string& organisation_id, CivilDate date) const;

  const Moment moment_;
  const witan::auth::v1::Principal principal_;
  const runtime::KeyReader& keys_;
  const uint64_t keys_generation_;
  const ProjectedWorld newest_;
  // The moment asked about, where it is not the newest: what both need is read once.
  const std::optional<ProjectedWorld> past_;
  const visibility::Visibility visibility_;
  const Texts texts_;
  mutable projector::ById<visibility::Judgement> judged_;
  mutable std::map<std::pair<std::string, int32_t>, domain::Footprint> footprints_;
  // Records of one board share their subjects and mostly their day.
  mutable std::map<std::pair<std::vector<std::string>, int32_t>, Codes> codes_;
  mutable std::map<std::type_index, std::shared_ptr<void>> kept_;
};

}  // namespace witan::query
