#include "tests/storage/sample_commits.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/log/frame.hpp"

namespace ledger::test {
namespace {

constexpr std::size_t leaf_bytes = 200;

std::string random_bytes(std::size_t size, Prng& prng) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(prng.next());
    return bytes;
}

}  // namespace

Commit sample_commit(Position first, std::uint64_t count, std::size_t payload_bytes, Prng& prng) {
    std::vector<std::string> leaves;
    for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(random_bytes(leaf_bytes, prng));
    const std::string key = big_endian_key(first);
    Commit commit{.first = first, .count = count, .rows = {}};
    commit.rows.push_back({Family::frames, key, encode_frame(leaves)});
    commit.rows.push_back({Family::payloads, key, random_bytes(payload_bytes, prng)});
    commit.rows.push_back({Family::streams, index_key("outage-1", first), random_bytes(8, prng)});
    commit.rows.push_back({Family::counters, "outage", big_endian_key(first + count)});
    return commit;
}

void apply_commit(Rows& rows, const Commit& commit) {
    for (const RowChange& change : commit.rows) {
        rows.erase({change.family, change.key});
        if (change.value) rows.emplace(std::pair{change.family, change.key}, *change.value);
    }
}

Result<Rows> all_rows(const EventLog& log) {
    Rows rows;
    for (std::size_t i = 0; i < family_count; ++i) {
        const auto family = static_cast<Family>(i);
        TRY(log.scan(family, "", "", [&](std::string_view key, std::string_view value) {
            rows.emplace(std::pair{family, key}, value);
            return true;
        }));
    }
    return rows;
}

}  // namespace ledger::test
