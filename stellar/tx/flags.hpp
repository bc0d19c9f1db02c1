// Bits of accounts and trust lines, as the protocol numbers them.
#pragma once

#include <cstdint>

namespace ledger::stellar {

namespace account_flags {
inline constexpr std::uint32_t auth_required = 1;   ///< Who holds its assets is authorized first.
inline constexpr std::uint32_t auth_revocable = 2;  ///< And may lose that again.
inline constexpr std::uint32_t auth_immutable = 4;  ///< None of these ever changes again.
/// New trust lines and claimable balances of its assets can be clawed back.
inline constexpr std::uint32_t auth_clawback_enabled = 8;
inline constexpr std::uint32_t all = 15;
}  // namespace account_flags

namespace trust_line_flags {
inline constexpr std::uint32_t authorized = 1;
/// May keep what it has, and its offers, but take nothing more.
inline constexpr std::uint32_t authorized_to_maintain_liabilities = 2;
inline constexpr std::uint32_t clawback_enabled = 4;
inline constexpr std::uint32_t all = 7;
}  // namespace trust_line_flags

}  // namespace ledger::stellar
