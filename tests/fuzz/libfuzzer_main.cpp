// The way in for libFuzzer, which brings its own main().
#include "tests/fuzz/fuzz.hpp"

#include <cstddef>
#include <cstdint>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ledger::test::fuzz({reinterpret_cast<const char*>(data), size});
    return 0;
}
