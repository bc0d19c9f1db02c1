// What the server says about itself: the queries and replies of its own routes.
#pragma once

#include "engine/kernel/codec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

struct Root {
    std::string name = "NOCIQ Ledger";
    std::string version;
    std::string commit;
    std::string api_prefix = "/api/v1";
    std::string health = "/health";
    std::string checkpoint = "/log/checkpoint";
    std::string verifier_key = "/log/vkey";
    std::string origin;
    std::optional<Position> position;

    static constexpr auto fields() {
        return std::tuple{Field{"name", &Root::name, "Of the product."},
                          Field{"version", &Root::version, "Of the server."},
                          Field{"commit", &Root::commit, "It was built from."},
                          Field{"api_prefix", &Root::api_prefix, "Of all resources."},
                          Field{"health", &Root::health, "Where it says how it is."},
                          Field{"checkpoint", &Root::checkpoint, "The newest signed size."},
                          Field{"verifier_key", &Root::verifier_key, "What signs it."},
                          Field{"origin", &Root::origin, "Of the log."},
                          Field{"position", &Root::position, "Of the last event."}};
    }
};

struct Health {
    std::string status;
    std::string version;
    bool stellar_connected = false;

    static constexpr auto fields() {
        return std::tuple{Field{"status", &Health::status, "healthy, degraded or stopping."},
                          Field{"version", &Health::version, "Of the server."},
                          Field{"stellar_connected", &Health::stellar_connected,
                                "Whether the network answered when it was last asked."}};
    }
};

struct ViewCheck {
    std::string name;
    bool ok = false;
    Position position = 0;
    std::uint64_t lag = 0;
    std::optional<std::string> error;

    static constexpr auto fields() {
        using C = ViewCheck;
        return std::tuple{Field{"name", &C::name, "Of the view."},
                          Field{"ok", &C::ok, "It moves and is near the log's end."},
                          Field{"position", &C::position, "Events folded in."},
                          Field{"lag", &C::lag, "Events still to fold in."},
                          Field{"error", &C::error, "Why it stopped."}};
    }
};

struct Readiness {
    bool ready = false;
    bool log = false;
    bool clock = false;
    bool storage = false;
    bool accepting = false;
    std::uint64_t log_size = 0;
    std::vector<ViewCheck> projections;

    static constexpr auto fields() {
        using R = Readiness;
        return std::tuple{Field{"ready", &R::ready, "All that follows is as it should be."},
                          Field{"log", &R::log, "It holds its genesis and can be appended to."},
                          Field{"clock", &R::clock, "It has not jumped by more than 5 minutes."},
                          Field{"storage", &R::storage, "There is more free than the reserve."},
                          Field{"accepting", &R::accepting, "The server is not stopping."},
                          Field{"log_size", &R::log_size, "Events in the log."},
                          Field{"projections", &R::projections, "Each view."}};
    }
};

struct Liveness {
    std::string status = "alive";

    static constexpr auto fields() {
        return std::tuple{Field{"status", &Liveness::status, "alive."}};
    }
};

struct ShownRebuild {
    std::uint32_t version = 0;
    Position position = 0;
    Position target = 0;
    double rate = 0;
    std::optional<double> eta_seconds;

    static constexpr auto fields() {
        using R = ShownRebuild;
        return std::tuple{Field{"version", &R::version, "Of the view that is built."},
                          Field{"position", &R::position, "Events folded in."},
                          Field{"target", &R::target, "Events to fold in."},
                          Field{"rate", &R::rate, "Events a second."},
                          Field{"eta_seconds", &R::eta_seconds, "Until it takes over."}};
    }
};

struct ShownView {
    std::string name;
    std::uint32_t version = 0;
    std::string state;
    Position position = 0;
    Position log_end = 0;
    std::uint64_t lag = 0;
    double rate = 0;
    std::uint64_t bytes = 0;
    std::optional<std::string> error;
    std::optional<ShownRebuild> rebuild;
    std::optional<Hash> digest;
    std::optional<Position> digest_position;

    static constexpr auto fields() {
        using V = ShownView;
        return std::tuple{
            Field{"name", &V::name, "Of the view."},
            Field{"version", &V::version, "Of its rules."},
            Field{"state", &V::state, "live, catching_up or stopped."},
            Field{"position", &V::position, "Events folded in."},
            Field{"log_end", &V::log_end, "Events in the log."},
            Field{"lag", &V::lag, "Events still to fold in."},
            Field{"rate", &V::rate, "Events a second."},
            Field{"bytes", &V::bytes, "On disk, about."},
            Field{"error", &V::error, "Why it stopped."},
            Field{"rebuild", &V::rebuild, "The build that will take its place."},
            Field{"digest", &V::digest, "SHA-256 over the sorted rows."}.omit_null(),
            Field{"digest_position", &V::digest_position, "Events that the digest covers."}
                .omit_null()};
    }
};

struct ProjectionsReply {
    std::vector<ShownView> projections;

    static constexpr auto fields() {
        return std::tuple{Field{"projections", &ProjectionsReply::projections, "Each view."}};
    }
};

struct ProjectionsQuery {
    bool digest = false;

    static constexpr auto fields() {
        return std::tuple{
            Field{"digest", &ProjectionsQuery::digest, "With digests; reads all rows."}
                .or_default()};
    }
};

/// The answer to what has nothing else to show.
struct Told {
    std::string message;

    static constexpr auto fields() {
        return std::tuple{Field{"message", &Told::message, "For people."}};
    }
};

}  // namespace ledger
