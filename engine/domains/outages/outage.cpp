#include "engine/domains/outages/outage.hpp"

namespace ledger::outages {
namespace {

constexpr std::string_view prefix = "OUT";
constexpr std::size_t least_digits = 3;

}  // namespace

OutageId outage_id(std::uint64_t number) {
    const std::string digits = std::to_string(number);
    std::string text{prefix};
    if (digits.size() < least_digits) text.append(least_digits - digits.size(), '0');
    return OutageId{text + digits};
}

bool is_outage_id(std::string_view text) {
    if (!text.starts_with(prefix) || text.size() > max_id_bytes) return false;
    text.remove_prefix(prefix.size());
    return text.size() >= least_digits && text.find_first_not_of("0123456789") == text.npos;
}

std::vector<std::string> site_path(const std::optional<std::string>& site_id,
                                   const std::optional<std::vector<std::string>>& sites) {
    if (sites && !sites->empty()) return *sites;
    if (site_id) return {*site_id};
    return {};
}

}  // namespace ledger::outages
