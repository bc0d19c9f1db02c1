// Folds published policies into rows.
#include "engine/domains/sla/policy_view.hpp"

#include "engine/domains/sla/stored.hpp"
#include "engine/kernel/request.hpp"

namespace ledger::sla {
namespace {

constexpr std::string_view latest_key = "latest";

constexpr std::string_view version_prefix = "v";

/// Newest first.
std::string version_key(std::uint32_t version) {
    return std::string{version_prefix} + big_endian_key(~std::uint64_t{version});
}

}  // namespace

Result<void> fold_policy(Rows& rows, const ViewEvent& seen) {
    const RecordedEvent& event = *seen;
    if (!event.payload) return {};  // Redacted: what it said may not be shown any more.
    TRY(decoded,
        (decode_event(policy_event_types, event.type, event.schema_version, *event.payload)));
    PolicyRow row{.position = event.position,
                  .etag = etag_of(event.stream_version + 1, event.position),
                  .author = event.actor,
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

Pricing pricing_of(const PolicyPublished& policy) {
    return {.rounding = policy.rounding, .table = table_of(policy)};
}

Result<std::optional<PolicyRow>> find_policy(const RowReader& rows,
                                             std::optional<std::uint32_t> version) {
    return find<PolicyRow>(rows, version ? version_key(*version) : std::string{latest_key});
}

Result<void> scan_policies(
    const RowReader& rows,
    FunctionRef<Result<void>(std::string_view key, const PolicyRow& row)> visit) {
    Result<void> result;
    TRY(rows.scan(version_prefix, after_prefix(version_prefix),
                  [&](std::string_view key, std::string_view value) {
                      Result<Stored<PolicyRow>> row = Stored<PolicyRow>::from_bytes(value);
                      result = row ? visit(key, row->value) : fail(std::move(row).error());
                      return result.has_value();
                  }));
    return result;
}

bool is_list_key(std::string_view key) {
    return key.size() == version_key(1).size() && key.starts_with(version_prefix);
}

}  // namespace ledger::sla
