#include "engine/kernel/as_of.hpp"

#include <charconv>
#include <string>

namespace ledger {
namespace {

std::unexpected<Error> bad(std::string_view rule, std::string_view message) {
    return fail(
        invalid_fields({{"as_of", std::string{rule}, "as_of " + std::string{message}, {}}}));
}

}  // namespace

Result<AsOf> parse_as_of(std::string_view text) {
    const bool is_position =
        !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_position) {
        Position position = 0;
        const auto [rest, error] =
            std::from_chars(text.data(), text.data() + text.size(), position);
        if (error != std::errc{}) return bad("range", "is no position");
        return AsOf{position};
    }
    const auto time = parse_time(text);
    if (!time) return bad(time.error().code, time.error().message);
    return AsOf{*time};
}

}  // namespace ledger
