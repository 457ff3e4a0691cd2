#pragma once

// People as the record needs them: an id, an office, and details that can be erased.

#include <string>
#include <string_view>

#include "services/domain/decide.h"
#include "witan/person/v1/person.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::person::v1::PersonRegistered& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::person::v1::PersonDetailsChanged& content,
            Findings& findings);
// Once: a destroyed key cannot be destroyed again, and a correction does not bring it back.
void Decide(const Deciding& deciding, const witan::person::v1::KeyDestroyed& content,
            Findings& findings);

// The office as everybody may read it: "Clinical chair". The newest that was stated.
std::string OfficeOf(const Record& person);
// The organisation that employs the person, or empty.
std::string EmployerOf(const Record& person);
bool IsErased(const Record& person);

// What a sentence calls a person: the office, never the name. The id where nobody is registered.
std::string DescribedPerson(const World& world, std::string_view person_id);

// A text in a command is plain and says something; the recorder seals it afterwards. `field` is its
// path: "content.name". An absent text is no fault.
void CheckPlainText(const witan::common::v1::Text& text, const std::string& field,
                    Findings& findings);

}  // namespace witan::domain
