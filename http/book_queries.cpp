#include "http/book_queries.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/kernel/query.hpp"
#include "engine/ports/history.hpp"
#include "http/book_requests.hpp"
#include "http/services.hpp"

#include <algorithm>

namespace ledger {
namespace {

/// The account's last row that is not behind `key`.
Result<std::optional<BalanceKey>> last_row(const EventLog& log, const std::string& account,
                                           const std::string& key, Amount& balance) {
    TRY(row, log.last_at_or_before(Family::balances, key));
    if (!row) return std::nullopt;
    TRY(found, decode_balance_key(row->key));
    if (found.account != account) return std::nullopt;
    TRY(units, decode_balance(row->value));
    balance = units;
    return found;
}

Result<void> add_past_line(const EventLog& log, const BalanceKey& wanted, PastBalances& past) {
    Amount balance;
    const std::string key = balance_key(wanted.account, wanted.asset, past.as_of);
    TRY(found, last_row(log, wanted.account, key, balance));
    if (found && found->asset == wanted.asset)
        past.balances.push_back({wanted.account, wanted.asset, balance, to_text(balance)});
    return {};
}

/// One seek an asset finds which assets the account ever held, one more what it held then.
Result<void> add_past_lines(const EventLog& log, const std::string& account, PastBalances& past) {
    // Behind every asset of the account, and in front of the next account.
    std::string key = account + '\x01';
    for (;;) {
        Amount now;
        TRY(found, last_row(log, account, key, now));
        if (!found) break;
        TRY(add_past_line(log, *found, past));
        key = balance_key(account, found->asset, 0);
        key.resize(key.size() - sizeof(Position) - 1);  // Without the asset's end: in front of it.
    }
    std::ranges::reverse(past.balances);
    return {};
}

Result<Reply> show_past(const BalancesQuery& query, const Context& context) {
    if (!query.account)
        return fail(invalid_fields(
            {{"account", "required", "as_of answers about one account: name it.", {}}}));
    TRY(asked, parse_as_of(*query.as_of));
    TRY(moment, context.history->moment(asked));
    const Position as_of = moment.position;
    const EventLog& log = services_of(context).log;
    Sha256 sha256;
    TRY(root, root_of(as_of + 1, LogReader{log}.subtree_source(), sha256));
    PastBalances past{
        .as_of = as_of, .size = as_of + 1, .root = to_base64(as_view(root)), .balances = {}};
    if (query.asset) {
        TRY(add_past_line(log, {*query.account, *query.asset, as_of}, past));
    } else {
        TRY(add_past_lines(log, *query.account, past));
    }
    return Reply{.body = json::text_of(past)};
}

}  // namespace

Result<Reply> show_trial_balance(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(trial, trial_balance(context.rows(book_views[0])));
    return Reply{.body = json::text_of(trial)};
}

Result<Reply> show_balances(const Request& request, const Context& context) {
    TRY(query, parse_query<BalancesQuery>(request));
    if (query.as_of) return show_past(query, context);
    BalanceFilter filter{
        .account_prefix = {}, .asset = query.asset, .offset = query.offset, .limit = query.limit};
    // With its end, a prefix is the whole name.
    if (query.account) filter.account_prefix = *query.account + '\0';
    TRY(found, balances(context.rows(book_views[0]), filter));
    const std::uint64_t shown_end = query.offset + found.accounts.size();
    ListedBalances list{.total = found.total,
                        .limit = query.limit,
                        .offset = query.offset,
                        .has_next = shown_end < found.total,
                        .has_previous = query.offset > 0,
                        .next_offset = std::nullopt,
                        .previous_offset = std::nullopt,
                        .balances = std::move(found.accounts)};
    if (list.has_next) list.next_offset = shown_end;
    if (list.has_previous)
        list.previous_offset = query.offset - std::min(query.offset, query.limit);
    return Reply{.body = json::text_of(list)};
}

}  // namespace ledger
