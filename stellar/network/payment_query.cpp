#include "stellar/network/payment_query.hpp"

#include "stellar/network/entry_records.hpp"

namespace ledger::stellar {

Result<void> check_query(const PaymentQuery& query) {
    constexpr std::uint32_t most = 200;
    if (query.limit < 1 || query.limit > most)
        return fail(ErrorKind::validation, "network.limit", "a page has 1 to 200 records");
    if (query.account.empty()) return {};
    TRY(account_id(query.account));
    return {};
}

std::string payments_path(const PaymentQuery& query) {
    return query.account.empty() ? "/payments" : "/accounts/" + query.account + "/payments";
}

}  // namespace ledger::stellar
