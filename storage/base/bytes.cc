#include "storage/base/bytes.h"

namespace witan {

absl::StatusOr<std::string> TakeKeyPart(std::string_view& key) {
  std::string part;
  for (size_t i = 0; i < key.size(); ++i) {
    if (key[i] != '\0') {
      part.push_back(key[i]);
      continue;
    }
    if (i + 1 >= key.size()) break;
    if (key[i + 1] == '\x01') {
      key.remove_prefix(i + 2);
      return part;
    }
    if (key[i + 1] != '\xFF') break;
    part.push_back('\0');
    ++i;
  }
  return absl::DataLossError("a stored key has a part that does not end");
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xFF') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<uint8_t>(end.back()) + 1);
  return end;
}

}  // namespace witan
