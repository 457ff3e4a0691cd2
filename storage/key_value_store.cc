#include "storage/key_value_store.h"

#include "storage/base/bytes.h"

namespace witan::storage {

KeyRange KeyRange::Prefix(std::string_view prefix) {
  return KeyRange{std::string(prefix), PrefixEnd(prefix)};
}

}  // namespace witan::storage
