// The values of contracts.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/text_forms.hpp"

namespace ledger::stellar::xdr {

struct ScMapEntry;
struct ScVal;

XDR_ENUM(ScValType, bool_ = 0, void_ = 1, error = 2, u32 = 3, i32 = 4, u64 = 5, i64 = 6,
         timepoint = 7, duration = 8, u128 = 9, i128 = 10, u256 = 11, i256 = 12, bytes = 13,
         string = 14, symbol = 15, vec = 16, map = 17, address = 18, contract_instance = 19,
         ledger_key_contract_instance = 20, ledger_key_nonce = 21)

XDR_ENUM(ScErrorType, contract = 0, wasm_vm = 1, context = 2, storage = 3, object = 4, crypto = 5,
         events = 6, budget = 7, value = 8, auth = 9)

XDR_ENUM(ScErrorCode, arith_domain = 0, index_bounds = 1, invalid_input = 2, missing_value = 3,
         existing_value = 4, exceeded_limit = 5, invalid_action = 6, internal_error = 7,
         unexpected_type = 8, unexpected_size = 9)

struct ScError : Union<ScErrorType, Arm<std::uint32_t, ScErrorType::contract>, Rest<ScErrorCode>> {
    XDR_UNION(ScError)
};

struct UInt128Parts {
    std::uint64_t hi = 0;
    std::uint64_t lo = 0;
    static constexpr const TextForm* text_form = &uint128_text;
    XDR_STRUCT(UInt128Parts, hi, lo)
};

struct Int128Parts {
    std::int64_t hi = 0;
    std::uint64_t lo = 0;
    static constexpr const TextForm* text_form = &int128_text;
    XDR_STRUCT(Int128Parts, hi, lo)
};

struct UInt256Parts {
    std::uint64_t hi_hi = 0;
    std::uint64_t hi_lo = 0;
    std::uint64_t lo_hi = 0;
    std::uint64_t lo_lo = 0;
    static constexpr const TextForm* text_form = &uint256_text;
    XDR_STRUCT(UInt256Parts, hi_hi, hi_lo, lo_hi, lo_lo)
};

struct Int256Parts {
    std::int64_t hi_hi = 0;
    std::uint64_t hi_lo = 0;
    std::uint64_t lo_hi = 0;
    std::uint64_t lo_lo = 0;
    static constexpr const TextForm* text_form = &int256_text;
    XDR_STRUCT(Int256Parts, hi_hi, hi_lo, lo_hi, lo_lo)
};

using ScBytes = VarOpaque<>;
using ScString = String<>;
using ScSymbol = String<32>;
using ScVec = Array<ScVal>;
using ScMap = Array<ScMapEntry>;

XDR_ENUM(ScAddressType, account = 0, contract = 1, muxed_account = 2, claimable_balance = 3,
         liquidity_pool = 4)

struct ScAddress : Union<ScAddressType, Arm<AccountId, ScAddressType::account>,
                         Arm<ContractId, ScAddressType::contract>,
                         Arm<MuxedEd25519Account, ScAddressType::muxed_account>,
                         Arm<ClaimableBalanceId, ScAddressType::claimable_balance>,
                         Arm<PoolId, ScAddressType::liquidity_pool>> {
    static constexpr const TextForm* text_form = &address_text;
    XDR_UNION(ScAddress)
};

XDR_ENUM(ContractExecutableType, wasm = 0, stellar_asset = 1)

struct ContractExecutable : Union<ContractExecutableType, Arm<Hash, ContractExecutableType::wasm>,
                                  Arm<Void, ContractExecutableType::stellar_asset>> {
    XDR_UNION(ContractExecutable)
};

struct ScContractInstance {
    ContractExecutable executable{};
    Optional<ScMap> storage;
    XDR_STRUCT(ScContractInstance, executable, storage)
};

struct ScNonceKey {
    std::int64_t nonce = 0;
    XDR_STRUCT(ScNonceKey, nonce)
};

struct ScVal : Union<ScValType, Arm<bool, ScValType::bool_>, Arm<Void, ScValType::void_>,
                     Arm<ScError, ScValType::error>, Arm<std::uint32_t, ScValType::u32>,
                     Arm<std::int32_t, ScValType::i32>, Arm<std::uint64_t, ScValType::u64>,
                     Arm<std::int64_t, ScValType::i64>, Arm<TimePoint, ScValType::timepoint>,
                     Arm<Duration, ScValType::duration>, Arm<UInt128Parts, ScValType::u128>,
                     Arm<Int128Parts, ScValType::i128>, Arm<UInt256Parts, ScValType::u256>,
                     Arm<Int256Parts, ScValType::i256>, Arm<ScBytes, ScValType::bytes>,
                     Arm<ScString, ScValType::string>, Arm<ScSymbol, ScValType::symbol>,
                     Arm<Optional<ScVec>, ScValType::vec>, Arm<Optional<ScMap>, ScValType::map>,
                     Arm<ScAddress, ScValType::address>,
                     Arm<ScContractInstance, ScValType::contract_instance>,
                     Arm<Void, ScValType::ledger_key_contract_instance>,
                     Arm<ScNonceKey, ScValType::ledger_key_nonce>> {
    XDR_UNION(ScVal)
};

/// Sorted by key, or the network refuses the map.
struct ScMapEntry {
    ScVal key{};
    ScVal val{};
    XDR_STRUCT(ScMapEntry, key, val)
};

}  // namespace ledger::stellar::xdr
