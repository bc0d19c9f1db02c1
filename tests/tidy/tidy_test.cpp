#include "tests/tidy/tidy.hpp"

#include "tests/tidy/code_only.hpp"

#include <doctest/doctest.h>

#include <set>

namespace {

using Complaints = std::vector<std::string>;

/// Tidies `text` in a tree that has just these files.
Complaints tidy(const std::string& path, std::string_view text) {
    static const std::set<std::string> files = {
        "engine/kernel/result.hpp",
        "engine/ports/clock.hpp",
        "engine/log/merkle.hpp",
        "engine/storage/rocksdb_log.hpp",
        "engine/core/tx.hpp",
        "engine/platform/system_clock.hpp",
        "engine/domains/outages/a.hpp",
        "engine/domains/outages/deep/b.hpp",
        "engine/domains/outages_old/c.hpp",
        "snapshots/backup.hpp",
        "snapshots/verify/verifier.hpp",
        "projections/runner.hpp",
        "stellar/xdr.hpp",
        "stellar/strkey/strkey.hpp",
        "stellar/text/xdr_text.hpp",
        "stellar/xdr/codec.hpp",
        "http/router.hpp",
        "http/app/settings.hpp",
        "tests/support/clock.hpp",
    };
    return ledger::tidy(path, text, [](const std::string& file) { return files.contains(file); });
}

/// Whether a file may include another, written from the root.
bool may_include(const std::string& path, const std::string& target) {
    return tidy(path, "#include \"" + target + "\"\n").empty();
}

bool is_clean(const std::string& path, std::string_view text) { return tidy(path, text).empty(); }

}  // namespace

TEST_CASE("dependencies point downward") {
    CHECK(may_include("engine/kernel/a.cpp", "engine/kernel/result.hpp"));
    CHECK(may_include("engine/storage/a.cpp", "engine/log/merkle.hpp"));
    CHECK(may_include("snapshots/a.cpp", "engine/log/merkle.hpp"));
    CHECK(may_include("projections/a.cpp", "snapshots/backup.hpp"));
    CHECK(may_include("stellar/a.cpp", "engine/core/tx.hpp"));
    CHECK(may_include("http/a.cpp", "projections/runner.hpp"));
    CHECK(may_include("http/app/a.cpp", "stellar/xdr.hpp"));
    CHECK(may_include("tests/http/a.cpp", "http/app/settings.hpp"));

    CHECK_FALSE(may_include("engine/kernel/a.cpp", "engine/ports/clock.hpp"));
    CHECK_FALSE(may_include("engine/log/a.cpp", "engine/storage/rocksdb_log.hpp"));
    CHECK_FALSE(may_include("engine/core/a.cpp", "engine/storage/rocksdb_log.hpp"));
    CHECK_FALSE(may_include("engine/core/a.cpp", "engine/domains/outages/a.hpp"));
    CHECK_FALSE(may_include("engine/platform/a.cpp", "engine/core/tx.hpp"));
    CHECK_FALSE(may_include("snapshots/verify/a.cpp", "engine/storage/rocksdb_log.hpp"));
    CHECK_FALSE(may_include("snapshots/verify/a.cpp", "snapshots/backup.hpp"));
    CHECK_FALSE(may_include("projections/a.cpp", "engine/domains/outages/a.hpp"));
    CHECK_FALSE(may_include("stellar/a.cpp", "http/router.hpp"));
    CHECK_FALSE(may_include("http/a.cpp", "http/app/settings.hpp"));
    CHECK_FALSE(may_include("http/a.cpp", "stellar/xdr.hpp"));
    CHECK_FALSE(may_include("http/a.cpp", "engine/platform/system_clock.hpp"));
    CHECK_FALSE(may_include("http/a.cpp", "tests/support/clock.hpp"));
    CHECK(tidy("engine/log/a.cpp", "\n#include \"http/router.hpp\"\n") ==
          Complaints{"engine/log/a.cpp:2: may not include http/router.hpp: "
                     "dependencies point downward"});
}

TEST_CASE("a domain knows itself and what is below, never another domain") {
    CHECK(may_include("engine/domains/outages/domain.cpp", "engine/core/tx.hpp"));
    CHECK(may_include("engine/domains/outages/domain.cpp", "engine/domains/outages/deep/b.hpp"));
    CHECK_FALSE(may_include("engine/domains/outages/a.cpp", "engine/domains/outages_old/c.hpp"));
    CHECK_FALSE(may_include("engine/domains/outages/a.cpp", "engine/log/merkle.hpp"));
}

TEST_CASE("the types of XDR stay within stellar/, but for tests and measurements") {
    CHECK(may_include("stellar/xdr/a.cpp", "stellar/strkey/strkey.hpp"));
    CHECK(may_include("stellar/a.cpp", "stellar/xdr/codec.hpp"));
    CHECK(may_include("tests/stellar/a.cpp", "stellar/xdr/codec.hpp"));
    CHECK(may_include("http/app/a.cpp", "stellar/text/xdr_text.hpp"));
    CHECK_FALSE(may_include("http/app/a.cpp", "stellar/xdr/codec.hpp"));
    CHECK(may_include("bench/stellar/a.cpp", "stellar/xdr/codec.hpp"));
    CHECK_FALSE(may_include("bench/a.cpp", "stellar/xdr/codec.hpp"));
    CHECK_FALSE(may_include("stellar/xdr/a.cpp", "engine/log/merkle.hpp"));
    CHECK_FALSE(may_include("stellar/strkey/a.cpp", "stellar/xdr/codec.hpp"));
}

TEST_CASE("an include is judged by the file it opens") {
    CHECK(may_include("engine/kernel/a.cpp", "result.hpp"));
    CHECK(may_include("engine/log/a.cpp", "../kernel/result.hpp"));
    CHECK_FALSE(may_include("engine/kernel/a.cpp", "../log/merkle.hpp"));
    CHECK_FALSE(may_include("engine/kernel/a.cpp", "../../http/router.hpp"));
    CHECK(tidy("engine/log/a.cpp", "#include \"gone.hpp\"\n") ==
          Complaints{"engine/log/a.cpp:1: includes gone.hpp, which does not exist"});
    CHECK(may_include("http/app/main.cpp", "generated/version.hpp"));
    CHECK_FALSE(may_include("http/server.cpp", "generated/version.hpp"));
    CHECK_FALSE(is_clean("engine/log/a.cpp", "#include HEADER\n"));
    CHECK_FALSE(may_include("engine/elsewhere/a.cpp", "engine/kernel/result.hpp"));
}

TEST_CASE("libraries stay where they belong") {
    const auto may_use = [](const std::string& path, const std::string& header) {
        return is_clean(path, "#include <" + header + ">\n");
    };
    CHECK(may_use("http/server.cpp", "boost/beast.hpp"));
    CHECK(may_use("http/stream_session.cpp", "boost/asio.hpp"));
    CHECK_FALSE(may_use("http/router.cpp", "boost/beast.hpp"));
    CHECK(may_use("engine/storage/rocksdb_log.cpp", "rocksdb/db.h"));
    CHECK(may_use("projections/row_store.cpp", "rocksdb/db.h"));
    CHECK_FALSE(may_use("engine/log/a.cpp", "rocksdb/db.h"));
    CHECK_FALSE(may_use("tests/core/a.cpp", "rocksdb/db.h"));
    CHECK(may_use("engine/kernel/json_reader.cpp", "simdjson.h"));
    CHECK_FALSE(may_use("engine/kernel/json_reader_test.cpp", "simdjson.h"));
    CHECK(may_use("http/app/command_line.cpp", "CLI/CLI.hpp"));
    CHECK_FALSE(may_use("http/app/main.cpp", "CLI/CLI.hpp"));
    CHECK(may_use("engine/log/signed_note.cpp", "sodium.h"));
    CHECK_FALSE(may_use("engine/core/a.cpp", "sodium.h"));
    CHECK(may_use("engine/core/a.cpp", "openssl/evp.h"));
    CHECK_FALSE(may_use("http/a.cpp", "openssl/evp.h"));
    CHECK_FALSE(may_use("engine/log/a.cpp", "date/date.h"));
    CHECK_FALSE(may_use("engine/kernel/time.hpp", "date/date.h"));
    CHECK_FALSE(may_use("http/a.cpp", "regex"));
    CHECK_FALSE(may_use("engine/log/a.cpp", "doctest/doctest.h"));
    CHECK(may_use("engine/log/a.cpp", "vector"));
}

TEST_CASE("a banned call is named with its replacement") {
    CHECK(tidy("engine/core/a.cpp", "int x;\nauto t = std::chrono::system_clock::now();\n") ==
          Complaints{"engine/core/a.cpp:2: _clock::now(: use the Clock passed in: replay and "
                     "simulation own time"});
}

TEST_CASE("what is banned, and where it is not") {
    struct Row {
        std::string_view code;
        std::string allowed;
    };
    const Row rows[] = {
        {"auto t = steady_clock::now();", "engine/platform/a.cpp"},
        {"auto t = steady_clock::now();", "tests/durability/a.cpp"},
        {"std::random_device source;", "engine/platform/a.cpp"},
        {"std::uniform_int_distribution<int> d;", ""},
        {"std::normal_distribution<> d;", ""},
        {"std::shuffle(a, b, c);", ""},
        {"std::ranges::shuffle(a, c);", ""},
        {"std::this_thread::sleep_for(1s);", "tests/support/a.cpp"},
        {"std::this_thread::sleep_until(then);", "bench/a.cpp"},
        {"std::getenv(name);", "engine/platform/a.cpp"},
        {"localtime_r(&t, &out);", ""},
        {"mktime(&out);", ""},
        {"std::rand();", ""},
        {"srand(1);", ""},
        {"std::shared_ptr<int> p;", "http/connection.cpp"},
        {"auto p = std::make_shared<Logger>();", "engine/storage/rocksdb_log.cpp"},
        {"auto self = shared_from_this();", "http/server.cpp"},
        {"using namespace std;", "tests/core/a.cpp"},
        {"std::cout << 1;", "http/app/a.cpp"},
        {"std::cerr << 1;", "bench/a.cpp"},
        {"fmt::print(text);", "http/app/a.cpp"},
        {"std::snprintf(a, b, c);", "tests/core/a.cpp"},
        {"co_await run();", "http/server.cpp"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.code);
        CHECK(tidy("engine/core/a.cpp", row.code).size() == 1);
        if (!row.allowed.empty()) CHECK(is_clean(row.allowed, row.code));
    }
}

TEST_CASE("prose may name what code may not use") {
    CHECK(is_clean("engine/core/a.cpp", "// no shared_ptr here\nint x;  // nor random_device\n"));
    CHECK(is_clean("engine/core/a.cpp", "/* std::cout\n   printf( */\n"));
    CHECK(is_clean("engine/core/a.cpp", "auto text = \"a \\\" localtime\";\n"));
    CHECK(
        is_clean("engine/core/a.cpp", "auto text = R\"x(\n#include \"no.hpp\"\n)\" mktime)x\";\n"));
    CHECK_FALSE(is_clean("engine/core/a.cpp", "auto text = \"//\"; localtime();\n"));
    CHECK_FALSE(is_clean("engine/core/a.cpp", "int x = 1'000; localtime();\n"));
    CHECK_FALSE(is_clean("engine/core/a.cpp", "char x = '\"'; localtime();\n"));
    CHECK(ledger::code_only("a /* b\nc */ d 'e' \"f\"") == "a     \n     d        ");
}

TEST_CASE("nothing is built inside a co_await expression") {
    const auto is_fine = [](std::string_view code) { return is_clean("http/server.cpp", code); };
    CHECK(is_fine("co_await send(std::move(reply));\n"));
    CHECK(is_fine("if (co_await is_open(socket)) {\n"));
    CHECK_FALSE(is_fine("co_await send(Reply{200, text});\n"));
    CHECK_FALSE(is_fine("co_await run([copy] { use(copy); });\n"));
    CHECK(tidy("http/server.cpp", "\nco_await send(\n    Reply{200, text});\n") ==
          Complaints{"http/server.cpp:2: name this temporary before co_await"});
}

TEST_CASE("nothing is promised for later, and no path of a machine stays behind") {
    // Put together here, so that this file passes its own test.
    for (const std::string& word : {std::string{"TO"} + "DO", std::string{"FIX"} + "ME"}) {
        CHECK_FALSE(is_clean("engine/core/a.cpp", "// " + word + ": faster\n"));
        CHECK(is_clean("engine/core/a.cpp", "int " + word + "S;\n"));
    }
    CHECK_FALSE(is_clean("engine/core/a.cpp", "// " + std::string(3, 'X') + "\n"));
    CHECK(is_clean("engine/core/a.cpp", "auto name = \"/tmp/a-" + std::string(6, 'X') + "\";\n"));

    const std::string folder = std::string{"/wo"} + "rk/main";
    CHECK_FALSE(is_clean("engine/core/a.cpp", "auto name = \"" + folder + "\";\n"));
    CHECK_FALSE(is_clean("docs/a.md", "See " + folder + ".\n"));
    CHECK(is_clean("docs/a.md", "std::cout, and a line as long as it likes, for this is prose.\n"));
}

TEST_CASE("lines and files stay within view") {
    CHECK(is_clean("engine/core/a.cpp", std::string(100, 'x')));
    CHECK_FALSE(is_clean("engine/core/a.cpp", std::string(101, 'x')));
    CHECK(is_clean("engine/core/a.cpp", std::string(96, 'x') + "// é"));
    CHECK(is_clean("engine/core/a.cpp", std::string(500, '\n')));
    CHECK_FALSE(is_clean("engine/core/a.cpp", std::string(501, '\n')));
    const std::string once = "#pragma once\n";
    CHECK(is_clean("engine/core/a.hpp", once + std::string(299, '\n')));
    CHECK_FALSE(is_clean("engine/core/a.hpp", once + std::string(300, '\n')));
    CHECK_FALSE(is_clean("engine/core/a.hpp", "int x;\n"));
}
