// The recording of a real stellar-core: what was sent to it, and what it made of it.
#pragma once

#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "tests/stellar/vectors.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

/// One ledger of the recording.
struct RecordedLedger {
    std::string name;
    std::uint64_t close_time = 0;
    xdr::LedgerHeader header{};
    Hash hash{};
    std::vector<Vector> transactions{};  ///< Rows, in the order in which they were sent.
    std::vector<std::string> state{};    ///< A line for each entry afterwards, sorted.
};

std::vector<RecordedLedger> recorded_ledgers();

/// How the recording writes the balances of accounts. They went through a double, which only the
/// root account's is too large for; the metas have it exactly.
std::string balance_text(std::uint64_t balance);

/// A value's XDR out of base64, which must be right.
template <class T>
T decoded(const std::string& base64) {
    const auto bytes = from_base64(base64);
    REQUIRE(bytes.has_value());
    auto value = xdr::decode<T>(*bytes);
    REQUIRE(value.has_value());
    return *std::move(value);
}

}  // namespace ledger::stellar::sandbox
