// Whatever Soroban RPC answers is a record, or an error that says so.
#include "stellar/network/rpc_answers.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <chrono>

namespace {

using namespace ledger;
using namespace ledger::stellar;

template <class T>
void check(const Result<T>& answer) {
    LEDGER_ASSERT(answer || answer.error().code.starts_with("network."));
}

void check_payments(std::string_view result) {
    const PaymentQuery query{.after = history_cursor(10), .limit = 2};
    const auto page = rpc::read_payments(result, query);
    check(page);
    if (!page) return;
    LEDGER_ASSERT(page->cursor >= query.after);
    std::uint64_t last = query.after;
    for (const Payment& payment : page->payments) {
        LEDGER_ASSERT(payment.cursor > last && payment.cursor <= page->cursor);
        last = payment.cursor;
    }
}

}  // namespace

void ledger::test::fuzz(std::string_view input) {
    static_cast<void>(rpc::submission_of({.status = 200, .headers = {}, .body = std::string{input}},
                                         std::chrono::seconds{30}));
    const auto result = rpc::read_result(input);
    check(result);
    if (!result) return;
    check(rpc::read_network(*result));
    check(rpc::read_latest_ledger(*result));
    check(rpc::read_fee_stats(*result));
    check(rpc::read_transaction(*result));
    check(rpc::read_account(*result, ""));
    check(rpc::read_claimable_balance(*result, {}));
    check_payments(*result);
}
