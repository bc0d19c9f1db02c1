// What stands at Horizon's addresses: single objects and lists, pure functions of the network and
// the request.
#pragma once

#include "stellar/sandbox/horizon/account_json.hpp"
#include "stellar/sandbox/horizon/target.hpp"
#include "stellar/xdr/assets.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ledger::stellar::sandbox {

/// Names and addresses of this network.
struct NetworkNames {
    std::string passphrase;
    std::string version;  ///< Of this program.
};

/// A part of history: paging tokens from `first` up to, and without, `end`.
struct Scope {
    std::int64_t first = 0;
    std::int64_t end = std::numeric_limits<std::int64_t>::max();
};

struct LedgerList {};
struct TransactionList {
    Scope scope{};
    std::optional<AccountKey> account{};
    bool include_failed = false;
};
struct OperationList {
    Scope scope{};
    std::optional<AccountKey> account{};
    bool only_payments = false;
    bool include_failed = false;
    bool join_transactions = false;
};
struct BalanceList {
    std::optional<AccountKey> sponsor{};
    std::optional<AccountKey> claimant{};
    std::optional<xdr::Asset> asset{};
};
using List = std::variant<LedgerList, TransactionList, OperationList, BalanceList>;

/// The JSON of an object.
struct Single {
    std::string json;
};
using Resource = std::variant<Single, List>;

/// What a GET of `target` is about.
OrProblem<Resource> resource_at(const NetworkView& network, const NetworkNames& names,
                                const Target& target);

struct Record {
    std::string token;  ///< The list goes on after it.
    std::string json;
};
/// The records of a page, at most its limit.
Result<std::vector<Record>> records_of(const NetworkView& network, const List& list,
                                       const PageRequest& page);
/// Whether paging tokens are numbers of history.
bool has_numbers(const List& list);
/// `cursor=now` as the number after all that has happened.
std::int64_t number_of_now(const History& history);

/// A page with its links to itself, the next and the previous one.
std::string page_json(const Target& target, const PageRequest& page,
                      const std::vector<Record>& records, std::string_view base);

}  // namespace ledger::stellar::sandbox
