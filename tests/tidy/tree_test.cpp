// The house rules, applied to every file of the repository.
#include "tests/tidy/tidy.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace {

namespace fs = std::filesystem;

const fs::path root = LEDGER_SOURCE_DIR;

/// Files of the repository, relative to its root. Build and data folders are not looked into.
std::set<std::string> files_of_the_tree() {
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator{root})
        if (entry.is_regular_file()) files.insert(entry.path().filename().string());
    for (const auto* folder : {"engine", "http", "stellar", "projections", "snapshots", "tests",
                               "bench", "docs", "deploy", "cmake", ".ci"}) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator{root / folder})
            if (entry.is_regular_file())
                files.insert(entry.path().lexically_relative(root).string());
    }
    return files;
}

std::string read(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("the whole tree is tidy") {
    const std::set<std::string> files = files_of_the_tree();
    REQUIRE(files.contains("tests/tidy/tree_test.cpp"));
    const auto has_file = [&](const std::string& path) { return files.contains(path); };
    for (const std::string& path : files)
        for (const std::string& complaint : ledger::tidy(path, read(root / path), has_file))
            FAIL_CHECK(complaint);
}
