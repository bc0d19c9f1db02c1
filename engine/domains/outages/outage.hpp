// The words of this domain: what an outage is called, how bad it is, where it stands.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/location.hpp"
#include "engine/kernel/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

namespace ledger::outages {

using OutageId = Id<struct OutageTag>;

enum class Severity { critical, high, medium, low };
enum class Status { active, investigating, resolved };

/// A status as people ask for it: `open` is `active` where one is set, and every outage that is not
/// resolved where one is looked for.
enum class AskedStatus { active, resolved, investigating, open };

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
/// Each reopening adds a span for ever; this bounds the event that carries them all.
inline constexpr std::size_t max_exclusions = 100;

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

/// "OUT" and the counter, at least three digits.
OutageId outage_id(std::uint64_t number);
/// Whether `text` has the form of an id that this server gives.
bool is_outage_id(std::string_view text);

}  // namespace ledger::outages

namespace ledger {

template <>
inline constexpr std::array enum_names<outages::Severity>{
    EnumName{outages::Severity::critical, "critical"}, EnumName{outages::Severity::high, "high"},
    EnumName{outages::Severity::medium, "medium"}, EnumName{outages::Severity::low, "low"}};

template <>
inline constexpr std::array enum_names<outages::Status>{
    EnumName{outages::Status::active, "active"},
    EnumName{outages::Status::investigating, "investigating"},
    EnumName{outages::Status::resolved, "resolved"}};

template <>
inline constexpr std::array enum_names<outages::AskedStatus>{
    EnumName{outages::AskedStatus::active, "active"},
    EnumName{outages::AskedStatus::resolved, "resolved"},
    EnumName{outages::AskedStatus::investigating, "investigating"},
    EnumName{outages::AskedStatus::open, "open"}};

}  // namespace ledger
