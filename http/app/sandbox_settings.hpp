// How a sandbox network is run, and what is to be known of one that runs.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/describe.hpp"
#include "engine/kernel/time.hpp"
#include "stellar/sandbox/service/faults.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ledger {

struct SandboxSettings {
    std::string folder;  ///< Its own; nothing of the ledger's is in it.
    /// The end of the network's passphrase, and where its keys come from, when it is founded; what
    /// is not given is random.
    std::optional<std::string> instance{};
    std::optional<Hash> seed{};
    std::optional<Duration> close_every{};  ///< Between ledgers. Nothing: as there is need.
    std::uint32_t requests_per_hour = 0;    ///< Of one caller; 0: no limit.
    stellar::sandbox::Faults faults{};      ///< What it does wrong, until told otherwise.
    std::uint64_t fault_seed = 0;           ///< The same faults for the same requests.
};

struct SandboxAccount {
    std::string name;
    std::string address;
    static constexpr auto fields() {
        return std::tuple{Field{"name", &SandboxAccount::name, "What it is there for."},
                          Field{"address", &SandboxAccount::address, "G..."}};
    }
};

struct SandboxStatus {
    std::string passphrase;
    std::uint32_t ledger = 0;
    Hash hash{};
    Timestamp closed_at{};
    std::uint64_t waiting = 0;
    std::uint32_t oldest_ledger = 0;
    Hash genesis{};
    std::vector<SandboxAccount> accounts{};
    stellar::sandbox::Faults faults{};
    static constexpr auto fields() {
        return std::tuple{
            Field{"network_passphrase", &SandboxStatus::passphrase, "What signatures are for."},
            Field{"ledger", &SandboxStatus::ledger, "The last one closed."},
            Field{"hash", &SandboxStatus::hash, "Of its header."},
            Field{"closed_at", &SandboxStatus::closed_at, "What its header says."},
            Field{"waiting", &SandboxStatus::waiting, "Transactions that wait for the next one."},
            Field{"oldest_ledger", &SandboxStatus::oldest_ledger, "The first that is still kept."},
            Field{"genesis", &SandboxStatus::genesis, "The hash of ledger 1, also when it is not."},
            Field{"accounts", &SandboxStatus::accounts, "Those it was founded with."},
            Field{"faults", &SandboxStatus::faults, "What it does wrong."}};
    }
};

}  // namespace ledger
