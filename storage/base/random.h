#pragma once

// Bytes that nobody can guess, from OpenSSL's generator. For salts, keys, nonces and ids.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace witan {

// Fills `bytes`. A generator that fails stops the process: there is no safe way to go on.
void FillRandom(std::span<uint8_t> bytes);

std::string RandomBytes(size_t count);

}  // namespace witan
