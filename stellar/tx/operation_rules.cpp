#include "stellar/tx/operation_xdr.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar {
namespace {

using xdr::ClaimPredicateType;

constexpr std::size_t most_home_domain = 32;
constexpr std::size_t most_data = 64;
constexpr std::size_t most_claimants = 10;
constexpr int deepest_predicate = 4;

/// What stellar-core takes in names of entries and domains.
bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void check_positive(Amount amount, Complaints& complaints) {
    if (amount <= Amount{}) complaints.add("amount", "range", "must be greater than 0");
}

void check_asset(const AssetName& asset, Complaints& complaints) {
    if (asset.issued && !is_asset_code(asset.issued->code))
        complaints.add("asset", "asset_code", "must have a code of 1 to 12 of A-Z, a-z and 0-9");
}

void check_issued(const AssetName& asset, Complaints& complaints) {
    if (!asset.issued) complaints.add("asset", "issued", "must not be the native asset");
    check_asset(asset, complaints);
}

void check_issuer(const AssetName& asset, const Ed25519Key& source, Complaints& complaints) {
    check_issued(asset, complaints);
    if (asset.issued && asset.issued->issuer != source)
        complaints.add("asset", "issuer", "must be issued by the operation's source");
}

void check_other(std::string_view field, const Ed25519Key& account, const Ed25519Key& source,
                 Complaints& complaints) {
    if (account == source) complaints.add(field, "self", "must not be the operation's source");
}

void check_flags(std::uint32_t clear, std::uint32_t set, std::uint32_t all,
                 Complaints& complaints) {
    if ((clear & ~all) != 0) complaints.add("clear_flags", "unknown", "has unknown bits");
    if ((set & ~all) != 0) complaints.add("set_flags", "unknown", "has unknown bits");
    if ((clear & set) != 0)
        complaints.add("set_flags", "contradiction", "must not set what clear_flags clears");
}

bool is_valid(const xdr::ClaimPredicate& predicate, int depth = 1) {
    const auto is_valid_inside = [depth](const auto& inner) { return is_valid(inner, depth + 1); };
    if (depth > deepest_predicate) return false;
    if (const auto* both = predicate.get_if<ClaimPredicateType::and_>())
        return both->size() == 2 && std::ranges::all_of(*both, is_valid_inside);
    if (const auto* either = predicate.get_if<ClaimPredicateType::or_>())
        return either->size() == 2 && std::ranges::all_of(*either, is_valid_inside);
    if (const auto* inner = predicate.get_if<ClaimPredicateType::not_>())
        return inner->has_value() && is_valid_inside(***inner);
    if (const auto* time = predicate.get_if<ClaimPredicateType::before_absolute_time>())
        return *time >= 0;
    if (const auto* seconds = predicate.get_if<ClaimPredicateType::before_relative_time>())
        return *seconds >= 0;
    return true;
}

/// One overload an operation; `source` is who does it.
struct Rules {
    const Ed25519Key& source;
    Complaints& complaints;

    void operator()(const Payment& op) const {
        check_asset(op.asset, complaints);
        check_positive(op.amount, complaints);
    }
    void operator()(const CreateAccount& op) const {
        check_other("account", op.account, source, complaints);
        if (op.starting_balance < Amount{})
            complaints.add("starting_balance", "range", "must be at least 0");
    }
    void operator()(const AccountMerge& op) const {
        check_other("into", op.into.key, source, complaints);
    }
    void operator()(const ChangeTrust& op) const {
        check_issued(op.asset, complaints);
        if (op.asset.issued)
            check_other("asset.issuer", op.asset.issued->issuer, source, complaints);
        if (op.limit < Amount{}) complaints.add("limit", "range", "must be at least 0");
    }
    void operator()(const SetOptions& op) const {
        check_flags(op.clear_flags, op.set_flags, account_flags::all, complaints);
        if (op.home_domain && op.home_domain->size() > most_home_domain)
            complaints.add("home_domain", "max_length", "must have at most 32 bytes");
        if (op.home_domain && !is_printable(*op.home_domain))
            complaints.add("home_domain", "characters", "must be ASCII without controls");
        if (!op.signer) return;
        const auto* key = op.signer->key.get_if<xdr::SignerKeyType::ed25519>();
        if (key != nullptr) check_other("signer.key", key->bytes, source, complaints);
        if (!is_usable(op.signer->key))
            complaints.add("signer.key", "min_length", "must have a payload of 1 to 64 bytes");
    }
    void operator()(const SetTrustLineFlags& op) const {
        check_issuer(op.asset, source, complaints);
        check_other("account", op.account, source, complaints);
        check_flags(op.clear_flags, op.set_flags, trust_line_flags::all, complaints);
        constexpr std::uint32_t either =
            trust_line_flags::authorized | trust_line_flags::authorized_to_maintain_liabilities;
        if ((op.set_flags & either) == either)
            complaints.add("set_flags", "contradiction",
                           "must not set both kinds of authorization");
        if ((op.set_flags & trust_line_flags::clawback_enabled) != 0)
            complaints.add("set_flags", "clawback", "must not set clawback, only clear it");
    }
    void operator()(const CreateClaimableBalance& op) const {
        check_asset(op.asset, complaints);
        check_positive(op.amount, complaints);
        if (op.claimants.empty() || op.claimants.size() > most_claimants)
            complaints.add("claimants", "length", "must be 1 to 10");
        std::vector<Ed25519Key> accounts;
        for (std::size_t i = 0; i < op.claimants.size(); ++i) {
            const std::string field = "claimants[" + std::to_string(i) + "].";
            if (std::ranges::find(accounts, op.claimants[i].account) != accounts.end())
                complaints.add(field + "account", "duplicate", "is there already");
            if (!is_valid(op.claimants[i].when))
                complaints.add(field + "when", "predicate",
                               "must be at most 4 deep, of two parts each, and of times from 0 on");
            accounts.push_back(op.claimants[i].account);
        }
    }
    void operator()(const ClaimClaimableBalance&) const {}
    void operator()(const Clawback& op) const {
        check_issuer(op.asset, source, complaints);
        check_other("from", op.from.key, source, complaints);
        check_positive(op.amount, complaints);
    }
    void operator()(const ClawbackClaimableBalance&) const {}
    void operator()(const ManageData& op) const {
        if (op.name.empty() || op.name.size() > most_data)
            complaints.add("name", "length", "must have 1 to 64 bytes");
        if (!is_printable(op.name))
            complaints.add("name", "characters", "must be ASCII without controls");
        if (op.value && op.value->size() > most_data)
            complaints.add("value", "max_length", "must have at most 64 bytes");
    }
    void operator()(const BumpSequence& op) const {
        if (op.to < 0) complaints.add("to", "range", "must be at least 0");
    }
    void operator()(const BeginSponsoring& op) const {
        check_other("account", op.account, source, complaints);
    }
    void operator()(const EndSponsoring&) const {}
};

}  // namespace

void Complaints::add(std::string_view field, std::string_view rule, std::string_view words) {
    const std::string path = prefix_ + std::string{field};
    errors.push_back({path, std::string{rule}, path + " " + std::string{words}, {}});
}

bool is_usable(const xdr::SignerKey& key) {
    const auto* over = key.get_if<xdr::SignerKeyType::ed25519_signed_payload>();
    return over == nullptr ||
           (!over->payload.bytes.empty() && over->payload.bytes.size() <= most_data);
}

void check(const Action& action, const Ed25519Key& source, Complaints& complaints) {
    std::visit(Rules{source, complaints}, action);
}

}  // namespace ledger::stellar
