#include "http/not_modified.hpp"

#include <algorithm>
#include <string_view>

namespace ledger {
namespace {

/// Weak comparison (RFC 9110 section 13.1.2); our tags hold neither commas nor quotes.
bool lists_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == etag || item == "*") return true;
    }
    return false;
}

}  // namespace

bool is_not_modified(const Reply& reply, const std::string& if_none_match) {
    const std::string* etag = find_header(reply, "ETag");
    const std::string* cache = find_header(reply, "Cache-Control");
    const bool revalidates = cache == nullptr || cache->find("no-store") == cache->npos;
    return reply.status == 200 && etag != nullptr && revalidates &&
           lists_etag(if_none_match, *etag);
}

}  // namespace ledger
