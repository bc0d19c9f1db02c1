// The published policies by version, for readers.
#pragma once

#include "engine/domains/sla/events.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::sla {

inline constexpr std::string_view policy_view = "sla_policies";
Result<void> fold_policy(Rows& rows, const ViewEvent& event);

/// A published version and where it stands in the log.
struct PolicyRow {
    Position position = 0;
    std::string etag;
    std::string author;
    PolicyPublished policy;

    static constexpr auto fields() {
        return std::tuple{Field{"position", &PolicyRow::position, "Of its event."},
                          Field{"etag", &PolicyRow::etag, "Of the reply that shows it."},
                          Field{"author", &PolicyRow::author, "Who published it."},
                          Field{"policy", &PolicyRow::policy, "What was published."}};
    }
};

PolicyTable table_of(const PolicyPublished& policy);
Pricing pricing_of(const PolicyPublished& policy);

/// The latest one unless `version` names another; nothing when there is none.
Result<std::optional<PolicyRow>> find_policy(const RowReader& rows,
                                             std::optional<std::uint32_t> version);

/// Visits all versions, newest first, each with the key that a cursor of the list names.
Result<void> scan_policies(
    const RowReader& rows,
    FunctionRef<Result<void>(std::string_view key, const PolicyRow& row)> visit);
bool is_list_key(std::string_view key);

}  // namespace ledger::sla
