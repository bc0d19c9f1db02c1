#include "engine/ports/http_client.hpp"

#include <algorithm>

namespace ledger {

const std::string* HttpResponse::find(std::string_view name) const {
    const auto found =
        std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
    return found == headers.end() ? nullptr : &found->second;
}

}  // namespace ledger
