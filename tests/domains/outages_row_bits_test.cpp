// Which outages of a row of facts have a term.
#include "engine/domains/outages/row_bits.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <set>

using namespace ledger;
using namespace ledger::outages;

namespace {

using Indexes = std::set<std::size_t>;

Indexes some_indexes() {
    const auto most = *rc::gen::element<std::size_t>(1, 31, 32, 33, facts_per_row);
    const auto count = *rc::gen::inRange<std::size_t>(0, most + 1);
    Indexes indexes;
    for (std::size_t i = 0; i < count; ++i)
        indexes.insert(*rc::gen::inRange<std::size_t>(0, facts_per_row));
    return indexes;
}

RowBits bits_of(const Indexes& indexes) {
    RowBits bits;
    for (const std::size_t index : indexes) bits.set(index);
    return bits;
}

Indexes indexes_of(const RowBits& bits) {
    Indexes indexes;
    bits.for_each([&](std::size_t index) { indexes.insert(index); });
    return indexes;
}

std::string bytes_of(const RowBits& bits) {
    std::string bytes;
    bits.append_to(bytes);
    return bytes;
}

}  // namespace

TEST_CASE("bits of a row are a set of indexes, and their bytes say the same") {
    CHECK(holds([] {
        const Indexes some = some_indexes();
        const Indexes other = some_indexes();
        RowBits bits = bits_of(some);
        RC_ASSERT(indexes_of(bits) == some);
        RC_ASSERT(bits.count() == some.size());
        RC_ASSERT(bits.none() == some.empty());
        const std::string bytes = bytes_of(bits);
        RC_ASSERT(bytes.size() == std::min<std::size_t>(some.size(), 32));
        const Result<RowBits> read = RowBits::from_bytes(bytes);
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == bits);

        Indexes both;
        std::ranges::set_intersection(some, other, std::inserter(both, both.end()));
        RowBits in_both = bits;
        in_both &= bits_of(other);
        RC_ASSERT(indexes_of(in_both) == both);
        Indexes any = some;
        any.insert(other.begin(), other.end());
        RowBits in_any = bits;
        in_any |= bits_of(other);
        RC_ASSERT(indexes_of(in_any) == any);
        for (const std::size_t index : other) bits.reset(index);
        for (const std::size_t index : both) RC_ASSERT(!bits.test(index));
        RC_ASSERT(bits.count() == some.size() - both.size());
    }));
    CHECK(RowBits::all().count() == facts_per_row);
}

TEST_CASE("more bytes than a row has bits for are refused") {
    CHECK(RowBits::from_bytes(std::string(32, '\xff')) == RowBits::all());
    const Result<RowBits> read = RowBits::from_bytes(std::string(33, '\x01'));
    REQUIRE(!read.has_value());
    CHECK(read.error().code == "outage_list.row");
}
