#include "engine/platform/posix_file_system.hpp"

#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

std::string text_of(FileSystem& files, const std::string& path) {
    return *read_file(files, path, 1U << 20U);
}

std::string code_of(const auto& result) { return result ? "" : result.error().code; }

}  // namespace

TEST_CASE("a file is written at its end and in its middle, and read anywhere") {
    const TemporaryFolder folder;
    PosixFileSystem files;
    const auto file = *files.open(folder / "a", OpenMode::read_write);
    REQUIRE(file->append("hello"));
    REQUIRE(file->write_at(1, "E"));
    REQUIRE(file->append(" world"));
    REQUIRE(file->write_at(20, "!"));
    REQUIRE(file->append("?"));
    REQUIRE(file->sync());
    CHECK(*file->size() == 22);
    CHECK(text_of(files, folder / "a") == std::string("hEllo world\0\0\0\0\0\0\0\0\0!?", 22));

    std::string bytes(8, '.');
    CHECK(*file->read_at(6, std::span{bytes}.first(5)) == 5);
    CHECK(bytes == "world...");
    CHECK(*file->read_at(20, bytes) == 2);  // Short only at the end.
    CHECK(*file->read_at(22, bytes) == 0);

    REQUIRE(file->truncate(5));
    REQUIRE(file->append("!"));
    CHECK(text_of(files, folder / "a") == "hEllo!");
}

TEST_CASE("each way of opening") {
    const TemporaryFolder folder;
    PosixFileSystem files;
    CHECK(code_of(files.open(folder / "a", OpenMode::read)) == "file.not_found");
    REQUIRE((*files.open(folder / "a", OpenMode::create_private))->append("secret"));
    CHECK(files.info(folder / "a")->mode == 0600);
    CHECK(code_of(files.open(folder / "a", OpenMode::create_private)) == "file.exists");
    REQUIRE((*files.open(folder / "a", OpenMode::read_write))->append("!"));
    CHECK(text_of(files, folder / "a") == "secret!");
    CHECK(!(*files.open(folder / "a", OpenMode::read))->append("?"));
    REQUIRE(files.open(folder / "a", OpenMode::truncate));
    CHECK(text_of(files, folder / "a").empty());
    REQUIRE(files.open(folder / "b", OpenMode::truncate));
    CHECK(files.info(folder / "b")->mode == 0644);
}

TEST_CASE("names are made, listed, moved and removed") {
    const TemporaryFolder folder;
    PosixFileSystem files;
    REQUIRE(files.create_directory(folder / "x/y"));
    REQUIRE(files.create_directory(folder / "x/y"));  // It may be there already.
    CHECK(files.info(folder / "x")->is_directory);
    REQUIRE((*files.open(folder / "x/b", OpenMode::truncate))->append("1"));
    REQUIRE(files.link(folder / "x/b", folder / "x/a"));
    using Names = std::vector<std::string>;
    CHECK(*files.list(folder / "x") == Names{"a", "b", "y"});
    CHECK(code_of(files.link(folder / "x/b", folder / "x/a")) == "file.exists");
    REQUIRE(files.rename(folder / "x/b", folder / "x/c"));
    REQUIRE(files.remove(folder / "x/y"));
    REQUIRE(files.remove(folder / "x/a"));
    REQUIRE(files.sync_directory(folder / "x"));
    CHECK(*files.list(folder / "x") == Names{"c"});
    CHECK(text_of(files, folder / "x/c") == "1");
    CHECK(files.info(folder / "x/c")->modified_seconds > 1'700'000'000);
    CHECK(*files.free_bytes(folder.path()) > 0);
}

TEST_CASE("what is missing, in the way or a file says so, with its path") {
    const TemporaryFolder folder;
    PosixFileSystem files;
    REQUIRE(files.create_directory(folder / "d/e"));
    REQUIRE(files.open(folder / "f", OpenMode::truncate));
    const std::pair<std::string, std::string> table[] = {
        {code_of(files.info(folder / "none")), "file.not_found"},
        {code_of(files.list(folder / "none")), "file.not_found"},
        {code_of(files.remove(folder / "none")), "file.not_found"},
        {code_of(files.rename(folder / "none", folder / "g")), "file.not_found"},
        {code_of(files.sync_directory(folder / "none")), "file.not_found"},
        {code_of(files.free_bytes(folder / "none")), "file.not_found"},
        {code_of(files.info(folder / "f/g")), "file.not_found"},
        {code_of(files.create_directory(folder / "f")), "file.exists"},
        {code_of(files.remove(folder / "d")), "file.io"},
        {code_of(files.open(folder / "d", OpenMode::read_write)), "file.io"},
    };
    for (const auto& [code, expected] : table) CHECK(code == expected);
    CHECK(files.info(folder / "none").error().message.starts_with(folder / "none"));
}

TEST_CASE("a lock is held once, until it is let go") {
    const TemporaryFolder folder;
    PosixFileSystem files;
    {
        const auto lock = files.lock(folder / "LOCK");
        REQUIRE(lock);
        CHECK(code_of(files.lock(folder / "LOCK")) == "file.locked");
    }
    CHECK(files.lock(folder / "LOCK"));
}

TEST_CASE("a full disk and a device that cannot sync are told apart") {
    PosixFileSystem files;
    const auto full = files.open("/dev/full", OpenMode::read_write);
    REQUIRE(full);
    CHECK((*full)->append("x").error().kind == ErrorKind::insufficient_storage);

    const auto unsyncable = files.open("/dev/null", OpenMode::read_write);
    REQUIRE(unsyncable);
    CHECK((*unsyncable)->append("x"));
    CHECK(code_of((*unsyncable)->sync()) == "file.io");
    CHECK(code_of((*unsyncable)->append("x")) == "file.io");  // Never again after a failed sync.
    CHECK(code_of((*unsyncable)->sync()) == "file.io");
}
