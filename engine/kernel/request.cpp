// The names of methods, as RFC 9110 spells them.
#include "engine/kernel/request.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

constexpr std::array<std::string_view, 6> names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
static_assert(names.size() == static_cast<std::size_t>(Method::del) + 1,
              "one name per method, in the order of the enum");

}  // namespace

std::string_view name_of(Method method) { return names.at(static_cast<std::size_t>(method)); }

std::string etag_of(StreamVersion version, Position position) {
    return "\"v" + std::to_string(version) + ".p" + std::to_string(position) + "\"";
}

const std::string* find_header(const Reply& reply, std::string_view name) {
    const auto found =
        std::ranges::find(reply.headers, name, &std::pair<std::string, std::string>::first);
    return found == reply.headers.end() ? nullptr : &found->second;
}

}  // namespace ledger
