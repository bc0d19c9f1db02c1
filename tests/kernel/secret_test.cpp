// A secret shows itself only to those who ask by name, and leaves nothing behind when it moves.
#include "engine/kernel/secret.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <type_traits>

using namespace ledger;

static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST_CASE("a secret prints as stars") {
    const Secret secret{"hunter2"};
    CHECK(fmt::format("key={} {}", secret, Secret{"other"}) == "key=*** ***");
    CHECK(secret.reveal() == "hunter2");
}

TEST_CASE("a secret moves and leaves nothing behind") {
    Secret from{"short"};
    Secret to{std::string(100, 'x')};
    to = std::move(from);
    CHECK(to.reveal() == "short");
    CHECK(from.reveal().empty());  // NOLINT(bugprone-use-after-move): that is what is tested.
    const Secret last{std::move(to)};
    CHECK(last.reveal() == "short");
    CHECK(to.reveal().empty());  // NOLINT(bugprone-use-after-move): that is what is tested.
}
