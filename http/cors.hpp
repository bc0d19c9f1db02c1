// Pages of other origins: which may ask, and what their browsers must be told (Fetch standard).
#pragma once

#include "engine/kernel/request.hpp"
#include "http/message_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// Exactly these origins, never `*`: browsers send credentials along.
class CrossOrigin {
public:
    explicit CrossOrigin(std::vector<std::string> origins = {}) : origins_{std::move(origins)} {}

    const std::vector<std::string>& origins() const { return origins_; }
    /// The request's origin if it is one of them, else "".
    std::string allowed_origin(const RequestHead& head) const;
    /// What every reply to such a page carries; and that caches must tell origins apart.
    void mark(Reply& reply, std::string_view origin) const;
    /// Whether the request asks in advance, for a page, what it may send.
    static bool is_preflight(const RequestHead& head);
    /// What the page may send; `methods` as of `Allow`.
    static void permit(Reply& reply, std::string_view methods);

private:
    std::vector<std::string> origins_;
};

}  // namespace ledger
