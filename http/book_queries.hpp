// The books over HTTP: balances now and at any position, and the proof that they balance.
#pragma once

#include "engine/kernel/route.hpp"

#include <array>
#include <string_view>

namespace ledger {

inline constexpr std::array<std::string_view, 1> book_views{"balances"};

Result<Reply> show_trial_balance(const Request& request, const Context& context);
Result<Reply> show_balances(const Request& request, const Context& context);

}  // namespace ledger
