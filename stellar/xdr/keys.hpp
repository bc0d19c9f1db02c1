// Keys, ids and signatures.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/text_forms.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(SignerKeyType, ed25519 = 0, pre_auth_tx = 1, hash_x = 2, ed25519_signed_payload = 3)

struct SignerKeyEd25519SignedPayload {
    Uint256 ed25519{};
    VarOpaque<64> payload{};
    static constexpr const TextForm* text_form = &signed_payload_text;
    XDR_STRUCT(SignerKeyEd25519SignedPayload, ed25519, payload)
};

struct SignerKey
    : Union<SignerKeyType, Arm<Uint256, SignerKeyType::ed25519>,
            Arm<Uint256, SignerKeyType::pre_auth_tx>, Arm<Uint256, SignerKeyType::hash_x>,
            Arm<SignerKeyEd25519SignedPayload, SignerKeyType::ed25519_signed_payload>> {
    static constexpr const TextForm* text_form = &signer_key_text;
    XDR_UNION(SignerKey)
};

XDR_ENUM(CryptoKeyType, ed25519 = 0, pre_auth_tx = 1, hash_x = 2, ed25519_signed_payload = 3,
         muxed_ed25519 = 256)

struct MuxedAccountMed25519 {
    std::uint64_t id = 0;
    Uint256 ed25519{};
    static constexpr const TextForm* text_form = &med25519_text;
    XDR_STRUCT(MuxedAccountMed25519, id, ed25519)
};

struct MuxedAccount : Union<CryptoKeyType, Arm<Uint256, CryptoKeyType::ed25519>,
                            Arm<MuxedAccountMed25519, CryptoKeyType::muxed_ed25519>> {
    static constexpr const TextForm* text_form = &muxed_account_text;
    XDR_UNION(MuxedAccount)
};

XDR_ENUM(PublicKeyType, public_key_type_ed25519 = 0)

struct PublicKey : Union<PublicKeyType, Arm<Uint256, PublicKeyType::public_key_type_ed25519>> {
    static constexpr const TextForm* text_form = &public_key_text;
    XDR_UNION(PublicKey)
};

using NodeId = PublicKey;
using AccountId = PublicKey;

struct ContractId {
    Hash hash{};
    static constexpr const TextForm* text_form = &contract_id_text;
    XDR_STRUCT(ContractId, hash)
};

struct PoolId {
    Hash hash{};
    static constexpr const TextForm* text_form = &pool_id_text;
    XDR_STRUCT(PoolId, hash)
};

XDR_ENUM(ClaimableBalanceIdType, claimable_balance_id_type_v0 = 0)

struct ClaimableBalanceId : Union<ClaimableBalanceIdType,
                                  Arm<Hash, ClaimableBalanceIdType::claimable_balance_id_type_v0>> {
    static constexpr const TextForm* text_form = &claimable_balance_text;
    XDR_UNION(ClaimableBalanceId)
};

struct MuxedEd25519Account {
    std::uint64_t id = 0;
    Uint256 ed25519{};
    static constexpr const TextForm* text_form = &med25519_text;
    XDR_STRUCT(MuxedEd25519Account, id, ed25519)
};

using SignatureHint = Opaque<4>;
using Signature = VarOpaque<64>;

struct DecoratedSignature {
    SignatureHint hint{};
    Signature signature{};
    XDR_STRUCT(DecoratedSignature, hint, signature)
};

struct ExtensionPoint : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(ExtensionPoint)
};

using SequenceNumber = std::int64_t;
using TimePoint = std::uint64_t;
using Duration = std::uint64_t;

}  // namespace ledger::stellar::xdr
