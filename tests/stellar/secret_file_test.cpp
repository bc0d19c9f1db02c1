// Secrets out of files and of the environment.
#include "stellar/keys/secret_file.hpp"

#include "stellar/keys/seed_place.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace ledger;
using namespace ledger::stellar;

namespace {

constexpr std::string_view standalone_root =
    "SC5O7VZUXDJ6JBDSZ74DSERXL7W3Y5LTOAMRF7RQRL3TAGAPS7LUVG3L";

void put_file(FileSystem& files, const std::string& path, std::string_view text,
              OpenMode mode = OpenMode::create_private) {
    auto file = files.open(path, mode);
    REQUIRE(file.has_value());
    REQUIRE((*file)->append(text).has_value());
}

}  // namespace

TEST_CASE("a master key has 32 bytes, and is its owner's alone unless the system gave it") {
    test::DroppingFileSystem files;
    const std::string bytes = "0123456789abcdef0123456789abcde\n";
    put_file(files, "/master.key", bytes);
    const auto key = read_master_key(files, "/master.key", Readers::owner);
    REQUIRE(key.has_value());
    CHECK(key->bytes.reveal() == bytes);

    put_file(files, "/short.key", bytes.substr(1));
    const auto too_short = read_master_key(files, "/short.key", Readers::owner);
    REQUIRE(!too_short.has_value());
    CHECK(too_short.error().code == "master_key.size");
    CHECK(too_short.error().message == "/short.key holds 31 bytes; a master key has 32");
    CHECK(read_master_key(files, "/none.key", Readers::owner).error().code == "file.not_found");

    put_file(files, "/open.key", bytes, OpenMode::read_write);
    CHECK(read_master_key(files, "/open.key", Readers::owner).error().code == "key.mode");
    CHECK(read_master_key(files, "/open.key", Readers::service).has_value());
}

TEST_CASE("a secret line is the one line of its file") {
    test::DroppingFileSystem files;
    put_file(files, "/with", "open sesame\n");
    CHECK(read_secret_line(files, "/with", Readers::owner)->reveal() == "open sesame");
    put_file(files, "/without", " open ");
    CHECK(read_secret_line(files, "/without", Readers::owner)->reveal() == " open ");
    int count = 0;
    const std::string with_nul{"a\0b", 3};
    for (const std::string& text : {std::string{}, std::string{"\n"}, std::string{"a\nb\n"},
                                    std::string{"a\r\n"}, with_nul}) {
        const std::string path = "/bad" + std::to_string(++count);
        put_file(files, path, text);
        const auto line = read_secret_line(files, path, Readers::owner);
        REQUIRE(!line.has_value());
        CHECK(line.error().code == "secret.line");
    }
    put_file(files, "/long", std::string(1025, 'a'));
    CHECK(read_secret_line(files, "/long", Readers::owner).error().code == "file.too_long");
}

TEST_CASE("a seed is found in its variable first, then among the credentials") {
    test::DroppingFileSystem files;
    std::map<std::string, std::string, std::less<>> environment;
    const auto variable = [&](std::string_view name) -> std::optional<std::string_view> {
        const auto found = environment.find(name);
        if (found == environment.end()) return std::nullopt;
        return found->second;
    };
    const auto find = [&](std::string_view credentials) {
        return find_seed(variable, files, credentials, "POOL");
    };
    CHECK(find("/").error().code == "seed.missing");
    CHECK(find("").error().kind == ErrorKind::not_found);

    put_file(files, "/POOL", std::string{standalone_root} + "\n", OpenMode::read_write);
    const auto from_credential = find("/");
    REQUIRE(from_credential.has_value());
    CHECK(from_credential->seed_text().reveal() == standalone_root);
    CHECK(find("").error().code == "seed.missing");

    environment["POOL"] = "";
    CHECK(find("/").has_value());
    environment["POOL"] = "SECRETS";
    const auto mistyped = find("/");
    REQUIRE(!mistyped.has_value());
    CHECK(mistyped.error().code == "strkey.invalid");
    CHECK(mistyped.error().message.starts_with("POOL: "));
    CHECK(mistyped.error().message.find("SECRETS") == std::string::npos);
    environment["POOL"] = standalone_root;
    CHECK(find("").has_value());
}
