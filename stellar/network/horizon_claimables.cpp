#include "engine/kernel/encoding.hpp"
#include "stellar/network/answer_fields.hpp"
#include "stellar/network/horizon_answers.hpp"
#include "stellar/strkey/strkey.hpp"

namespace ledger::stellar::horizon {
namespace {

constexpr std::size_t most_claimants = 10;
constexpr std::size_t deepest_predicate = 5;  ///< The network takes 4.
/// The type of an id, before its hash.
constexpr std::string_view id_type = "00000000";

struct PredicateAnswer {
    bool unconditional = false;
    std::optional<std::vector<json::Raw>> all{}, any{};
    std::optional<json::Raw> opposite{};
    std::optional<WholeNumber> before_time{}, before_age{};
    static constexpr auto fields() {
        using P = PredicateAnswer;
        return std::tuple{Field{"unconditional", &P::unconditional, ""}.or_default(),
                          Field{"and", &P::all, ""}.items(0, 2),
                          Field{"or", &P::any, ""}.items(0, 2),
                          Field{"not", &P::opposite, ""},
                          Field{"abs_before_epoch", &P::before_time, ""},
                          Field{"rel_before", &P::before_age, ""}};
    }
};
struct ClaimantAnswer {
    std::string destination{};
    json::Raw predicate{};
    static constexpr auto fields() {
        return std::tuple{Field{"destination", &ClaimantAnswer::destination, ""},
                          Field{"predicate", &ClaimantAnswer::predicate, ""}};
    }
};
struct ClaimableAnswer {
    std::string id{};
    std::string asset{};
    Amount amount{};
    std::vector<ClaimantAnswer> claimants{};
    WholeNumber last_modified_ledger{};
    std::string paging_token{};
    static constexpr auto fields() {
        using C = ClaimableAnswer;
        return std::tuple{Field{"id", &C::id, ""},
                          Field{"asset", &C::asset, ""},
                          Field{"amount", &C::amount, ""},
                          Field{"claimants", &C::claimants, ""}.items(0, most_claimants),
                          Field{"last_modified_ledger", &C::last_modified_ledger, ""},
                          Field{"paging_token", &C::paging_token, ""}.or_default()};
    }
};

using xdr::ClaimPredicate;
using xdr::ClaimPredicateType;

Result<ClaimPredicate> predicate_of(std::string_view text, std::size_t depth);

template <ClaimPredicateType Type>
Result<ClaimPredicate> pair_of(const std::vector<json::Raw>& parts, std::size_t depth) {
    ClaimPredicate predicate{Type};
    for (const json::Raw& part : parts) {
        TRY(inner, predicate_of(part.text, depth + 1));
        predicate.template get_if<Type>()->push_back(std::move(inner));
    }
    return predicate;
}

Result<ClaimPredicate> predicate_of(std::string_view text, std::size_t depth) {
    if (depth > deepest_predicate) return strange_answer("a predicate that is too deep");
    TRY(answer, read_answer<PredicateAnswer>(text));
    if (answer.unconditional) return ClaimPredicate{xdr::arm<ClaimPredicateType::unconditional>};
    if (answer.all) return pair_of<ClaimPredicateType::and_>(*answer.all, depth);
    if (answer.any) return pair_of<ClaimPredicateType::or_>(*answer.any, depth);
    if (answer.opposite) {
        TRY(inner, predicate_of(answer.opposite->text, depth + 1));
        ClaimPredicate predicate{ClaimPredicateType::not_};
        *predicate.get_if<ClaimPredicateType::not_>() = xdr::Box<ClaimPredicate>{std::move(inner)};
        return predicate;
    }
    if (answer.before_time)
        return ClaimPredicate{xdr::arm<ClaimPredicateType::before_absolute_time>,
                              answer.before_time->value};
    if (answer.before_age)
        return ClaimPredicate{xdr::arm<ClaimPredicateType::before_relative_time>,
                              answer.before_age->value};
    return strange_answer("a predicate of no kind");
}

Result<ClaimableBalance> claimable_of(const ClaimableAnswer& answer) {
    const auto id = answer.id.starts_with(id_type)
                        ? hash_from_hex(std::string_view{answer.id}.substr(id_type.size()))
                        : std::nullopt;
    if (!id) return strange_answer("an id of no claimable balance");
    const auto asset = asset_from_text(answer.asset);
    if (!asset) return strange_answer(asset.error().message);
    TRY(ledger, small_number(answer.last_modified_ledger, "last_modified_ledger"));
    ClaimableBalance balance{
        .id = *id, .asset = *asset, .amount = answer.amount, .last_modified_ledger = ledger};
    for (const ClaimantAnswer& claimant : answer.claimants) {
        if (!strkey_payload(StrkeyKind::account, claimant.destination))
            return strange_answer("a claimant that is no account");
        TRY(predicate, predicate_of(claimant.predicate.text, 1));
        balance.claimants.push_back({claimant.destination, std::move(predicate)});
    }
    return balance;
}

}  // namespace

Result<ClaimableBalance> read_claimable_balance(std::string_view body) {
    TRY(answer, read_answer<ClaimableAnswer>(body));
    return claimable_of(answer);
}

Result<ClaimableBalancePage> read_claimable_balances(std::string_view body, std::size_t limit) {
    TRY(records, read_records(body));
    ClaimableBalancePage page;
    for (const std::string& record : records) {
        TRY(answer, read_answer<ClaimableAnswer>(record));
        TRY(balance, claimable_of(answer));
        page.balances.push_back(std::move(balance));
        if (records.size() >= limit) page.next = answer.paging_token;
    }
    return page;
}

}  // namespace ledger::stellar::horizon
