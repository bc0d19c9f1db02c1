// The queries on the policy: the table in force, one severity of it, and its versions.
#include "engine/domains/sla/policy_requests.hpp"
#include "engine/domains/sla/requests.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"
#include "engine/ports/stored.hpp"

#include <charconv>

namespace ledger::sla {
namespace {

Error no_version() {
    return {.kind = ErrorKind::not_found,
            .code = "sla.policy_not_found",
            .message = "no such version of the policy"};
}

Result<PolicyRow> policy_row(const RowReader& rows, std::optional<std::uint32_t> version) {
    TRY(row, find_policy(rows, version));
    if (!row) return fail(no_version());
    return *std::move(row);
}

template <Described T>
Reply about(const PolicyRow& row, const T& value) {
    return {
        .body = json::text_of(value),
        .headers = {{"ETag", row.etag}, {"X-Policy-Version", std::to_string(row.policy.version)}}};
}

/// What differs from the version before; nothing of the first.
Result<std::vector<PolicyChange>> changes_of(const RowReader& rows, const PolicyPublished& policy) {
    if (policy.version <= 1) return std::vector<PolicyChange>{};
    TRY(before, find_policy(rows, policy.version - 1));
    if (!before) return std::vector<PolicyChange>{};  // It was redacted.
    return difference(pricing_of(before->policy), pricing_of(policy));
}

Result<PolicyVersion> show(const RowReader& rows, const PolicyRow& row) {
    TRY(diff, changes_of(rows, row.policy));
    return PolicyVersion{.version = row.policy.version,
                         .effective_from = row.policy.effective_from,
                         .published_at = row.policy.published_at,
                         .author = row.author,
                         .reason = row.policy.reason,
                         .position = row.position,
                         .content_hash = content_hashes(pricing_of(row.policy)),
                         .diff = std::move(diff)};
}

/// Of the path; text that is no number names no version.
std::optional<std::uint32_t> version_in(const Request& request) {
    const std::string& text = request.path_values.at("version");
    std::uint32_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return version;
}

}  // namespace

Result<Reply> show_configs(const Request& request, const Context& context) {
    TRY(query, parse_query<ConfigsQuery>(request));
    TRY(row, policy_row(context.rows(policy_view), query.version));
    return about(row, table_of(row.policy));
}

Result<Reply> show_config(const Request& request, const Context& context) {
    TRY(query, parse_query<ConfigsQuery>(request));
    const std::optional<Severity> severity = enum_of<Severity>(request.path_values.at("severity"));
    if (!severity) return fail(ErrorKind::not_found, "sla.severity_not_found", "no such severity");
    TRY(row, policy_row(context.rows(policy_view), query.version));
    return about(row, terms_of(table_of(row.policy), *severity));
}

Result<Reply> list_policies(const Request& request, const Context& context) {
    TRY(asked, parse_query<PageQuery>(request));
    TRY(window, window_of(asked, is_list_key));
    const RowReader& rows = context.rows(policy_view);
    PageItems<PolicyVersion> found{window};
    TRY(scan_policies(rows, [&](std::string_view key, const PolicyRow& row) {
        return found.add(key, [&] { return show(rows, row); });
    }));
    return page_reply<PoliciesByOffset, PoliciesByNumber>(asked, window, std::move(found));
}

Result<Reply> show_policy_version(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const std::optional<std::uint32_t> version = version_in(request);
    if (!version) return fail(no_version());
    const RowReader& rows = context.rows(policy_view);
    TRY(row, policy_row(rows, version));
    TRY(shown, show(rows, row));
    return about(row, PolicyPage{std::move(shown), row.policy.rounding, table_of(row.policy)});
}

Result<Reply> show_policy_diff(const Request& request, const Context& context) {
    TRY(asked, parse_query<DiffQuery>(request));
    const RowReader& rows = context.rows(policy_view);
    TRY(from, policy_row(rows, asked.from));
    TRY(to, policy_row(rows, asked.to));
    return Reply{.body = json::text_of(DiffReply{
                     .from = asked.from,
                     .to = asked.to,
                     .diff = difference(pricing_of(from.policy), pricing_of(to.policy))})};
}

}  // namespace ledger::sla
