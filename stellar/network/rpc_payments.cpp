#include "engine/kernel/encoding.hpp"
#include "stellar/network/answer_fields.hpp"
#include "stellar/network/entry_records.hpp"
#include "stellar/network/rpc_answers.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar::rpc {
namespace {

constexpr std::size_t most_transactions = 200;
constexpr std::uint64_t last_operation = 0xFFF;     ///< Of a transaction, in a cursor.
constexpr std::uint32_t most_ledgers = 0x7FFFFFFF;  ///< A cursor is a signed number.
constexpr std::uint32_t most_in_ledger = 0xFFFFF;   ///< Transactions, likewise.

struct TransactionAnswer {
    std::string status{};
    WholeNumber ledger{}, order{}, created_at{};
    Hash hash{};
    Base64Bytes envelope{}, result{};
    static constexpr auto fields() {
        using T = TransactionAnswer;
        return std::tuple{Field{"status", &T::status, ""},
                          Field{"ledger", &T::ledger, ""},
                          Field{"applicationOrder", &T::order, ""},
                          Field{"createdAt", &T::created_at, ""},
                          Field{"txHash", &T::hash, ""},
                          Field{"envelopeXdr", &T::envelope, ""}.or_default(),
                          Field{"resultXdr", &T::result, ""}.or_default()};
    }
};
struct TransactionsAnswer {
    std::optional<std::vector<TransactionAnswer>> transactions{};  ///< Null when there are none.
    WholeNumber latest_ledger{}, oldest_ledger{};
    static constexpr auto fields() {
        using T = TransactionsAnswer;
        return std::tuple{Field{"transactions", &T::transactions, ""}.items(0, most_transactions),
                          Field{"latestLedger", &T::latest_ledger, ""},
                          Field{"oldestLedger", &T::oldest_ledger, ""}};
    }
};

struct HealthAnswer {
    WholeNumber oldest_ledger{};
    static constexpr auto fields() {
        return std::tuple{Field{"oldestLedger", &HealthAnswer::oldest_ledger, ""}};
    }
};

/// Adds what comes behind the page's cursor, and moves that to the transaction's end.
Result<void> add_transaction(const TransactionAnswer& answer, std::string_view account,
                             PaymentPage& page) {
    TRY(ledger, small_number(answer.ledger, "ledger"));
    TRY(order, small_number(answer.order, "applicationOrder"));
    TRY(closed_at, time_of_seconds(answer.created_at));
    if (order > most_in_ledger || ledger >= most_ledgers)
        return strange_answer("a place that no transaction can have");
    const std::uint64_t end = history_cursor(ledger, order) | last_operation;
    const std::uint64_t after = std::exchange(page.cursor, std::max(page.cursor, end));
    if (end <= after || answer.status != "SUCCESS") return {};
    auto payments = payments_of(
        answer.envelope.bytes, answer.result.bytes,
        {.ledger = ledger, .order = order, .closed_at = closed_at, .hash = answer.hash});
    if (!payments) {
        page.unread.push_back({.cursor = end,
                               .record = to_hex(answer.hash),
                               .reason = std::move(payments).error().message});
        return {};
    }
    for (Payment& payment : *payments) {
        const bool is_asked = account.empty() || payment.from == account || payment.to == account;
        if (payment.cursor > after && is_asked) page.payments.push_back(std::move(payment));
    }
    return {};
}

std::unexpected<Error> history_gone(std::uint32_t oldest_ledger) {
    return fail(ErrorKind::unprocessable, "network.history_gone",
                "RPC keeps nothing before ledger " + std::to_string(oldest_ledger));
}

}  // namespace

std::string transactions_params(const PaymentQuery& query) {
    // The server goes on behind the transaction that it is given; where that is not done with, the
    // one before it is given.
    std::uint64_t cursor = query.after & ~last_operation;
    const bool is_first = (cursor & (std::uint64_t{most_in_ledger} << 12U)) == 0;
    if (!is_first && (query.after & last_operation) != last_operation) cursor -= last_operation + 1;
    json::ObjectWriter pagination;
    pagination.add("cursor", std::to_string(cursor));
    pagination.add("limit", query.limit);
    json::ObjectWriter params;
    params.add_raw("pagination", pagination.text());
    return params.text();
}

Result<PaymentPage> read_payments(std::string_view result, const PaymentQuery& query) {
    TRY(answer, read_answer<TransactionsAnswer>(result));
    TRY(oldest, small_number(answer.oldest_ledger, "oldestLedger"));
    TRY(latest, small_number(answer.latest_ledger, "latestLedger"));
    if (latest >= most_ledgers) return strange_answer("a ledger that cannot be");
    if (ledger_of(query.after) < oldest) return history_gone(oldest);
    PaymentPage page{.cursor = query.after};
    std::vector<TransactionAnswer> transactions;
    if (answer.transactions) transactions = std::move(*answer.transactions);
    page.is_last = transactions.size() < query.limit;
    for (const TransactionAnswer& transaction : transactions)
        TRY(add_transaction(transaction, query.account, page));
    // All that its ledgers hold was looked at, so that a place never ages while nothing happens.
    if (page.is_last) page.cursor = std::max(page.cursor, history_cursor(latest + 1));
    return page;
}

Result<void> check_history(std::string_view health, const PaymentQuery& query) {
    TRY(answer, read_answer<HealthAnswer>(health));
    TRY(oldest, small_number(answer.oldest_ledger, "oldestLedger"));
    if (ledger_of(query.after) < oldest) return history_gone(oldest);
    return {};
}

}  // namespace ledger::stellar::rpc
