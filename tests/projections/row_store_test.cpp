// The row store: what commits show, what a power cut leaves, what opening clears away.
#include "projections/row_store.hpp"

#include "engine/log/sha256.hpp"
#include "engine/ports/row_form.hpp"
#include "tests/projections/tally.hpp"
#include "tests/projections/world.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <rapidcheck.h>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr Position endless = 1'000'000;
const BuildName first{.view = "tally", .version = 1, .build = 1};
const BuildName second{.view = "tally", .version = 1, .build = 2};

struct Disk {
    DroppingFileSystem files;
    Lines lines;
    std::unique_ptr<RowStore> open(Position log_end = endless) {
        auto store = RowStore::open(files, views_folder, log_end,
                                    [this](std::string_view line) { lines.add(line); });
        REQUIRE(store.has_value());
        return std::move(*store);
    }
};

RowList committed(const BuildRows& rows) { return rows_of(**rows.snapshot()); }

/// A row's text as an object; every making of bytes is counted.
struct Text {
    std::string text;
    int* writings = nullptr;

    static Result<Text> from_bytes(std::string_view bytes) { return Text{std::string{bytes}}; }
    void append_to(std::string& out) const {
        if (writings != nullptr) ++*writings;
        out += text;
    }
};

void flip_a_byte(FileSystem& files, std::string_view of_file) {
    const std::vector<std::string> names = *files.list(views_folder);
    const auto name = std::ranges::find_if(
        names, [&](const std::string& text) { return text.starts_with(of_file); });
    REQUIRE(name != names.end());
    auto file = *files.open(std::string{views_folder} + "/" + *name, OpenMode::read_write);
    char byte = 0;
    REQUIRE(file->read_at(10, {&byte, 1}).has_value());
    byte = static_cast<char>(byte ^ 1);
    REQUIRE(file->write_at(10, {&byte, 1}).has_value());
    REQUIRE(file->sync().has_value());
}

}  // namespace

TEST_CASE("a build's name is read as it was written, and nothing else is") {
    CHECK(to_text(first) == "tally@1.1");
    CHECK(build_name_from_text("a@b@12.345") == BuildName{"a@b", 12, 345});
    for (const auto* bad :
         {"", "meta", "default", "@1.1", "tally@", "tally@1", "tally@1.", "tally@.1", "tally@01.1",
          "tally@1.1 ", "tally@-1.1", "tally@4294967296.1"}) {
        CAPTURE(bad);
        CHECK_FALSE(build_name_from_text(bad).has_value());
    }
}

TEST_CASE("a snapshot shows rows and position of one commit, the folding thread its own writes") {
    Disk disk;
    const auto store = disk.open();
    const auto rows = *store->create_build(first);
    rows->put("a", "1");
    REQUIRE(rows->commit({.position = 3}).has_value());
    rows->put("a", "2");
    rows->put("b", "2");

    const auto before = *rows->snapshot();
    CHECK(before->position() == 3);
    CHECK(rows_of(*before) == RowList{{"a", "1"}});
    CHECK(rows_of(*rows) == RowList{{"a", "2"}, {"b", "2"}});
    REQUIRE(rows->commit({.position = 5}).has_value());
    CHECK(rows_of(*before) == RowList{{"a", "1"}});
    CHECK(*before->get("b") == std::nullopt);
    CHECK((*rows->snapshot())->position() == 5);

    rows->erase("a");
    rows->discard();
    CHECK(rows->uncommitted_bytes() == 0);
    CHECK(*rows->get("a") == "2");
}

TEST_CASE("a row held as an object is written once a commit, and only when it was changed") {
    Disk disk;
    const auto store = disk.open();
    const auto rows = *store->create_build(first);
    int writings = 0;
    put_row(*rows, "a", Text{"1", &writings});
    (*edit_row<Text>(*rows, "a"))->text += "2";
    (*edit_row<Text>(*rows, "a"))->text += "3";
    CHECK(writings == 0);
    REQUIRE(rows->commit({.position = 1}).has_value());
    CHECK(writings == 1);
    CHECK(committed(*rows) == RowList{{"a", "123"}});

    CHECK((*read_row<Text>(*rows, "a"))->text == "123");
    REQUIRE(rows->commit({.position = 2}).has_value());
    CHECK(writings == 1);

    (*edit_row<Text>(*rows, "a"))->text = "4";
    CHECK(*rows->get("a") == "4");
    CHECK(committed(*rows) == RowList{{"a", "123"}});
    rows->discard();
    CHECK((*read_row<Text>(*rows, "a"))->text == "123");
    CHECK(*read_row<Text>(*rows, "b") == nullptr);
}

TEST_CASE("rows behave as a map does, whether they are bytes or objects") {
    CHECK(holds(
        [] {
            Disk disk;
            const auto store = disk.open();
            const auto rows = *store->create_build(first);
            std::map<std::string, std::string> stored;
            std::map<std::string, std::string> model;
            Position position = 0;
            const int steps = *rc::gen::inRange(1, 60);
            for (int step = 0; step < steps; ++step) {
                const std::string key(1, *rc::gen::inRange('a', 'f'));
                const std::string value = std::to_string(step);
                switch (*rc::gen::inRange(0, 7)) {
                    case 0:
                        rows->put(key, value);
                        model[key] = value;
                        break;
                    case 1:
                        rows->erase(key);
                        model.erase(key);
                        break;
                    case 2:
                        put_row(*rows, key, Text{value});
                        model[key] = value;
                        break;
                    case 3: {
                        Text* const text = *edit_row<Text>(*rows, key);
                        RC_ASSERT((text != nullptr) == model.contains(key));
                        if (text != nullptr) model[key] = text->text += value;
                        break;
                    }
                    case 4: {
                        const Text* const text = *read_row<Text>(*rows, key);
                        RC_ASSERT((text != nullptr) == model.contains(key));
                        if (text != nullptr) RC_ASSERT(text->text == model[key]);
                        break;
                    }
                    case 5:
                        RC_ASSERT(rows->commit({.position = ++position}).has_value());
                        RC_ASSERT(rows->uncommitted_bytes() == 0U);
                        stored = model;
                        break;
                    default:
                        rows->discard();
                        model = stored;
                        break;
                }
                RC_ASSERT(rows_of(*rows) == RowList(model.begin(), model.end()));
                RC_ASSERT(committed(*rows) == RowList(stored.begin(), stored.end()));
            }
        },
        60));
}

TEST_CASE("a scan shows one snapshot though it writes") {
    Disk disk;
    const auto store = disk.open();
    const auto rows = *store->create_build(first);
    rows->put("b", "committed");
    rows->put("d", "committed");
    REQUIRE(rows->commit({.position = 1}).has_value());
    rows->put("a", "own");
    rows->put("c", "own");
    std::string seen;
    REQUIRE(rows->scan("", "",
                       [&](std::string_view key, std::string_view) {
                           seen += key;
                           rows->erase("c");
                           rows->put(std::string{key} + "x", "new");
                           return true;
                       })
                .has_value());
    CHECK(seen == "abcd");
    CHECK(rows_of(*rows).size() == 7);
}

TEST_CASE("rows behave as a map does, committed or not") {
    Disk disk;
    const auto store = disk.open();
    std::uint32_t build = 0;
    CHECK(holds(
        [&] {
            const BuildName name{.view = "property", .version = 1, .build = ++build};
            const auto rows = *store->create_build(name);
            std::map<std::string, std::string> model;
            const int steps = *rc::gen::inRange(0, 60);
            for (int step = 0; step < steps; ++step) {
                const std::string key(1, static_cast<char>(*rc::gen::inRange(0, 12)));
                const std::string until(1, static_cast<char>(*rc::gen::inRange(0, 12)));
                switch (*rc::gen::inRange(0, 5)) {
                    case 0:
                        RC_ASSERT(
                            rows->commit({.position = static_cast<Position>(step)}).has_value());
                        break;
                    case 1:
                        rows->erase(key);
                        model.erase(key);
                        break;
                    case 2: {
                        RowList expected;
                        if (key < until)
                            expected.assign(model.lower_bound(key), model.lower_bound(until));
                        RowList seen;
                        const auto add = [&](std::string_view k, std::string_view v) {
                            seen.emplace_back(k, v);
                            return true;
                        };
                        RC_ASSERT(rows->scan(key, until, add).has_value());
                        RC_ASSERT(seen == expected);
                        break;
                    }
                    default:
                        rows->put(key, std::to_string(step));
                        model[key] = std::to_string(step);
                }
            }
            const RowList all(model.begin(), model.end());
            RC_ASSERT(rows_of(*rows) == all);
            RC_ASSERT(rows->commit({.position = 100}).has_value());
            RC_ASSERT(committed(*rows) == all);
        },
        60));
}

TEST_CASE("the digest is the hash of the rows in key order with their lengths") {
    Disk disk;
    const auto store = disk.open();
    const auto rows = *store->create_build(first);
    rows->put("key2", "");
    rows->put("key1", "value");
    REQUIRE(rows->commit({.position = 9}).has_value());
    rows->put("key3", "not committed");

    using namespace std::string_view_literals;
    Sha256 sha256;
    const Hash expected = sha256({"\0\0\0\4key1\0\0\0\5value"sv, "\0\0\0\4key2\0\0\0\0"sv});
    const RowDigest digest = *(*rows->snapshot())->digest();
    CHECK(digest.position == 9);
    CHECK(digest.hash == expected);
}

TEST_CASE("what was flushed is there after a power cut, with the build that serves") {
    Disk disk;
    {
        const auto store = disk.open();
        const auto rows = *store->create_build(first);
        rows->put("kept", "1");
        REQUIRE(rows->commit({.position = 4}).has_value());
        REQUIRE(store->make_live(first).has_value());
        REQUIRE(store->flush().has_value());
        rows->put("lost", "1");
        REQUIRE(rows->commit({.position = 7}).has_value());
        disk.files.crash(1);
    }
    const auto store = disk.open();
    CHECK(store->live("tally") == first);
    CHECK(store->live("other") == std::nullopt);
    const auto rows = *store->open_build(first);
    CHECK(rows->position() == 4);
    CHECK(committed(*rows) == RowList{{"kept", "1"}});
}

TEST_CASE("at whatever change the power fails, each build's rows are those of its checkpoint") {
    int reopened_behind_zero = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Disk disk;
        {
            const auto store = disk.open();
            std::vector<std::unique_ptr<BuildRows>> builds;
            disk.files.lose_power_after(1 + seed * 3);
            for (Position position = 1; position <= 40; ++position) {
                // Builds come to be between flushes, as rebuilds do.
                if (position % 10 == 1) {
                    auto rows =
                        store->create_build({"tally", 1, static_cast<std::uint32_t>(position)});
                    if (!rows) break;
                    builds.push_back(std::move(*rows));
                }
                for (const auto& rows : builds) {
                    rows->put("last", std::to_string(position));
                    rows->put("row " + std::to_string(position), std::string(2'000, 'x'));
                    std::ignore = rows->commit({.position = position});
                }
                if (position % 4 == 0) std::ignore = store->start_flush();
                if (position % 13 == 0) std::ignore = store->flush();
            }
            disk.files.crash(seed);
        }
        const auto store = disk.open();
        CHECK_FALSE(disk.lines.contain("views are made anew"));
        for (const BuildName& name : store->builds()) {
            const auto rows = *store->open_build(name);
            const auto snapshot = *rows->snapshot();
            CHECK(snapshot->position() == rows->position());
            const std::optional<std::string> last = *snapshot->get("last");
            CHECK(last.value_or("0") == std::to_string(rows->position()));
            const Position born = name.build;
            const Position held = rows->position() == 0 ? 0 : rows->position() - born + 2;
            CHECK(rows_of(*snapshot).size() == held);
            if (rows->position() > 0) ++reopened_behind_zero;
        }
    }
    CHECK(reopened_behind_zero > 20);
}

TEST_CASE("a build whose checkpoint is ahead of the log is dropped, and serves no more") {
    Disk disk;
    {
        const auto store = disk.open();
        REQUIRE((*store->create_build(first))->commit({.position = 10}).has_value());
        REQUIRE((*store->create_build(second))->commit({.position = 9}).has_value());
        REQUIRE(store->make_live(first).has_value());
        REQUIRE(store->flush().has_value());
    }
    const auto store = disk.open(9);
    CHECK(store->builds() == std::vector{second});
    CHECK(store->live("tally") == std::nullopt);
    CHECK(disk.lines.contain("tally@1.1 is made anew: its checkpoint is ahead of the log"));
}

TEST_CASE("a build whose making was cut short is dropped") {
    Disk disk;
    REQUIRE((*disk.open()->create_build(first))->commit({.position = 10}).has_value());
    CHECK(disk.open()->builds().empty());
    CHECK(disk.lines.contain("tally@1.1 is made anew: its making or dropping was cut short"));
}

TEST_CASE("a build of a name that was dropped begins empty, also after a power cut") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Disk disk;
        {
            const auto store = disk.open();
            {
                const auto rows = *store->create_build(first);
                rows->put("old", "1");
                REQUIRE(rows->commit({.position = 10}).has_value());
            }
            REQUIRE(store->flush().has_value());
            REQUIRE(store->drop_build(first).has_value());
            const auto rows = *store->create_build(first);
            CHECK(rows->position() == 0);
            CHECK(rows_of(*rows).empty());
            disk.files.crash(seed);
        }
        CHECK(disk.open()->builds().empty());
    }
}

TEST_CASE("views that cannot be opened are begun anew, and somebody is told") {
    Disk disk;
    {
        const auto store = disk.open();
        REQUIRE((*store->create_build(first))->commit({.position = 10}).has_value());
        REQUIRE(store->flush().has_value());
    }
    flip_a_byte(disk.files, "MANIFEST-");
    const auto store = disk.open();
    CHECK(store->builds().empty());
    CHECK(disk.lines.contain("views are made anew"));
    CHECK(store->create_build(first).has_value());
}

TEST_CASE("a store that another process has open is refused, not begun anew") {
    Disk disk;
    const auto store = disk.open();
    const auto again = RowStore::open(disk.files, views_folder, endless, [](std::string_view) {});
    CHECK_FALSE(again.has_value());
    CHECK(store->create_build(first).has_value());
}
