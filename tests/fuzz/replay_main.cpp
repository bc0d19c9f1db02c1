// Gives a fuzzer each file of a folder once, and some bytes more: a test that needs no libFuzzer.
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/test_entropy.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

constexpr int mutations_per_file = 50;

std::string read(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// One byte changed, put in or taken out.
std::string mutated(std::string bytes, ledger::test::Prng& prng) {
    const std::size_t place = prng.below(bytes.size() + 1);
    const auto byte = static_cast<char>(prng.below(256));
    if (place == bytes.size() || prng.chance(4)) return bytes.insert(place, 1, byte);
    if (prng.chance(4)) return bytes.erase(place, 1 + prng.below(4));
    bytes[place] = byte;
    return bytes;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    std::set<fs::path> files;
    for (const auto& entry : fs::directory_iterator{arguments[1]}) files.insert(entry.path());
    ledger::test::Prng prng{1};
    for (const fs::path& path : files) {
        const std::string bytes = read(path);
        ledger::test::fuzz(bytes);
        for (int i = 0; i < mutations_per_file; ++i) ledger::test::fuzz(mutated(bytes, prng));
    }
    std::printf("%zu inputs, and %d changes of each\n", files.size(), mutations_per_file);
    return files.empty() ? 1 : 0;
}
