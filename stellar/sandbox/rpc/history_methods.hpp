// Methods of Soroban RPC about transactions and ledgers of history.
#pragma once

#include "stellar/sandbox/rpc/methods.hpp"

#include <string>

namespace ledger::stellar::sandbox {

OrRpcError<std::string> latest_ledger(const NetworkView& network);
OrRpcError<std::string> transaction(const NetworkView& network, const RpcCall& call);
OrRpcError<std::string> transactions(const NetworkView& network, const RpcCall& call);
OrRpcError<std::string> ledgers(const NetworkView& network, const RpcCall& call);

}  // namespace ledger::stellar::sandbox
