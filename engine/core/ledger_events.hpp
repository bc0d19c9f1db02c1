// The ledger's own events: how a log began, which assets it counts, and what was lost for good.
#pragma once

#include "engine/kernel/event_table.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <variant>

namespace ledger {

struct LogCreated {
    static constexpr EventMeta meta{"log.created", 1, "A log began; its position is 0."};
    std::uint32_t format = 1;
    std::string origin;
    std::string verifier_key;
    std::string network;

    static constexpr auto fields() {
        return std::tuple{
            Field{"format", &LogCreated::format, "Version of the record format."},
            Field{"origin", &LogCreated::origin, "Origin line of its checkpoints."},
            Field{"verifier_key", &LogCreated::verifier_key, "Key that signs its checkpoints."},
            Field{"network", &LogCreated::network, "Stellar network that it settles on."}};
    }
    bool operator==(const LogCreated&) const = default;
};

struct LogRecovered {
    static constexpr EventMeta meta{
        "log.recovered", 1, "An operator accepted the loss of a tail; a new origin begins."};
    std::string origin;
    std::string previous_origin;
    std::uint64_t lost_from = 0;
    std::uint64_t known_size = 0;
    Hash known_root;
    std::string last_checkpoint;
    std::string reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"origin", &LogRecovered::origin, "Origin of all later checkpoints."},
            Field{"previous_origin", &LogRecovered::previous_origin, "Origin until now."},
            Field{"lost_from", &LogRecovered::lost_from, "First position that was lost."},
            Field{"known_size", &LogRecovered::known_size, "Size that HEAD vouched for."},
            Field{"known_root", &LogRecovered::known_root, "Root that HEAD vouched for."},
            Field{"last_checkpoint", &LogRecovered::last_checkpoint,
                  "Signed note of that size under the previous origin."}
                .length(0, 4'096),
            Field{"reason", &LogRecovered::reason, "The operator's words."}.length(1, 500)};
    }
    bool operator==(const LogRecovered&) const = default;
};

struct AssetDefined {
    static constexpr EventMeta meta{"asset.defined", 1, "An asset that accounts may hold."};
    std::string code;
    std::optional<std::string> issuer;
    std::string network;

    static constexpr auto fields() {
        return std::tuple{
            Field{"code", &AssetDefined::code, "Asset code, as in postings."}.length(1, 12),
            Field{"issuer", &AssetDefined::issuer, "Issuing account; null until one is known."},
            Field{"network", &AssetDefined::network, "Network on which it is issued."}};
    }
    bool operator==(const AssetDefined&) const = default;
};

/// Stream `log-main`: which origin the log has now.
struct LogIdentity {
    static constexpr std::string_view category = "log";
    using Event = std::variant<LogCreated, LogRecovered>;
    static constexpr auto table = event_table(std::type_identity<Event>{});
    static constexpr const auto& event_types() { return table; }

    std::string origin;
    std::string verifier_key;
    std::uint32_t epoch = 0;  ///< 1 for the log as created, one more for each recovery.
};
LogIdentity evolve(LogIdentity identity, const LogIdentity::Event& event);
inline constexpr std::string_view log_identity_id = "main";

/// Stream `asset-<code>`.
struct Asset {
    static constexpr std::string_view category = "asset";
    using Event = std::variant<AssetDefined>;
    static constexpr auto table = event_table(std::type_identity<Event>{});
    static constexpr const auto& event_types() { return table; }

    bool defined = false;
};
Asset evolve(Asset asset, const Asset::Event& event);

void append_ledger_manual(std::string& out);

}  // namespace ledger
