#include "services/runtime/visibility/matrix.h"

#include <algorithm>
#include <array>
#include <string>

#include "storage/base/check.h"

namespace witan::visibility {
namespace {

using witan::options::v1::CLASSIFICATION_OVERSIGHT;
using witan::options::v1::CLASSIFICATION_PARTNERS;
using witan::options::v1::CLASSIFICATION_PUBLIC;
using witan::options::v1::CLASSIFICATION_RESTRICTED;

// clang-format off
constexpr auto kMatrix = std::to_array<MatrixRow>({
    //                                                                   HW     VCSE   PROV   LA     ICS    REGION NAT    CQC    REGISTRAR
    {CLASSIFICATION_PARTNERS,   "DECISION",                              "---", "---", "F--", "F--", "FF-", "FS-", "FSS", "FSS", "---"},
    {CLASSIFICATION_OVERSIGHT,  "DECISION",                              "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FSS", "---"},
    {CLASSIFICATION_RESTRICTED, "DECISION",                              "---", "---", "F--", "F--", "F--", "FS-", "FSS", "FSS", "---"},

    {CLASSIFICATION_PARTNERS,   "DISSENT",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "F--", "---"},
    {CLASSIFICATION_OVERSIGHT,  "DISSENT",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "F--", "---"},
    {CLASSIFICATION_RESTRICTED, "DISSENT",                               "---", "---", "F--", "F--", "F--", "FS-", "FSS", "---", "---"},

    {CLASSIFICATION_PARTNERS,   "ACTIVITY",                              "FF-", "FF-", "F--", "F--", "FF-", "FFF", "FFF", "FFF", "---"},
    {CLASSIFICATION_OVERSIGHT,  "ACTIVITY",                              "F--", "F--", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_RESTRICTED, "ACTIVITY",                              "F--", "F--", "F--", "F--", "F--", "FF-", "FFF", "F--", "---"},

    {CLASSIFICATION_PARTNERS,   "SCHEME DELEGATION",                     "FFF", "FFF", "F--", "F--", "FF-", "FFF", "FFF", "FFF", "---"},
    {CLASSIFICATION_OVERSIGHT,  "SCHEME DELEGATION",                     "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_RESTRICTED, "SCHEME DELEGATION",                     "---", "---", "F--", "F--", "F--", "FF-", "FFF", "F--", "---"},

    {CLASSIFICATION_PARTNERS,   "ORGANISATION BODY",                     "FFF", "FFF", "FF-", "FF-", "FF-", "FFF", "FFF", "FFF", "FFF"},
    {CLASSIFICATION_OVERSIGHT,  "ORGANISATION BODY",                     "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "FFF"},
    {CLASSIFICATION_RESTRICTED, "ORGANISATION BODY",                     "F--", "F--", "F--", "F--", "F--", "FF-", "FFF", "F--", "---"},

    {CLASSIFICATION_PARTNERS,   "PERSON",                                "FF-", "FF-", "FF-", "FF-", "FF-", "FF-", "FFF", "FFF", "FFF"},
    {CLASSIFICATION_OVERSIGHT,  "PERSON",                                "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "FFF"},
    {CLASSIFICATION_RESTRICTED, "PERSON",                                "---", "---", "F--", "F--", "F--", "F--", "FFF", "---", "FFF"},

    {CLASSIFICATION_PARTNERS,   "MANDATE",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "FFF"},
    {CLASSIFICATION_OVERSIGHT,  "MANDATE",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "FFF"},
    {CLASSIFICATION_RESTRICTED, "MANDATE",                               "---", "---", "F--", "F--", "F--", "FF-", "FFF", "---", "FFF"},

    {CLASSIFICATION_PARTNERS,   "INTEREST",                              "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_OVERSIGHT,  "INTEREST",                              "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_RESTRICTED, "INTEREST",                              "---", "---", "F--", "F--", "F--", "FF-", "FFF", "---", "---"},

    {CLASSIFICATION_PARTNERS,   "MEETING ACTION",                        "F--", "F--", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_OVERSIGHT,  "MEETING ACTION",                        "F--", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_RESTRICTED, "MEETING ACTION",                        "F--", "---", "F--", "F--", "F--", "FF-", "FFF", "F--", "---"},

    {CLASSIFICATION_PARTNERS,   "REQUEST",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "F--", "---"},
    {CLASSIFICATION_OVERSIGHT,  "REQUEST",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "F--", "---"},
    {CLASSIFICATION_RESTRICTED, "REQUEST",                               "---", "---", "F--", "F--", "F--", "F--", "FFF", "F--", "---"},

    {CLASSIFICATION_PARTNERS,   "CONCERN",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_OVERSIGHT,  "CONCERN",                               "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_RESTRICTED, "CONCERN",                               "F--", "---", "F--", "F--", "F--", "FF-", "FFF", "F--", "---"},

    {CLASSIFICATION_PARTNERS,   "TOPIC SEGMENT RECOVERY REGULATORY_ACTION CQC_RECORD", "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_OVERSIGHT,  "TOPIC SEGMENT RECOVERY REGULATORY_ACTION CQC_RECORD", "---", "---", "F--", "F--", "FF-", "FF-", "FFF", "FFF", "---"},
    {CLASSIFICATION_RESTRICTED, "TOPIC SEGMENT RECOVERY REGULATORY_ACTION CQC_RECORD", "---", "---", "F--", "F--", "F--", "FF-", "FFF", "FFF", "---"},
});
// clang-format on

bool Names(std::string_view kinds, std::string_view kind) {
  const std::string spaced = ' ' + std::string(kinds) + ' ';
  return spaced.find(' ' + std::string(kind) + ' ') != std::string::npos;
}

const MatrixRow& RowOf(Aggregate aggregate, Classification classification) {
  constexpr size_t kPrefix = std::string_view("AGGREGATE_").size();
  const std::string kind = witan::options::v1::Aggregate_Name(aggregate).substr(kPrefix);
  const auto* row = std::find_if(kMatrix.begin(), kMatrix.end(), [&](const MatrixRow& candidate) {
    return candidate.classification == classification && Names(candidate.kinds, kind);
  });
  WITAN_CHECK(row != kMatrix.end(), "a kind of record without a row in the visibility matrix");
  return *row;
}

std::string_view CellOf(const MatrixRow& row, Role role) {
  switch (role) {
    case witan::auth::v1::ROLE_HEALTHWATCH:
      return row.healthwatch;
    case witan::auth::v1::ROLE_VCSE:
      return row.vcse;
    case witan::auth::v1::ROLE_PROVIDER:
      return row.provider;
    case witan::auth::v1::ROLE_LOCAL_AUTHORITY:
      return row.local_authority;
    case witan::auth::v1::ROLE_ICS_MEMBER:
    case witan::auth::v1::ROLE_ICS_SECRETARY:
      return row.system;
    case witan::auth::v1::ROLE_REGION:
      return row.region;
    case witan::auth::v1::ROLE_NATIONAL:
      return row.national;
    case witan::auth::v1::ROLE_CQC:
      return row.cqc;
    case witan::auth::v1::ROLE_REGISTRAR:
      return row.registrar;
    case witan::auth::v1::ROLE_UNSPECIFIED:
    case witan::auth::v1::ROLE_PUBLIC:
    case witan::auth::v1::ROLE_OPERATOR:
      return "---";
    case witan::auth::v1::Role_INT_MIN_SENTINEL_DO_NOT_USE_:
    case witan::auth::v1::Role_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "---";
}

}  // namespace

std::span<const MatrixRow> Matrix() { return kMatrix; }

Sight SightFor(Role role, Aggregate aggregate, Classification classification, Nearness nearness) {
  if (role == witan::auth::v1::ROLE_OPERATOR) return Sight::kNone;
  if (classification == CLASSIFICATION_PUBLIC) return Sight::kFull;
  // A record without classification would be a bug of the writer; it is closed as far as can be.
  if (classification == witan::options::v1::CLASSIFICATION_UNSPECIFIED) {
    classification = CLASSIFICATION_RESTRICTED;
  }
  const std::string_view cell = CellOf(RowOf(aggregate, classification), role);
  switch (cell[2 - static_cast<size_t>(nearness)]) {
    case 'F':
      return Sight::kFull;
    case 'S':
      return Sight::kStub;
    default:
      return Sight::kNone;
  }
}

}  // namespace witan::visibility
