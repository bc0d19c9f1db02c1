// The Stellar network of a ledger: which one it is, and how it is reached.
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"
#include "http/app/sandbox_settings.hpp"
#include "http/stellar_status.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ledger::stellar {
class NetworkClient;
}

namespace ledger {

struct StellarSettings {
    std::string network = "sandbox";  ///< Or testnet, public, custom.
    std::string passphrase{};         ///< Of a custom one; empty: whatever it says.
    std::string horizon_url{};
    std::string rpc_url{};       ///< Asked rather than Horizon, if there is one.
    std::string pool_address{};  ///< G...; of the sandbox its own pool, unless it is given.
    std::string usdc_issuer{};   ///< G...; likewise.
    SandboxSettings sandbox{};
};

/// Opened when it is first looked at: then the sandbox's folder is made, or a connection. One
/// thread.
class StellarNetwork {
public:
    struct Parts {
        FileSystem& files;
        Entropy& entropy;
        const Clock& clock;
        std::function<void(const Error&)> failed;  ///< Told of what the sandbox's folder has.
    };
    StellarNetwork(Parts parts, StellarSettings settings);
    StellarNetwork(const StellarNetwork&) = delete;
    StellarNetwork& operator=(const StellarNetwork&) = delete;
    ~StellarNetwork();

    /// What is configured, and what the network says now. Blocks for some seconds at most.
    StellarStatus look();

private:
    struct Opened;
    Result<Opened*> open();
    Result<void> open_sandbox(Opened& opened);
    Result<void> see(StellarStatus& status);
    Result<void> see_pool(stellar::NetworkClient& client, StellarStatus& status) const;

    Parts parts_;
    StellarSettings settings_;
    std::unique_ptr<Opened> opened_;
};

}  // namespace ledger
