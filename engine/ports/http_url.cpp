#include "engine/ports/http_url.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace ledger {
namespace {

constexpr std::string_view plain_scheme = "http://";
constexpr std::string_view tls_scheme = "https://";
constexpr std::string_view plain_port = "80";
constexpr std::string_view tls_port = "443";

std::unexpected<Error> refused(std::string_view text, std::string_view why) {
    return fail(ErrorKind::validation, "client.url",
                "\"" + std::string{text} + "\": " + std::string{why});
}

/// An address of IPv6 has colons of its own.
std::string bracketed(const std::string& host) {
    return host.find(':') == host.npos ? host : "[" + host + "]";
}

bool is_printable(char c) { return c > ' ' && c <= '~'; }

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    return std::from_chars(text.data(), end, port).ptr == end && port != 0;
}

/// Host and port of `url`, out of that part of `text`.
Result<void> read_authority(std::string_view text, std::string_view authority, HttpUrl& url) {
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == authority.npos) return refused(text, "an address lacks its ]");
    const std::size_t colon = std::min(authority.find(':', bracket), authority.size());
    url.host = bracket > 0 ? authority.substr(1, bracket - 1) : authority.substr(0, colon);
    if (url.host.empty() || authority.find('@') != authority.npos) return refused(text, "no host");
    if (bracket > 0 && colon != bracket + 1) return refused(text, "no port behind the ]");
    url.port = url.is_tls ? tls_port : plain_port;
    if (colon == authority.size()) return {};
    url.port = authority.substr(colon + 1);
    if (!is_port(url.port)) return refused(text, "the port is a number");
    return {};
}

}  // namespace

std::string HttpUrl::authority() const {
    return port == (is_tls ? tls_port : plain_port) ? bracketed(host)
                                                    : bracketed(host) + ":" + port;
}

std::string HttpUrl::endpoint() const {
    return std::string{is_tls ? tls_scheme : plain_scheme} + bracketed(host) + ":" + port;
}

Result<HttpUrl> parse_http_url(std::string_view text) {
    HttpUrl url{.is_tls = text.starts_with(tls_scheme), .host = {}, .port = {}, .target = {}};
    if (!url.is_tls && !text.starts_with(plain_scheme))
        return refused(text, "begins with neither http:// nor https://");
    if (!std::ranges::all_of(text, is_printable)) return refused(text, "not printable ASCII");
    if (text.find('#') != text.npos) return refused(text, "a fragment is not sent");
    const std::string_view rest = text.substr(url.is_tls ? tls_scheme.size() : plain_scheme.size());
    const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, slash);
    url.target = rest.substr(slash);
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    TRY(read_authority(text, authority, url));
    return url;
}

}  // namespace ledger
