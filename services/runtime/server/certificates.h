#pragma once

// Certificates as files: what is wrong with them, in sentences for who has to mend it.

#include <chrono>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace witan::runtime {

// PEM files.
struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string authority;
};

// One sentence for each fault, naming the file: unreadable, not PEM, expired or not yet valid, key
// of another certificate, certificate of another authority, no SPIFFE URI. Empty: none.
std::vector<std::string> FaultsOf(const TlsFiles& files);

// "dev" in the certificate's URI spiffe://dev/standalone. InvalidArgument as FaultsOf.
absl::StatusOr<std::string> DeploymentOfFile(const std::string& certificate);

// Until when the certificate in the file is valid. InvalidArgument when there is none in it.
absl::StatusOr<std::chrono::system_clock::time_point> ValidUntil(const std::string& certificate);

}  // namespace witan::runtime
