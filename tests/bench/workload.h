#pragma once

// What the benchmarks send: real commands with their rules checked, the same size for each server.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace witan::command::v1 {
class CommandHeader;
}

namespace witan::bench {

using Metadata = std::vector<std::pair<std::string, std::string>>;

// 200 bytes of text: what one event says.
std::string PayloadText(uint64_t number);

// A name-based id (UUIDv5), as the register makes them of kind and code.
std::string NameBased(const std::string& name);
// An id of three numbers, without the cost of a hash for each call; `run` keeps runs apart.
std::string NumberedId(uint16_t kind, uint64_t run, uint64_t number);
// The organisation that everything else names.
const std::string& RegistrarId();

// An organisation's own act on a day.
void FillHeader(witan::command::v1::CommandHeader& header, const std::string& request_id,
                const std::string& organisation_id, const std::string& day);

// AssignActionRequest of the registrar's own organisation: opens one action. `run` keeps the
// request ids of several runs on one log apart.
std::string AssignAction(uint64_t run, uint64_t number);

// The same as an item of RecordService.Record.
std::string RecordAction(uint64_t run, uint64_t number);

// RegisterOrganisationRequest of the registrar, which everything else names.
std::string RegisterRegistrar();

// A principal of an organisation, as metadata. It has the rights to record and to see everything.
Metadata PrincipalMetadata(const std::string& organisation_id);

// etcd's Txn: put if the key does not exist.
std::string EtcdPut(uint64_t run, uint64_t number);

// GetRecordRequest by id.
std::string GetRecord(const std::string& id);
// ListRecordsRequest for a first page; of one system where a code is given.
std::string ListFirstPage(const std::string& system_code);
// GetOverviewRequest for a system.
std::string GetOverview(const std::string& system_code);

// The id of the record that AssignAction(run, number) opens.
std::string ActionId(uint64_t run, uint64_t number);

}  // namespace witan::bench
