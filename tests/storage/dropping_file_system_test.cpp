// The disk that the crash tests stand on: it must lose what a disk may lose, and keep the rest.
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ledger;
using namespace ledger::test;

namespace {

std::string text_of(FileSystem& files, const std::string& path) {
    return read_file(files, path, 1U << 20U).value_or("(none)");
}

/// A file with synced content and a synced name.
std::unique_ptr<File> durable_file(DroppingFileSystem& files, const std::string& path,
                                   std::string_view text) {
    std::unique_ptr<File> file = *files.open(path, OpenMode::read_write);
    REQUIRE(file->append(text));
    REQUIRE(file->sync());
    REQUIRE(files.sync_directory("/"));
    return file;
}

/// What `/a` may hold after a crash, over many seeds.
template <class Prepare>
std::set<std::string> outcomes(Prepare prepare) {
    std::set<std::string> found;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        DroppingFileSystem files;
        prepare(files);
        files.crash(seed);
        found.insert(text_of(files, "/a"));
    }
    return found;
}

using Texts = std::set<std::string>;

}  // namespace

TEST_CASE("what was synced is there after every crash") {
    CHECK(outcomes([](DroppingFileSystem& files) { durable_file(files, "/a", "abc"); }) ==
          Texts{"abc"});
}

TEST_CASE("a name that was not synced may be lost with its file") {
    CHECK(outcomes([](DroppingFileSystem& files) {
              const auto file = *files.open("/a", OpenMode::read_write);
              REQUIRE(file->append("abc"));
              REQUIRE(file->sync());
          }) == Texts{"(none)", "abc"});
}

TEST_CASE("bytes that were not synced are kept, dropped or torn") {
    CHECK(outcomes([](DroppingFileSystem& files) {
              REQUIRE(durable_file(files, "/a", "a")->append("bc"));
          }) == Texts{"a", "ab", "abc"});
}

TEST_CASE("pages reach the disk in any order") {
    const std::string page(4096, 'x');
    const std::string zeros(4096, '\0');
    const Texts found = outcomes([&](DroppingFileSystem& files) {
        REQUIRE(durable_file(files, "/a", "")->append(page + page));
    });
    CHECK(found.contains(""));
    CHECK(found.contains(page));
    CHECK(found.contains(page + page));
    CHECK(found.contains(zeros + page));
}

TEST_CASE("a rename happens or does not, and the old content is never lost") {
    CHECK(outcomes([](DroppingFileSystem& files) {
              durable_file(files, "/a", "old");
              durable_file(files, "/b", "new");
              REQUIRE(files.rename("/b", "/a"));
          }) == Texts{"old", "new"});
}

TEST_CASE("a removal may come undone") {
    CHECK(outcomes([](DroppingFileSystem& files) {
              durable_file(files, "/a", "abc");
              REQUIRE(files.remove("/a"));
          }) == Texts{"(none)", "abc"});
}

TEST_CASE("a second name keeps the file") {
    CHECK(outcomes([](DroppingFileSystem& files) {
              durable_file(files, "/b", "abc");
              REQUIRE(files.link("/b", "/a"));
              REQUIRE(files.remove("/b"));
              REQUIRE(files.sync_directory("/"));
          }) == Texts{"abc"});
}

TEST_CASE("replace_file leaves the old or the new, at whatever moment the power goes") {
    for (std::uint64_t moment = 1; moment < 12; ++moment) {
        CAPTURE(moment);
        bool replaced = false;
        const Texts found = outcomes([&](DroppingFileSystem& files) {
            durable_file(files, "/a", "old");
            files.lose_power_after(moment);
            replaced = replace_file(files, "/a", "new").has_value();
        });
        for (const std::string& text : found)
            CHECK((text == "new" || (text == "old" && !replaced)));
    }
}

TEST_CASE("a sync that failed has lost its bytes, though the next one succeeds") {
    CHECK(outcomes([](DroppingFileSystem& files) {
              const auto file = durable_file(files, "/a", "a");
              REQUIRE(file->append("b"));
              files.fail_sync(1);
              CHECK(!file->sync());
              CHECK(file->sync());
          }) == Texts{"a"});
}

TEST_CASE("without power nothing works, and after it old handles are dead") {
    DroppingFileSystem files;
    const auto file = durable_file(files, "/a", "a");
    const auto lock = *files.lock("/lock");
    CHECK(files.lock("/lock").error().code == "file.locked");
    files.lose_power_after(2);
    CHECK(file->append("b"));
    CHECK(file->append("c").error().code == "file.io");
    CHECK(files.open("/a", OpenMode::read).error().code == "file.io");
    files.crash(1);
    CHECK(file->append("d").error().code == "file.io");
    CHECK(files.open("/a", OpenMode::read));
    CHECK(files.lock("/lock"));
}

TEST_CASE("space runs out") {
    DroppingFileSystem files;
    const auto file = *files.open("/a", OpenMode::truncate);
    files.limit_space(3);
    CHECK(*files.free_bytes("/") == 3);
    CHECK(file->append("abc"));
    const Result<void> full = file->append("d");
    CHECK(full.error().code == "file.no_space");
    CHECK(full.error().kind == ErrorKind::insufficient_storage);
    CHECK(text_of(files, "/a") == "abc");
}

TEST_CASE("one seed gives one disk") {
    const auto disk = [](std::uint64_t seed) {
        DroppingFileSystem files;
        for (const char* path : {"/a", "/b", "/c"}) {
            const auto file = durable_file(files, path, "");
            for (int i = 0; i < 5; ++i) REQUIRE(file->append(std::string(3000, 'x')));
        }
        files.crash(seed);
        return text_of(files, "/a") + '|' + text_of(files, "/b") + '|' + text_of(files, "/c");
    };
    std::set<std::string> different;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        CHECK(disk(seed) == disk(seed));
        different.insert(disk(seed));
    }
    CHECK(different.size() > 5);
}
