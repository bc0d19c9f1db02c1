// SEP-29: accounts that share one address among many owners want a memo, and say so on the ledger.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// The entry of an account's data that says so, by the value "1" (in Base64: "MQ==").
inline constexpr std::string_view memo_required_entry = "config.memo_required";

/// How value gets to a destination; by other operations no memo is wanted.
enum class Transfer {
    payment,
    path_payment_strict_receive,
    path_payment_strict_send,
    account_merge,
    other,
};

struct Destination {
    Transfer transfer = Transfer::payment;
    bool is_muxed = false;  ///< M…: says by itself whom it is for.
    /// The bytes of the entry; nothing when the account has none, or does not exist.
    std::optional<std::string> memo_required{};
};

/// Whether this destination wants a memo.
bool wants_memo(const Destination& destination);

/// The index of the first destination for whose sake a transaction without memo may not be sent;
/// nothing when it may. One with any memo always may.
std::optional<std::size_t> first_without_memo(std::span<const Destination> destinations,
                                              bool has_memo);

}  // namespace ledger::stellar
