#include "stellar/sandbox/storage/identity.hpp"

#include "tests/support/dropping_file_system.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

namespace ledger::stellar::sandbox {
namespace {

using ledger::test::DroppingFileSystem;
using ledger::test::TestEntropy;

constexpr const char* folder = "/sandbox";

TEST_CASE("a folder keeps the identity that it was given first") {
    DroppingFileSystem files;
    TestEntropy entropy{1};
    REQUIRE(create_directory_durably(files, folder).has_value());
    const auto first = identity_of(files, entropy, folder, {});
    REQUIRE(first.has_value());
    CHECK_EQ(first->instance.bytes.size(), 16);
    files.crash(7);
    const auto second = identity_of(files, entropy, folder, {});
    REQUIRE(second.has_value());
    CHECK_EQ(*second, *first);
    CHECK_EQ(files.info("/sandbox/identity")->mode, 0600);
}

TEST_CASE("wishes are for the first start; later ones must be the same") {
    DroppingFileSystem files;
    TestEntropy entropy{1};
    REQUIRE(create_directory_durably(files, folder).has_value());
    const IdentityWishes wishes{.instance = "one", .seed = Hash{}};
    REQUIRE(identity_of(files, entropy, folder, wishes).has_value());
    CHECK(identity_of(files, entropy, folder, wishes).has_value());
    CHECK(identity_of(files, entropy, folder, {}).has_value());
    const auto other = identity_of(files, entropy, folder, {.instance = "two", .seed = {}});
    REQUIRE_FALSE(other.has_value());
    CHECK_EQ(other.error().code, "sandbox.identity");
}

TEST_CASE("a name that is longer than 64 characters is refused, and nothing is left") {
    DroppingFileSystem files;
    TestEntropy entropy{1};
    REQUIRE(create_directory_durably(files, folder).has_value());
    const IdentityWishes wishes{.instance = std::string(65, 'x'), .seed = {}};
    CHECK_FALSE(identity_of(files, entropy, folder, wishes).has_value());
    CHECK(files.list(folder)->empty());
}

TEST_CASE("an identity that was changed is refused by name") {
    DroppingFileSystem files;
    TestEntropy entropy{1};
    REQUIRE(create_directory_durably(files, folder).has_value());
    REQUIRE(identity_of(files, entropy, folder, {}).has_value());
    auto file = files.open("/sandbox/identity", OpenMode::read_write);
    REQUIRE(file.has_value());
    REQUIRE((*file)->write_at(20, "x").has_value());
    const auto identity = identity_of(files, entropy, folder, {});
    REQUIRE_FALSE(identity.has_value());
    CHECK_EQ(identity.error().kind, ErrorKind::corrupt);
    CHECK(identity.error().message.starts_with("/sandbox/identity: "));
}

TEST_CASE("ledgers without the identity that they were closed by are refused") {
    DroppingFileSystem files;
    TestEntropy entropy{1};
    REQUIRE(create_directory_durably(files, folder).has_value());
    REQUIRE(files.open("/sandbox/state-0000000001", OpenMode::truncate).has_value());
    const auto identity = identity_of(files, entropy, folder, {});
    REQUIRE_FALSE(identity.has_value());
    CHECK_EQ(identity.error().message,
             "/sandbox/identity: it is missing, though there are ledgers");
}

TEST_CASE("given a power cut while it is made, the next start makes it or finds it whole") {
    CHECK(holds(
        [] {
            const auto cut = *rc::gen::inRange<std::uint64_t>(1, 8);
            const auto seed = *rc::gen::arbitrary<std::uint64_t>();
            DroppingFileSystem files;
            TestEntropy entropy{1};
            RC_ASSERT(create_directory_durably(files, folder).has_value());
            files.lose_power_after(cut);
            const auto first = identity_of(files, entropy, folder, {});
            files.crash(seed);
            const auto second = identity_of(files, entropy, folder, {});
            RC_ASSERT(second.has_value());
            if (first.has_value()) RC_ASSERT(*first == *second);
        },
        100));
}

}  // namespace
}  // namespace ledger::stellar::sandbox
