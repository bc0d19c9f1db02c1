// The pieces that Horizon's objects share: links, amounts, times, assets, accounts.
#pragma once

#include "engine/kernel/json_writer.hpp"
#include "stellar/sandbox/history/participants.hpp"
#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/claimants.hpp"
#include "stellar/xdr/keys.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// `_links`, whose addresses all begin with the server's own.
class Links {
public:
    explicit Links(std::string_view base) : base_{base} {}
    /// `path` begins with a slash.
    Links& add(std::string_view name, std::string_view path);
    /// A template (RFC 6570): what stands in braces is for the client to fill in.
    Links& add_template(std::string_view name, std::string_view path);
    std::string text() const { return links_.text(); }

private:
    std::string_view base_;
    json::ObjectWriter links_;
};

/// "5000.0000000"
std::string amount_text(std::int64_t units);
/// RFC 3339, UTC. Nothing for years that it cannot say, after 9999 or before 0.
std::optional<std::string> time_text(std::int64_t unix_seconds);
/// Of a ledger: those are always within.
std::string close_time_text(xdr::TimePoint close_time);

std::string account_text(const xdr::AccountId& account);          ///< G…
std::string base_account_text(const xdr::MuxedAccount& account);  ///< G…, without the id.
std::string signer_key_text(const xdr::SignerKey& key);
std::string balance_id_text(const xdr::ClaimableBalanceId& id);  ///< Hexadecimal, as Horizon.
std::string asset_text(const xdr::Asset& asset);                 ///< "native" or "CODE:G…"

/// `name`: G…; of a muxed account also `name`_muxed: M… and `name`_muxed_id.
void add_account(json::ObjectWriter& object, std::string_view name,
                 const xdr::MuxedAccount& account);
/// asset_type, and of an issued asset asset_code and asset_issuer.
void add_asset(json::ObjectWriter& object, const xdr::Asset& asset);
std::string predicate_json(const xdr::ClaimPredicate& predicate);
/// The claimants of a balance as an array.
std::string claimants_json(const xdr::Array<xdr::Claimant, 10>& claimants);
/// Bytes of the protocol that are meant to be text; what is not UTF-8 is replaced.
std::string readable(std::string_view bytes);

/// A trust line's asset, unless it is a pool's share.
std::optional<xdr::Asset> asset_of(const xdr::TrustLineAsset& asset);

}  // namespace ledger::stellar::sandbox
