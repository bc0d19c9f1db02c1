#include "stellar/sandbox/service/set_up.hpp"

#include "stellar/keys/derived_key.hpp"
#include "stellar/keys/network_id.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/service/signed_transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::int64_t lumens(std::int64_t count) { return count * Amount::units_per_one; }

constexpr std::int64_t account_lumens = lumens(10'000);
constexpr std::int64_t friendbot_lumens = lumens(1'000'000'000);
constexpr std::int64_t pool_usdc = 1'000'000 * Amount::units_per_one;
constexpr std::int64_t pool_nociq = 100'000'000 * Amount::units_per_one;
constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

xdr::ChangeTrustAsset line_of(const xdr::Asset& asset) {
    if (const auto* four = asset.get_if<xdr::AssetType::credit_alphanum4>())
        return xdr::ChangeTrustAsset{xdr::arm<xdr::AssetType::credit_alphanum4>, *four};
    return xdr::ChangeTrustAsset{xdr::arm<xdr::AssetType::credit_alphanum12>,
                                 *asset.get_if<xdr::AssetType::credit_alphanum12>()};
}

xdr::Operation trust(const KeyPair& account, const xdr::Asset& asset) {
    return {.source_account = muxed_account(account),
            .body = xdr::OperationBody{xdr::arm<xdr::OperationType::change_trust>, line_of(asset),
                                       no_limit}};
}

xdr::Operation pay(const KeyPair& to, const xdr::Asset& asset, std::int64_t amount) {
    return {.body = xdr::OperationBody{xdr::arm<xdr::OperationType::payment>, muxed_account(to),
                                       asset, amount}};
}

/// By the root account, whose sequence numbers begin with 0.
Result<xdr::TransactionEnvelope> accounts(const SandboxKeys& keys, const Hash& network) {
    std::vector<xdr::Operation> operations;
    for (const KeyPair* const account :
         {&keys.issuer, &keys.pool, &keys.network_operator, &keys.noc})
        operations.push_back(create_account(*account, account_lumens));
    for (const KeyPair& friendbot : keys.friendbots)
        operations.push_back(create_account(friendbot, friendbot_lumens));
    return signed_transaction(network, {.source = &keys.root, .sequence = 1},
                              std::move(operations));
}

Result<xdr::TransactionEnvelope> trust_lines(const SandboxKeys& keys, const Hash& network) {
    std::vector<xdr::Operation> operations;
    for (const KeyPair* const account : {&keys.pool, &keys.network_operator, &keys.noc})
        for (const std::string_view code : {usdc_code, nociq_code})
            operations.push_back(trust(*account, issued_asset(code, keys.issuer)));
    return signed_transaction(network,
                              {.source = &keys.root,
                               .sequence = 2,
                               .further_signers = {&keys.pool, &keys.network_operator, &keys.noc}},
                              std::move(operations));
}

Result<xdr::TransactionEnvelope> payments(const SandboxKeys& keys, const Hash& network) {
    // The issuer was created in ledger 2.
    return signed_transaction(network,
                              {.source = &keys.issuer, .sequence = starting_sequence(2) + 1},
                              {pay(keys.pool, issued_asset(usdc_code, keys.issuer), pool_usdc),
                               pay(keys.pool, issued_asset(nociq_code, keys.issuer), pool_nociq)});
}

}  // namespace

SandboxKeys sandbox_keys(std::string_view seed, const Hash& network) {
    const auto derived = [&](std::string_view name) {
        return derived_key_pair(seed, network, fmt::format("nociq sandbox {}", name));
    };
    SandboxKeys keys{.root = root_key_pair(network),
                     .issuer = derived("issuer"),
                     .pool = derived("pool"),
                     .network_operator = derived("operator"),
                     .noc = derived("noc"),
                     .friendbots = {}};
    for (std::size_t i = 0; i < friendbot_sources; ++i)
        keys.friendbots.push_back(derived(fmt::format("friendbot {}", i)));
    return keys;
}

xdr::Asset issued_asset(std::string_view code, const KeyPair& issuer) {
    const xdr::AccountId account = account_id(Hash{issuer.public_key()});
    if (code.size() <= xdr::Opaque<4>{}.bytes.size()) {
        xdr::AssetCode4 four;
        std::ranges::copy(code, four.code.bytes.begin());
        return xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum4>, four, account};
    }
    xdr::AssetCode12 twelve;
    std::ranges::copy(code, twelve.code.bytes.begin());
    return xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum12>, twelve, account};
}

Result<std::vector<xdr::TransactionEnvelope>> set_up_transactions(std::uint32_t sequence,
                                                                  const SandboxKeys& keys,
                                                                  const Hash& network) {
    using Make = Result<xdr::TransactionEnvelope> (*)(const SandboxKeys&, const Hash&);
    const Make make = sequence == 2 ? &accounts : sequence == 3 ? &trust_lines : &payments;
    TRY(envelope, make(keys, network));
    return std::vector{std::move(envelope)};
}

}  // namespace ledger::stellar::sandbox
