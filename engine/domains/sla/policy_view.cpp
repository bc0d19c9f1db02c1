// Folds published policies into rows.
#include "engine/domains/sla/policy_view.hpp"

#include "engine/domains/sla/stored.hpp"

namespace ledger::sla {
namespace {

constexpr std::string_view latest_key = "latest";

std::string version_key(std::uint32_t version) { return "v" + big_endian_key(version); }

}  // namespace

Result<void> fold_policy(Rows& rows, const ViewEvent& seen) {
    const RecordedEvent& event = *seen;
    if (!event.payload) return {};  // Redacted: what it said may not be shown any more.
    TRY(decoded,
        (decode_event(policy_event_types, event.type, event.schema_version, *event.payload)));
    PolicyRow row{.position = event.position,
                  .etag = "\"v" + std::to_string(event.stream_version + 1) + ".p" +
                          std::to_string(event.position) + "\"",
                  .policy = std::get<PolicyPublished>(decoded)};
    put(rows, version_key(row.policy.version), row);
    put(rows, latest_key, row);
    return {};
}

PolicyTable table_of(const PolicyPublished& policy) {
    return {.critical = policy.critical,
            .high = policy.high,
            .medium = policy.medium,
            .low = policy.low};
}

Result<std::optional<PolicyRow>> find_policy(const RowReader& rows,
                                             std::optional<std::uint32_t> version) {
    return find<PolicyRow>(rows, version ? version_key(*version) : std::string{latest_key});
}

}  // namespace ledger::sla
