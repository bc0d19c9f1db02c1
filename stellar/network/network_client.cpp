#include "stellar/network/network_client.hpp"

#include <string>

namespace ledger::stellar {

Result<void> check_network(NetworkClient& network, std::string_view passphrase) {
    TRY(facts, network.network());
    if (facts.passphrase == passphrase) return {};
    return fail(ErrorKind::conflict, "network.other",
                "the server's network is \"" + facts.passphrase + "\", not \"" +
                    std::string{passphrase} + "\"");
}

}  // namespace ledger::stellar
