// What a verification found, for people and as JSON.
#pragma once

#include "engine/kernel/describe.hpp"
#include "snapshots/verify/balance_fold.hpp"
#include "snapshots/verify/finding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ledger::verify {

struct VerifyReport {
    Verdict verdict = Verdict::cannot_tell;
    std::optional<Position> position;  ///< The first bad one.
    std::string file;
    std::string reason;
    std::vector<std::string> evidence;
    std::string origin;
    std::uint64_t size = 0;
    std::string root;  ///< Base64, as in the checkpoint.
    std::string verifier_key;
    std::vector<std::string> trusted_by;  ///< "policy", "since".
    std::uint64_t payloads_checked = 0;
    std::uint64_t payloads_redacted = 0;
    std::uint64_t recoveries = 0;
    std::vector<AssetTotal> assets;
    std::vector<AccountBalance> balances;
    std::string checkpoint;  ///< The signed note; keep it for a later `since`.

    static constexpr auto fields() {
        using R = VerifyReport;
        return std::tuple{
            Field{"verdict", &R::verdict, "ok, self_consistent, tampered or cannot_tell."},
            Field{"position", &R::position, "First bad position, when there is one."},
            Field{"file", &R::file, "Where it is wrong."},
            Field{"reason", &R::reason, "Why."},
            Field{"evidence", &R::evidence, "Signed checkpoints that contradict each other."},
            Field{"origin", &R::origin, "Whose log."},
            Field{"size", &R::size, "Events that the checkpoint was signed for."},
            Field{"root", &R::root, "Root that it was signed for."},
            Field{"verifier_key", &R::verifier_key, "Key that signed it."},
            Field{"trusted_by", &R::trusted_by, "What said so: policy, since."},
            Field{"payloads_checked", &R::payloads_checked, "Payloads held against their entry."},
            Field{"payloads_redacted", &R::payloads_redacted, "Payloads that were destroyed."},
            Field{"recoveries", &R::recoveries, "Times that the loss of a tail was declared."},
            Field{"assets", &R::assets, "Sums per asset, when balances were replayed."},
            Field{"balances", &R::balances, "Every balance, when they were replayed."},
            Field{"checkpoint", &R::checkpoint, "The signed note; keep it for the next run."}};
    }
};

/// 0 ok, 1 tampered, 2 cannot tell: nothing that was trusted before, or something unreadable.
int exit_code(Verdict verdict);
/// What a person reads on stdout. The first line begins with OK, TAMPERED or CANNOT TELL.
std::string to_text(const VerifyReport& report);
void set_finding(VerifyReport& report, const Finding& finding);

}  // namespace ledger::verify
