// Where an HTTP request goes.
#pragma once

#include "engine/kernel/result.hpp"

#include <string>
#include <string_view>

namespace ledger {

/// The parts of "http[s]://host[:port][/path][?query]".
struct HttpUrl {
    bool is_tls = false;
    std::string host;    ///< A name or an address; that of IPv6 without its brackets.
    std::string port;    ///< 1 to 65535; 80 or 443 when the URL names none.
    std::string target;  ///< Path and query, ready to be sent: "/" at least.

    /// What `Host` says: the port only when it is not the scheme's own.
    std::string authority() const;
    /// "https://host:port": the same for all that one connection can serve.
    std::string endpoint() const;
};

/// A validation error, code "client.url", when `text` is not such a URL: with a user, a fragment,
/// blanks or anything else that is not printable ASCII, it is none.
Result<HttpUrl> parse_http_url(std::string_view text);

}  // namespace ledger
