#include "http/app/stellar_network.hpp"

#include "http/app/pause.hpp"
#include "http/app/sandbox_http_client.hpp"
#include "http/pooled_http_client.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/network_id.hpp"
#include "stellar/network/horizon_client.hpp"
#include "stellar/network/rpc_client.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace ledger {
namespace {

using stellar::NetworkClient;

/// A look is a few reads, each tried twice at most: whoever waits for it wants to know soon.
stellar::NetworkSettings network_settings(const std::string& url) {
    stellar::NetworkSettings settings{.endpoints = {url}};
    settings.call = std::chrono::seconds{5};
    settings.read_attempts = 2;
    settings.read_time = std::chrono::seconds{6};
    return settings;
}

std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

std::string passphrase_of(const StellarSettings& settings) {
    if (settings.network == "public") return std::string{stellar::public_passphrase};
    if (settings.network == "testnet") return std::string{stellar::testnet_passphrase};
    return settings.passphrase;
}

const SandboxAccount* account_named(const SandboxStatus& status, std::string_view name) {
    for (const SandboxAccount& account : status.accounts)
        if (account.name == name) return &account;
    return nullptr;
}

bool wait(Duration duration) {
    app::pause_for(duration);
    return true;
}

}  // namespace

struct StellarNetwork::Opened {
    std::unique_ptr<SandboxThread> sandbox{};  ///< Null unless that is the network.
    std::unique_ptr<HttpClient> http{};
    std::unique_ptr<NetworkClient> client{};
    bool is_checked = false;  ///< That it is the network that is configured.
};

StellarNetwork::StellarNetwork(Parts parts, StellarSettings settings)
    : parts_{std::move(parts)}, settings_{std::move(settings)} {}

StellarNetwork::~StellarNetwork() = default;

Result<void> StellarNetwork::open_sandbox(Opened& opened) {
    TRY(sandbox, SandboxThread::start({parts_.files, parts_.entropy, parts_.clock, parts_.failed},
                                      settings_.sandbox));
    TRY(status, sandbox->status());
    settings_.passphrase = status.passphrase;
    if (settings_.pool_address.empty())
        settings_.pool_address = account_named(status, "pool")->address;
    if (settings_.usdc_issuer.empty())
        settings_.usdc_issuer = account_named(status, "issuer")->address;
    opened.http = std::make_unique<SandboxHttpClient>(*sandbox);
    opened.sandbox = std::move(sandbox);
    return {};
}

Result<StellarNetwork::Opened*> StellarNetwork::open() {
    if (opened_) return opened_.get();
    auto opened = std::make_unique<Opened>();
    if (settings_.network == "sandbox") {
        TRY(open_sandbox(*opened));
    } else {
        TRY(http, PooledHttpClient::create(parts_.clock));
        opened->http = std::move(http);
    }
    const std::string rpc = opened->sandbox ? std::string{sandbox_url} + "/rpc" : settings_.rpc_url;
    const stellar::NetworkPorts ports{*opened->http, parts_.clock, wait};
    if (!rpc.empty()) {
        TRY(client, stellar::RpcClient::create(network_settings(rpc), ports));
        opened->client = std::move(client);
    } else {
        TRY(client, stellar::HorizonClient::create(network_settings(settings_.horizon_url), ports));
        opened->client = std::move(client);
    }
    opened_ = std::move(opened);
    return opened_.get();
}

Result<void> StellarNetwork::see(StellarStatus& status) {
    TRY(opened, open());
    NetworkClient& client = *opened->client;
    status.pool_address = given(settings_.pool_address);
    const std::string passphrase = passphrase_of(settings_);
    if (!opened->is_checked && !passphrase.empty()) TRY(stellar::check_network(client, passphrase));
    opened->is_checked = true;
    status.network_passphrase = given(passphrase);
    TRY(latest, client.latest_ledger());
    status.latest_ledger = latest.sequence;
    status.latest_ledger_closed_at = latest.closed_at;
    if (settings_.pool_address.empty()) return {};
    return see_pool(client, status);
}

Result<void> StellarNetwork::see_pool(NetworkClient& client, StellarStatus& status) const {
    std::vector<stellar::IssuedAsset> assets;
    if (!settings_.usdc_issuer.empty()) {
        TRY(issuer, stellar::key_from_account_text(settings_.usdc_issuer));
        assets.push_back({.code = "USDC", .issuer = issuer});
    }
    TRY(pool, client.account(settings_.pool_address, assets));
    if (!pool) return {};
    for (const stellar::Balance& balance : pool->balances) {
        if (!balance.asset.issued) status.pool_balance_xlm = balance.amount;
        if (!assets.empty() && balance.asset.issued == assets.front())
            status.pool_balance_usdc = balance.amount;
    }
    return {};
}

StellarStatus StellarNetwork::look() {
    StellarStatus status;
    status.network = settings_.network;
    status.horizon_url = given(settings_.horizon_url);
    status.soroban_rpc_url = given(settings_.rpc_url);
    const auto seen = see(status);
    status.connected = seen.has_value();
    if (!seen) status.error = seen.error().message;
    return status;
}

}  // namespace ledger
