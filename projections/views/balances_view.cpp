// Folds postings into accounts and totals, and holds the two against each other.
#include "projections/views/balances_view.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/ports/row_form.hpp"

#include <map>

namespace ledger {
namespace {

// Rows: "b" account 0 asset -> incoming, outgoing; "t" asset -> posted. Each amount is the 8 bytes
// of an int64, big endian. Names hold no 0.
constexpr std::string_view line_prefix = "b";
constexpr std::string_view total_prefix = "t";

/// Of one account in one asset.
struct Turnover {
    Amount incoming;
    Amount outgoing;

    static Result<Turnover> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;
};

/// Of one asset, over all accounts.
struct Posted {
    Amount amount;

    static Result<Posted> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;
};

std::string line_key(std::string_view account, std::string_view asset) {
    std::string key{line_prefix};
    key.append(account).push_back('\0');
    return key.append(asset);
}

void put_amount(std::string& out, Amount amount) {
    put_big_endian(out, static_cast<std::uint64_t>(amount.units()));
}

Amount take_amount(ByteReader& reader) {
    return Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
}

std::unexpected<Error> malformed() {
    return fail(ErrorKind::corrupt, "view.malformed", "a row of the balances is malformed");
}

std::unexpected<Error> overflow(std::string_view what) {
    return fail(ErrorKind::internal, "balances.overflow",
                "the turnover of " + std::string{what} + " exceeds an amount");
}

Result<Amount> add(Amount a, Amount b, std::string_view what) {
    const std::optional<Amount> added = sum(a, b);
    if (!added) return overflow(what);
    return *added;
}

Result<Turnover> Turnover::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    const Amount incoming = take_amount(reader);
    const Amount outgoing = take_amount(reader);
    if (!reader.finished()) return malformed();
    return Turnover{.incoming = incoming, .outgoing = outgoing};
}

void Turnover::append_to(std::string& out) const {
    put_amount(out, incoming);
    put_amount(out, outgoing);
}

Result<Posted> Posted::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    const Posted posted{take_amount(reader)};
    if (!reader.finished()) return malformed();
    return posted;
}

void Posted::append_to(std::string& out) const { put_amount(out, amount); }

/// Adds to one amount of a row, which is made when there is none.
template <RowForm Row>
Result<void> add_to(Rows& rows, const std::string& key, Amount Row::* member, Amount amount,
                    std::string_view what) {
    TRY(known, edit_row<Row>(rows, key));
    if (known == nullptr) {
        Row row;
        row.*member = amount;
        put_row(rows, key, row);
        return {};
    }
    TRY(after, add(known->*member, amount, what));
    known->*member = after;
    return {};
}

/// Both are >= 0, so the difference fits.
Amount balance_of(const Turnover& turnover) {
    return Amount{turnover.incoming.units() - turnover.outgoing.units()};
}

struct LineName {
    std::string_view account;
    std::string_view asset;
};

LineName name_of(std::string_view key) {
    key.remove_prefix(line_prefix.size());
    const std::size_t end = key.find('\0');
    return {key.substr(0, end), key.substr(std::min(end + 1, key.size()))};
}

/// Calls `visit(name, turnover) -> Result<void>` for each line whose account starts with `prefix`.
template <class Visit>
Result<void> for_each_line(const RowReader& rows, std::string_view prefix, Visit visit) {
    const std::string from = std::string{line_prefix}.append(prefix);
    Result<void> result;
    TRY(rows.scan(from, after_prefix(from), [&](std::string_view key, std::string_view value) {
        const Result<Turnover> turnover = Turnover::from_bytes(value);
        result = turnover ? visit(name_of(key), *turnover) : Result<void>{fail(turnover.error())};
        return result.has_value();
    }));
    return result;
}

Result<void> add_line(AssetTotal& total, const Turnover& turnover) {
    ++total.accounts;
    TRY(debits, add(total.sum_of_debits, turnover.incoming, total.asset));
    TRY(credits, add(total.sum_of_credits, turnover.outgoing, total.asset));
    total.sum_of_debits = debits;
    total.sum_of_credits = credits;
    return {};
}

using Totals = std::map<std::string, AssetTotal, std::less<>>;

AssetTotal& total_of(Totals& totals, std::string_view asset) {
    AssetTotal& total = totals[std::string{asset}];
    total.asset = asset;
    return total;
}

Result<void> read_postings(const RowReader& rows, Totals& totals) {
    Result<void> result;
    TRY(rows.scan(total_prefix, after_prefix(total_prefix),
                  [&](std::string_view key, std::string_view value) {
                      const Result<Posted> posted = Posted::from_bytes(value);
                      if (!posted) {
                          result = fail(posted.error());
                          return false;
                      }
                      total_of(totals, key.substr(total_prefix.size())).posted = posted->amount;
                      return true;
                  }));
    return result;
}

}  // namespace

Result<void> fold_balances(Rows& rows, const ViewEvent& event) {
    for (const Posting& posting : event->postings) {
        const auto& [from, to, asset, amount] = posting;
        TRY(add_to(rows, line_key(from, asset), &Turnover::outgoing, amount, from));
        TRY(add_to(rows, line_key(to, asset), &Turnover::incoming, amount, to));
        TRY(add_to(rows, std::string{total_prefix}.append(asset), &Posted::amount, amount, asset));
    }
    return {};
}

Result<Balances> balances(const RowReader& rows, const BalanceFilter& filter) {
    Balances found;
    TRY(for_each_line(rows, filter.account_prefix,
                      [&](const LineName& name, const Turnover& turnover) -> Result<void> {
                          if (filter.asset && name.asset != *filter.asset) return {};
                          const std::uint64_t place = found.total++;
                          if (place < filter.offset || found.accounts.size() >= filter.limit)
                              return {};
                          const Amount balance = balance_of(turnover);
                          found.accounts.push_back({.account = std::string{name.account},
                                                    .asset = std::string{name.asset},
                                                    .balance = balance,
                                                    .incoming = turnover.incoming,
                                                    .outgoing = turnover.outgoing,
                                                    .balance_exact = to_text(balance)});
                          return {};
                      }));
    return found;
}

Result<TrialBalance> trial_balance(const RowReader& rows) {
    Totals totals;
    TRY(for_each_line(rows, "", [&](const LineName& name, const Turnover& turnover) {
        return add_line(total_of(totals, name.asset), turnover);
    }));
    TRY(read_postings(rows, totals));
    TrialBalance trial;
    for (auto& [asset, total] : totals) {
        total.sum_of_balances = balance_of({total.sum_of_debits, total.sum_of_credits});
        total.balanced =
            total.sum_of_debits == total.posted && total.sum_of_credits == total.posted;
        trial.balanced = trial.balanced && total.balanced;
        trial.assets.push_back(std::move(total));
    }
    return trial;
}

}  // namespace ledger
