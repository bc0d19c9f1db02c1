#include "http/app/verify_url_source.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/log/export_layout.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace ledger::app {
namespace {

constexpr std::string_view payload_folder = "payload/";
constexpr std::string_view identity_folder = "identity/";
constexpr std::string_view tile_folder = "tile/";

// The members that matter here of the server's replies.
struct EventReply {
    json::Raw payload;
    std::optional<std::string> salt;

    static constexpr auto fields() {
        return std::tuple{Field{"payload", &EventReply::payload, ""},
                          Field{"salt", &EventReply::salt, ""}};
    }
};

struct EventsReply {
    std::vector<EventReply> events;

    static constexpr auto fields() {
        return std::tuple{Field{"events", &EventsReply::events, ""}.items(0, tile_width)};
    }
};

struct BalanceLine {
    Amount balance;

    static constexpr auto fields() {
        return std::tuple{Field{"balance", &BalanceLine::balance, ""}};
    }
};

struct BalancesReply {
    std::vector<BalanceLine> balances;

    static constexpr auto fields() {
        return std::tuple{Field{"balances", &BalancesReply::balances, ""}.items(0, 1)};
    }
};

/// A body that is not what the route promises says nothing about the log.
template <class T>
Result<T> parse_reply(const std::string& body, const std::string& target) {
    auto reply = json::parse<T>(body, json::Unknown::ignored);
    if (!reply)
        return fail(ErrorKind::unavailable, "source.reply", target + ": " + reply.error().message);
    return reply;
}

/// Without a salt the payload was redacted.
Result<SealedPayload> sealed(EventReply reply) {
    if (!reply.salt)
        return SealedPayload{.state = SealedPayload::State::redacted, .salt = {}, .bytes = {}};
    const auto salt = from_base64(*reply.salt);
    if (!salt || salt->size() != salt_bytes || reply.payload.text.size() > max_payload_bytes)
        return fail(ErrorKind::corrupt, "source.payload", "not a payload with its salt");
    SealedPayload payload{.bytes = std::move(reply.payload.text)};
    std::ranges::copy(*salt, payload.salt.begin());
    return payload;
}

}  // namespace

Result<std::unique_ptr<UrlSource>> UrlSource::open(const std::string& url) {
    TRY(client, ServerClient::create(url));
    return std::unique_ptr<UrlSource>{new UrlSource{std::move(client)}};
}

Result<std::optional<std::string>> UrlSource::read(std::string_view path) {
    if (path.starts_with(payload_folder)) return payload_bundle(path);
    if (path.starts_with(identity_folder)) return identity(path);
    const bool is_published =
        path == "checkpoint" || path == "vkey" || path.starts_with(tile_folder);
    if (!is_published) return std::nullopt;
    return get("/log/" + std::string{path});
}

Result<std::optional<std::string>> UrlSource::get(const std::string& target) {
    TRY(response, client_->request("GET", target));
    if (response.status == 200) return std::optional{std::move(response.body)};
    if (response.status == 401 || response.status == 403 || response.status == 404)
        return std::nullopt;
    return fail(ErrorKind::unavailable, "source.status",
                "GET " + target + ": the server answered " + std::to_string(response.status));
}

/// In pages, for the server ends a page that has become large.
Result<std::optional<std::string>> UrlSource::payload_bundle(std::string_view path) {
    const auto place =
        parse_tile_path("entries/" + std::string{path.substr(payload_folder.size())});
    if (!place) return std::nullopt;
    const Position first = place->tile.index * tile_width;
    std::string bundle;
    for (std::uint64_t count = 0; count < place->tile.width;) {
        const std::string target =
            "/api/v1/events?record=true&from=" + std::to_string(first + count) +
            "&limit=" + std::to_string(place->tile.width - count);
        TRY(body, get(target));
        if (!body) return std::nullopt;
        TRY(page, parse_reply<EventsReply>(*body, target));
        if (page.events.empty())
            return fail(ErrorKind::unavailable, "source.reply", target + ": no events");
        for (EventReply& event : page.events) {
            TRY(payload, sealed(std::move(event)));
            append_payload(bundle, payload);
        }
        count += page.events.size();
    }
    return std::optional{std::move(bundle)};
}

Result<std::optional<std::string>> UrlSource::identity(std::string_view path) {
    const std::string target = "/api/v1/events/" + std::string{path.substr(identity_folder.size())};
    TRY(body, get(target));
    if (!body) return std::nullopt;
    TRY(event, parse_reply<EventReply>(*body, target));
    TRY(payload, sealed(std::move(event)));
    std::string bytes;
    append_payload(bytes, payload);
    return std::optional{std::move(bytes)};
}

Result<std::optional<Amount>> UrlSource::balance(std::string_view account, std::string_view asset,
                                                 std::uint64_t size) {
    const std::string target = "/api/v1/ledger/balances?account=" + percent_encode(account) +
                               "&asset=" + percent_encode(asset) +
                               "&as_of=" + std::to_string(size - 1);
    TRY(body, get(target));
    if (!body) return std::nullopt;
    TRY(reply, parse_reply<BalancesReply>(*body, target));
    return std::optional{reply.balances.empty() ? Amount{} : reply.balances.front().balance};
}

}  // namespace ledger::app
