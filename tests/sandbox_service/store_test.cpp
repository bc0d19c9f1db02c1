#include "stellar/sandbox/storage/store.hpp"

#include "stellar/sandbox/storage/frame.hpp"
#include "tests/sandbox_service/sample_ledgers.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using ledger::test::DroppingFileSystem;

constexpr const char* folder = "/sandbox";
constexpr SegmentLimits three_a_segment{.ledgers = 3, .bytes = 1U << 20U};

/// What a folder holds.
struct Content {
    std::vector<StoredLedger> ledgers;
    std::optional<Store::Recovered> state;
};

Result<Content> content_of(Store& store) {
    Content content;
    TRY(state, store.recover([&](StoredLedger ledger) -> Result<void> {
        content.ledgers.push_back(std::move(ledger));
        return {};
    }));
    content.state = std::move(state);
    return content;
}

Result<Content> reopened(FileSystem& files) {
    TRY(store, Store::open(files, folder, three_a_segment));
    return content_of(store);
}

StoredState state_after(const StoredLedger& ledger) {
    StoredState state{.header = ledger.header};
    state.entries.push_back(
        test::account_entry(1, 1000 - ledger.header.ledger_seq, ledger.header.ledger_seq));
    return state;
}

Result<void> begin_and_append(Store& store, const StoredLedger& ledger) {
    if (ledger.header.ledger_seq == 1) TRY(store.save(state_after(ledger)));
    return store.append(ledger);
}

/// Does what the sandbox does with each ledger.
Result<void> write(Store& store, const StoredLedger& ledger) {
    TRY(begin_and_append(store, ledger));
    if (store.is_full()) TRY(store.save(state_after(ledger)));
    return {};
}

void write_all(FileSystem& files, const std::vector<StoredLedger>& ledgers) {
    auto store = Store::open(files, folder, three_a_segment);
    REQUIRE(store.has_value());
    REQUIRE(content_of(*store).has_value());
    for (const StoredLedger& ledger : ledgers) REQUIRE(write(*store, ledger).has_value());
}

void check_state(const Content& content, const StoredLedger& last) {
    REQUIRE(content.state.has_value());
    CHECK_EQ(content.state->header, last.header);
    REQUIRE_EQ(content.state->entries.size(), 1);
    CHECK_EQ(content.state->entries[0], state_after(last).entries[0]);
}

std::string bytes_of(FileSystem& files, const std::string& path) {
    auto bytes = read_file(files, path, 1U << 20U);
    REQUIRE(bytes.has_value());
    return *bytes;
}

void overwrite(FileSystem& files, const std::string& path, std::uint64_t at,
               std::string_view bytes) {
    REQUIRE(files.info(path).has_value());
    auto file = files.open(path, OpenMode::read_write);
    REQUIRE(file.has_value());
    REQUIRE((*file)->write_at(at, bytes).has_value());
    REQUIRE((*file)->sync().has_value());
}

TEST_CASE("a frame is read as it was written; cut or changed anywhere it is none") {
    const std::string frame = frame_of("some body");
    CHECK_EQ(first_body(frame), "some body");
    CHECK_EQ(first_body(frame + "more"), "some body");
    CHECK_EQ(first_body(frame_of("")), "");
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK_FALSE(first_body(frame.substr(0, size)).has_value());
    for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
        std::string changed = frame;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
        CHECK_FALSE(first_body(changed).has_value());
    }
}

TEST_CASE("a new folder holds nothing") {
    DroppingFileSystem files;
    const auto content = reopened(files);
    REQUIRE(content.has_value());
    CHECK(content->ledgers.empty());
    CHECK_FALSE(content->state.has_value());
}

TEST_CASE("given ledgers over several segments, all of them and the last state come back") {
    for (const std::uint32_t count : {1U, 2U, 3U, 4U, 7U, 9U}) {
        CAPTURE(count);
        DroppingFileSystem files;
        const std::vector<StoredLedger> ledgers = test::sample_ledgers(count);
        write_all(files, ledgers);
        const auto content = reopened(files);
        REQUIRE(content.has_value());
        CHECK_EQ(content->ledgers, ledgers);
        check_state(*content, ledgers.back());
        CHECK_EQ(content->state->cut_bytes, 0);
    }
}

TEST_CASE("given a folder that was opened again, it goes on where it ended") {
    DroppingFileSystem files;
    const std::vector<StoredLedger> ledgers = test::sample_ledgers(10);
    for (const StoredLedger& ledger : ledgers) write_all(files, {ledger});
    const auto content = reopened(files);
    REQUIRE(content.has_value());
    CHECK_EQ(content->ledgers, ledgers);
    check_state(*content, ledgers.back());
}

TEST_CASE("two processes do not share a folder") {
    DroppingFileSystem files;
    const auto first = Store::open(files, folder);
    REQUIRE(first.has_value());
    const auto second = Store::open(files, folder);
    REQUIRE_FALSE(second.has_value());
    CHECK_EQ(second.error().code, "file.locked");
}

TEST_CASE("given a last ledger that is cut anywhere, the ledgers before it are there") {
    DroppingFileSystem files;
    const std::vector<StoredLedger> ledgers = test::sample_ledgers(5);
    write_all(files, ledgers);
    const std::string path = "/sandbox/ledgers-0000000004";
    const std::string whole = bytes_of(files, path);
    const std::size_t last = whole.size() - frame_of(*xdr::encode(ledgers[4])).size();
    for (std::size_t size = last; size < whole.size(); size += 7) {
        CAPTURE(size);
        {
            auto file = files.open(path, OpenMode::truncate);
            REQUIRE(file.has_value());
            REQUIRE((*file)->append(whole.substr(0, size)).has_value());
        }
        const auto content = reopened(files);
        REQUIRE(content.has_value());
        CHECK_EQ(content->ledgers.size(), 4);
        check_state(*content, ledgers[3]);
        CHECK_EQ(content->state->cut_bytes, size - last);
        CHECK_EQ(bytes_of(files, path).size(), last);
    }
}

TEST_CASE("given damage in the midst, the start is refused and names the file") {
    const std::vector<StoredLedger> ledgers = test::sample_ledgers(8);
    for (const char* path : {"/sandbox/ledgers-0000000001", "/sandbox/ledgers-0000000004",
                             "/sandbox/ledgers-0000000007", "/sandbox/state-0000000006"}) {
        CAPTURE(path);
        DroppingFileSystem files;
        write_all(files, ledgers);
        overwrite(files, path, 100, "rot");
        const auto content = reopened(files);
        REQUIRE_FALSE(content.has_value());
        CHECK_EQ(content.error().kind, ErrorKind::corrupt);
        CHECK(content.error().message.starts_with(path));
    }
}

TEST_CASE("given a missing segment, the start is refused and names the one after it") {
    DroppingFileSystem files;
    write_all(files, test::sample_ledgers(8));
    REQUIRE(files.remove("/sandbox/ledgers-0000000004").has_value());
    const auto content = reopened(files);
    REQUIRE_FALSE(content.has_value());
    CHECK_EQ(content.error().message, "/sandbox/ledgers-0000000007: ledger 4 is missing before it");
}

TEST_CASE("given segments of other ledgers, the chain shows it") {
    DroppingFileSystem files;
    std::vector<StoredLedger> ledgers = test::sample_ledgers(3);
    ledgers[2].header.previous_ledger_hash = test::numbered(7);
    ledgers[2].hash = *ledger_header_hash(ledgers[2].header);
    write_all(files, ledgers);
    const auto content = reopened(files);
    REQUIRE_FALSE(content.has_value());
    CHECK(content.error().message.ends_with("ledger 3 does not follow ledger 2"));
}

TEST_CASE("given old segments, they are dropped, and the rest is a whole folder") {
    DroppingFileSystem files;
    const std::vector<StoredLedger> ledgers = test::sample_ledgers(9);
    {
        auto store = Store::open(files, folder, three_a_segment);
        REQUIRE(store.has_value());
        REQUIRE(content_of(*store).has_value());
        for (const StoredLedger& ledger : ledgers) REQUIRE(write(*store, ledger).has_value());
        REQUIRE(store->forget_before(ledgers[7].header.scp_value.close_time).has_value());
    }
    const auto content = reopened(files);
    REQUIRE(content.has_value());
    CHECK_EQ(content->ledgers, std::vector<StoredLedger>(ledgers.begin() + 6, ledgers.end()));
    check_state(*content, ledgers.back());
}

TEST_CASE("given a sync that fails, nothing is written any more") {
    DroppingFileSystem files;
    const std::vector<StoredLedger> ledgers = test::sample_ledgers(3);
    auto store = Store::open(files, folder, three_a_segment);
    REQUIRE(store.has_value());
    REQUIRE(content_of(*store).has_value());
    REQUIRE(write(*store, ledgers[0]).has_value());
    files.fail_sync(1);
    CHECK_FALSE(store->append(ledgers[1]).has_value());
    const auto again = store->append(ledgers[1]);
    REQUIRE_FALSE(again.has_value());
    CHECK_EQ(again.error().code, "sandbox.broken");
}

TEST_CASE("given a power cut at any change, all ledgers that were written are there") {
    const std::vector<StoredLedger> ledgers = test::sample_ledgers(8);
    CHECK(holds(
        [&] {
            const std::uint64_t cut = *rc::gen::inRange<std::uint64_t>(1, 60);
            const std::uint64_t seed = *rc::gen::arbitrary<std::uint64_t>();
            DroppingFileSystem files;
            std::size_t written = 0;
            {
                files.lose_power_after(cut);
                auto store = Store::open(files, folder, three_a_segment);
                const bool is_open = store.has_value() && content_of(*store).has_value();
                for (const StoredLedger& ledger : ledgers) {
                    if (!is_open || !begin_and_append(*store, ledger).has_value()) break;
                    written = ledger.header.ledger_seq;
                    if (store->is_full() && !store->save(state_after(ledger)).has_value()) break;
                    const auto time = ledger.header.scp_value.close_time;
                    if (!store->forget_before(time - 20).has_value()) break;
                }
            }
            files.crash(seed);
            const auto content = reopened(files);
            RC_ASSERT(content.has_value());
            const std::size_t end = content->state ? content->state->header.ledger_seq : 0;
            // The one that was being written may have come through whole.
            RC_ASSERT(end == written || end == written + 1);
            for (const StoredLedger& ledger : content->ledgers)
                RC_ASSERT(ledger == ledgers[ledger.header.ledger_seq - 1]);
        },
        300));
}

}  // namespace
}  // namespace ledger::stellar::sandbox
