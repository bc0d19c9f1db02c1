// Reads log.created and log.recovered, and follows the origins from one to the next.
#include "snapshots/verify/identity.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/log/export_layout.hpp"
#include "engine/log/sha256.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace ledger::verify {
namespace {

// The members that matter here of the events that the ledger itself writes.
struct LogCreated {
    std::string origin;
    std::string verifier_key;

    static constexpr auto fields() {
        return std::tuple{Field{"origin", &LogCreated::origin, ""},
                          Field{"verifier_key", &LogCreated::verifier_key, ""}.length(0, 1024)};
    }
};

struct LogRecovered {
    std::string origin;
    std::string previous_origin;
    std::uint64_t lost_from = 0;
    std::uint64_t known_size = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"origin", &LogRecovered::origin, ""},
                          Field{"previous_origin", &LogRecovered::previous_origin, ""},
                          Field{"lost_from", &LogRecovered::lost_from, ""},
                          Field{"known_size", &LogRecovered::known_size, ""}};
    }
};

Place place_of(const IdentityEvent& stored) {
    return {.position = stored.position, .file = identity_path(stored.position)};
}

template <class T>
Checked<T> parse_event(const IdentityEvent& stored) {
    auto event = json::parse<T>(*stored.payload, json::Unknown::ignored);
    if (!event) return tampered(place_of(stored), stored.type + ": " + event.error().message);
    return *std::move(event);
}

Checked<void> begin(LogIdentity& identity, const LogCreated& event, const IdentityEvent& stored) {
    const auto key = parse_verifier_key(event.verifier_key);
    if (!key || key->name != event.origin || stored.position != 0)
        return tampered(place_of(stored), "it does not begin a log");
    identity.pinned_key = *key;
    identity.origins.push_back(event.origin);
    return {};
}

Checked<void> go_on(LogIdentity& identity, const LogRecovered& event, const IdentityEvent& stored) {
    if (event.previous_origin != identity.origins.back() || event.lost_from > stored.position)
        return tampered(place_of(stored), "it does not continue the log before it");
    identity.origins.push_back(event.origin);
    identity.recoveries.push_back({.position = stored.position,
                                   .previous_origin = event.previous_origin,
                                   .lost_from = event.lost_from,
                                   .known_size = event.known_size});
    return {};
}

}  // namespace

bool LogIdentity::was_called(std::string_view origin) const {
    return std::ranges::find(origins, origin) != origins.end();
}

Checked<std::optional<LogIdentity>> identity_of(std::span<const IdentityEvent> events) {
    LogIdentity identity;
    for (const IdentityEvent& stored : events) {
        const bool is_recovery = stored.type == "log.recovered";
        if (!is_recovery && stored.type != "log.created") continue;
        if (!stored.payload) return std::nullopt;
        if (is_recovery) {
            TRY(event, parse_event<LogRecovered>(stored));
            TRY(go_on(identity, event, stored));
        } else {
            TRY(event, parse_event<LogCreated>(stored));
            TRY(begin(identity, event, stored));
        }
    }
    if (identity.origins.empty()) return std::nullopt;
    return identity;
}

VerifierKey renamed(const VerifierKey& key, std::string name) {
    constexpr std::string_view ed25519_type{"\n\x01", 2};
    const std::string_view public_key{reinterpret_cast<const char*>(key.public_key.data()),
                                      key.public_key.size()};
    Sha256 sha256;
    const Hash hash = sha256({name, ed25519_type, public_key});
    return {.name = std::move(name),
            .key_id = ByteReader{as_view(hash)}.take<std::uint32_t>(),
            .public_key = key.public_key};
}

}  // namespace ledger::verify
