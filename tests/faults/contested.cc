#include "tests/faults/contested.h"

#include <fmt/format.h>

#include "tests/crash/command_source.h"
#include "tests/support/command_caller.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::testing {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;

Contested::Contested(const GovernedSystem& system)
    : actor_(system.national),
      principal_(PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, system.national)) {}

void Contested::Take(const std::vector<std::string>& ids) {
  for (size_t i = 0; i < kRecords; ++i) {
    records_[i].id = ids.at(i);
    records_[i].version = 1;
  }
}

Command Contested::Next(std::mt19937_64& random) const {
  const Record& record = records_[random() % kRecords];
  witan::organisation::v1::OrganisationRenamed content;
  content.set_name(fmt::format("Contested {:012X}", random() >> 16U));
  content.set_from("2022-09-01");
  Command command;
  command.header = FakeWorld::Header(record.id, actor_, GovernedSystem::kDay);
  command.header.set_request_id(SeededUuid(random));
  const uint64_t version = record.version;
  const uint64_t chance = random() % 10;
  if (chance < 7) command.header.set_expected_version(version);
  if (chance == 7) command.header.set_expected_version(version - 1);
  command.content = FakeWorld::Wrap(content);
  command.principal = principal_;
  return command;
}

void Contested::Told(const std::string& record_id, uint64_t version) {
  for (Record& record : records_) {
    if (record.id != record_id) continue;
    uint64_t known = record.version;
    while (known < version && !record.version.compare_exchange_weak(known, version)) continue;
  }
}

}  // namespace witan::testing
