// What the routes of proofs read and answer in JSON.
#pragma once

#include "engine/kernel/codec.hpp"

#include <string>
#include <vector>

namespace ledger {

struct ConsistencyQuery {
    std::uint64_t old_size = 0;
    std::uint64_t new_size = 0;

    static constexpr auto fields() {
        using Q = ConsistencyQuery;
        return std::tuple{
            Field{"old", &Q::old_size, "Size of the older tree."}.range(1, INT64_MAX),
            Field{"new", &Q::new_size, "Size of the newer tree."}.range(1, INT64_MAX)};
    }
};

struct ConsistencyReply {
    std::uint64_t old_size = 0;
    std::uint64_t new_size = 0;
    std::vector<std::string> hashes;

    static constexpr auto fields() {
        using R = ConsistencyReply;
        return std::tuple{Field{"old_size", &R::old_size, "As asked."},
                          Field{"new_size", &R::new_size, "As asked."},
                          Field{"hashes", &R::hashes, "RFC 6962 section 2.1.2, Base64."}};
    }
};

}  // namespace ledger
