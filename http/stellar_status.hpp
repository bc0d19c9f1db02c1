// What the server says about the Stellar network that it settles on.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/route.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ledger {

/// The first five are those of the API's founding document.
struct StellarStatus {
    std::string network = "sandbox";
    std::optional<std::string> horizon_url{};
    std::optional<std::string> pool_address{};
    std::optional<Amount> pool_balance_xlm{};
    std::optional<Amount> pool_balance_usdc{};
    std::optional<std::string> soroban_rpc_url{};
    std::optional<std::string> network_passphrase{};
    bool connected = false;
    std::optional<std::string> error{};
    std::optional<std::uint32_t> latest_ledger{};
    std::optional<Timestamp> latest_ledger_closed_at{};
    std::optional<Timestamp> last_seen_at{};

    static constexpr auto fields() {
        using S = StellarStatus;
        return std::tuple{
            Field{"network", &S::network, "sandbox, testnet, public or custom."},
            Field{"horizon_url", &S::horizon_url, "Where Horizon is asked."},
            Field{"pool_address", &S::pool_address, "The account that pays."},
            Field{"pool_balance_xlm", &S::pool_balance_xlm, "What it holds in lumens."},
            Field{"pool_balance_usdc", &S::pool_balance_usdc, "What it holds in USDC."},
            Field{"soroban_rpc_url", &S::soroban_rpc_url, "Where Soroban RPC is asked."},
            Field{"network_passphrase", &S::network_passphrase, "What signatures are for."},
            Field{"connected", &S::connected, "Whether it answered when it was last asked."},
            Field{"error", &S::error, "Why it did not."},
            Field{"latest_ledger", &S::latest_ledger, "The last one that it told of."},
            Field{"latest_ledger_closed_at", &S::latest_ledger_closed_at, "What its header says."},
            Field{"last_seen_at", &S::last_seen_at, "When it last answered."}};
    }
};

/// GET /api/v1/stellar/status.
Result<Reply> show_stellar_status(const Request& request, const Context& context);

}  // namespace ledger
