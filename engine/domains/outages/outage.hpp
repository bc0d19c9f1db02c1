// The words of this domain: what an outage is called, how bad it is, where it stands.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/location.hpp"
#include "engine/kernel/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ledger::outages {

using OutageId = Id<struct OutageTag>;

enum class Severity { critical, high, medium, low };
/// The log knows them by their names, rows of views by their order.
enum class Status { active, investigating, resolved, closed };
constexpr bool is_open(Status status) {
    return status == Status::active || status == Status::investigating;
}

/// A status as people ask for it: `open` is `active` where one is set, and `active` or
/// `investigating` where one is looked for.
enum class AskedStatus { active, resolved, investigating, open, closed };

/// What texts and lists may measure; bytes and items.
inline constexpr std::size_t max_id_bytes = 32;
inline constexpr std::size_t max_external_id_bytes = 64;
inline constexpr std::size_t max_site_name_bytes = 255;
inline constexpr std::size_t max_site_id_bytes = 64;
inline constexpr std::size_t max_text_bytes = 5'000;
inline constexpr std::size_t max_reason_bytes = 500;
inline constexpr std::size_t max_user_bytes = 64;
inline constexpr std::size_t max_services = 100;
inline constexpr std::size_t max_service_bytes = 64;
inline constexpr std::size_t max_tags = 20;
inline constexpr std::size_t max_tag_bytes = 64;
inline constexpr std::int64_t max_subscribers = 1'000'000'000'000;
inline constexpr std::size_t max_dedup_key_bytes = 128;
/// A site, and what it belongs to, up to the top.
inline constexpr std::size_t max_sites = 32;
inline constexpr std::size_t max_related = 100;
/// Each reopening and each stop of the clock adds a span for ever; this bounds the event that
/// carries them all.
inline constexpr std::size_t max_exclusions = 100;
/// Planned windows that one outage can meet.
inline constexpr std::size_t max_windows = 400;
/// A list of exclusions as text, before and after a correction.
inline constexpr std::size_t max_correction_bytes = 500'000;

/// A span that does not count against the repair time.
struct Exclusion {
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        return std::tuple{Field{"from", &Exclusion::from, "The first instant that does not count."},
                          Field{"to", &Exclusion::to, "The first instant that counts again."},
                          Field{"reason", &Exclusion::reason, "Why the clock stood still."}.length(
                              1, max_reason_bytes)};
    }
    bool operator==(const Exclusion&) const = default;
};

/// Why time between a repair and the fault's return does not count.
inline constexpr std::string_view restored = "restored";
/// How the reason of time in a planned window begins; its id and reason follow.
inline constexpr std::string_view planned_prefix = "maintenance window ";
/// Spans that the server knows of itself; nobody can say them.
constexpr bool is_planned(const Exclusion& exclusion) {
    return exclusion.reason.starts_with(planned_prefix);
}
constexpr bool is_restored(const Exclusion& exclusion) { return exclusion.reason == restored; }

/// "OUT" and the counter, at least three digits.
OutageId outage_id(std::uint64_t number);
/// Whether `text` has the form of an id that this server gives.
bool is_outage_id(std::string_view text);
/// `sites`, or the site alone where an event of old knows no more.
std::vector<std::string> site_path(const std::optional<std::string>& site_id,
                                   const std::optional<std::vector<std::string>>& sites);

}  // namespace ledger::outages

namespace ledger {

template <>
inline constexpr std::array enum_names<outages::Severity>{
    EnumName{outages::Severity::critical, "critical"}, EnumName{outages::Severity::high, "high"},
    EnumName{outages::Severity::medium, "medium"}, EnumName{outages::Severity::low, "low"}};
template <>
inline constexpr std::string_view enum_headline<outages::Severity> =
    "Invalid outage severity level";

template <>
inline constexpr std::array enum_names<outages::Status>{
    EnumName{outages::Status::active, "active"},
    EnumName{outages::Status::investigating, "investigating"},
    EnumName{outages::Status::resolved, "resolved"}, EnumName{outages::Status::closed, "closed"}};

template <>
inline constexpr std::array enum_names<outages::AskedStatus>{
    EnumName{outages::AskedStatus::active, "active"},
    EnumName{outages::AskedStatus::resolved, "resolved"},
    EnumName{outages::AskedStatus::investigating, "investigating"},
    EnumName{outages::AskedStatus::open, "open"}, EnumName{outages::AskedStatus::closed, "closed"}};

}  // namespace ledger
