#pragma once

// What the benchmarks send: real commands with their rules checked, the same size for each server.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace witan::bench {

// 200 bytes of text: what one event says.
std::string PayloadText(uint64_t number);

// AssignActionRequest of the registrar's own organisation: opens one action. `run` keeps the
// request ids of several runs on one log apart.
std::string AssignAction(uint64_t run, uint64_t number);

// The same as an item of RecordService.Record.
std::string RecordAction(uint64_t run, uint64_t number);

// RegisterOrganisationRequest of the registrar, which everything else names.
std::string RegisterRegistrar();

// A principal in whose name all of it is sent, as metadata.
std::vector<std::pair<std::string, std::string>> PrincipalMetadata();

// etcd's Txn: put if the key does not exist.
std::string EtcdPut(uint64_t run, uint64_t number);

// GetRecordRequest by id.
std::string GetRecord(const std::string& id);

// The id of the record that AssignAction(run, number) opens.
std::string ActionId(uint64_t run, uint64_t number);

}  // namespace witan::bench
