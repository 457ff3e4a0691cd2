#include "services/domain/person/person.h"

namespace witan::domain {
namespace {

using witan::person::v1::KeyDestroyed;
using witan::person::v1::PersonDetailsChanged;
using witan::person::v1::PersonRegistered;

}  // namespace

void CheckPlainText(const witan::common::v1::Text& text, const std::string& field,
                    Findings& findings) {
  switch (text.form_case()) {
    case witan::common::v1::Text::kPlain:
      if (text.plain().find_first_not_of(" \n") == std::string::npos) {
        findings.Field(field + ".plain", "is blank");
      }
      return;
    case witan::common::v1::Text::kSealed:
      return findings.Field(field + ".sealed", "is made by the recorder; send the text plain");
    case witan::common::v1::Text::kErased:
      return findings.Field(field + ".erased", "is only said in answers");
    case witan::common::v1::Text::FORM_NOT_SET:
      return findings.Field(field + ".plain", "is missing");
  }
}

void Decide(const Deciding&, const PersonRegistered& content, Findings& findings) {
  CheckPlainText(content.name(), "content.name", findings);
  if (content.has_contact()) CheckPlainText(content.contact(), "content.contact", findings);
}

void Decide(const Deciding& deciding, const PersonDetailsChanged& content, Findings& findings) {
  CheckPlainText(content.name(), "content.name", findings);
  if (content.has_contact()) CheckPlainText(content.contact(), "content.contact", findings);
  if (IsErased(*deciding.record)) {
    findings.Refuse(ReasonId::kWrongState,
                    "This person's details were erased for good. Register the person anew if they "
                    "are needed again.");
  }
}

void Decide(const Deciding& deciding, const KeyDestroyed&, Findings& findings) {
  if (IsErased(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "This person's details were erased before.");
  }
}

std::string OfficeOf(const Record& person) {
  if (const auto changed = Last<PersonDetailsChanged>(person)) return changed->office();
  const auto registered = First<PersonRegistered>(person);
  return registered ? registered->office() : "";
}

std::string EmployerOf(const Record& person) {
  if (const auto changed = Last<PersonDetailsChanged>(person)) return changed->employer_id();
  const auto registered = First<PersonRegistered>(person);
  return registered ? registered->employer_id() : "";
}

bool IsErased(const Record& person) { return static_cast<bool>(Last<KeyDestroyed>(person)); }

std::string DescribedPerson(const World& world, std::string_view person_id) {
  const Record* person = world.Find(person_id);
  const std::string office = person == nullptr ? "" : OfficeOf(*person);
  return office.empty() ? std::string(person_id) : office;
}

}  // namespace witan::domain
