#include "tests/sandbox_service/test_sandbox.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/xdr/codec.hpp"

namespace ledger::stellar::sandbox::test {

std::int64_t TestSandbox::sequence_of(const KeyPair& pair) const {
    const xdr::LedgerEntry* const entry =
        network().ledger().find(account_key(account_id(Hash{pair.public_key()})));
    REQUIRE_NE(entry, nullptr);
    return account_in(*entry).seq_num;
}

std::string TestSandbox::envelope(const KeyPair& source,
                                  std::vector<xdr::Operation> operations) const {
    const auto envelope =
        signed_transaction(network().id(), {.source = &source, .sequence = sequence_of(source) + 1},
                           std::move(operations));
    REQUIRE(envelope.has_value());
    return to_base64(*xdr::encode(*envelope));
}

xdr::Operation pay_lumens(const KeyPair& to, std::int64_t amount) {
    return {.body = xdr::OperationBody{xdr::arm<xdr::OperationType::payment>, muxed_account(to),
                                       xdr::Asset{}, amount}};
}

std::string form_of(std::string_view envelope) { return "tx=" + percent_encode(envelope); }

std::string member(std::string_view json, std::string_view name) {
    const std::string quoted = "\"" + std::string{name} + "\":";
    const std::size_t at = json.find(quoted);
    if (at == json.npos) return {};
    const std::string_view rest = json.substr(at + quoted.size());
    if (rest.starts_with('"')) return std::string{rest.substr(1, rest.find('"', 1) - 1)};
    return std::string{rest.substr(0, rest.find_first_of(",}]"))};
}

}  // namespace ledger::stellar::sandbox::test
