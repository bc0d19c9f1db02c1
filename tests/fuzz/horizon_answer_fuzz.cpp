// Whatever Horizon answers is a record, or an error that says so; and so is what streams bring.
#include "stellar/network/event_stream.hpp"
#include "stellar/network/horizon_answers.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <chrono>

namespace {

using namespace ledger;
using namespace ledger::stellar;

template <class T>
void check(const Result<T>& answer) {
    LEDGER_ASSERT(answer || answer.error().code == "network.answer");
}

void check_payment(std::string_view record) {
    constexpr std::uint64_t before = 4'096;
    PaymentPage page{.cursor = before};
    check(horizon::add_payment(record, page));
    LEDGER_ASSERT(page.payments.size() + page.unread.size() <= 1);
    LEDGER_ASSERT(page.cursor > before || (page.payments.empty() && page.unread.empty()));
}

}  // namespace

void ledger::test::fuzz(std::string_view input) {
    check(horizon::read_root(input));
    check(horizon::read_account(input));
    check(horizon::read_fee_stats(input));
    check(horizon::read_transaction(input));
    check(horizon::read_claimable_balance(input));
    check(horizon::read_claimable_balances(input, 1));
    const auto records = horizon::read_records(input);
    check(records);
    if (records)
        for (const std::string& record : *records) check_payment(record);
    constexpr std::size_t most_event_bytes = 4'096;
    EventStream events{most_event_bytes};
    check(events.feed(input, [](const StreamEvent& event) {
        LEDGER_ASSERT(event.data.size() <= most_event_bytes);
        check_payment(event.data);
        return true;
    }));
    for (const int status : {201, 400, 429, 503})
        static_cast<void>(
            horizon::submission_of({.status = status, .headers = {}, .body = std::string{input}},
                                   std::chrono::seconds{30}));
}
