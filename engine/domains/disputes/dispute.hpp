// The words of this domain: what a dispute is called, where it stands, what it may ask for.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ledger::disputes {

using DisputeId = Id<struct DisputeTag>;
using OutageId = Id<struct OutageTag>;

enum class Severity { critical, high, medium, low };
enum class Status { open, under_review, resolved, withdrawn };
enum class Outcome { accepted, rejected };

/// A result can be disputed this long after it was calculated.
inline constexpr std::chrono::days dispute_window{14};
inline constexpr std::uint32_t max_level = 3;

/// Bytes and items.
inline constexpr std::size_t min_reason_bytes = 10;
inline constexpr std::size_t max_reason_bytes = 5'000;
/// A correction's reason, which quotes the notes, holds 500.
inline constexpr std::size_t max_notes_bytes = 450;
inline constexpr std::size_t max_exclusion_reason_bytes = 500;
inline constexpr std::size_t max_id_bytes = 64;
inline constexpr std::size_t max_actor_bytes = 255;
inline constexpr std::size_t max_exclusions = 100;

/// A span that should not count.
struct Exclusion {
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        return std::tuple{Field{"from", &Exclusion::from, "The first instant that does not count."},
                          Field{"to", &Exclusion::to, "The first instant that counts again."},
                          Field{"reason", &Exclusion::reason, "Why the clock stood still."}.length(
                              1, max_exclusion_reason_bytes)};
    }
    bool operator==(const Exclusion&) const = default;
};

/// What was wrong, as it really was; what is null was right.
struct CorrectedFacts {
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Severity> severity;
    std::optional<std::vector<Exclusion>> exclusions;

    bool empty() const { return !detected_at && !resolved_at && !severity && !exclusions; }
    static constexpr auto fields() {
        using C = CorrectedFacts;
        return std::tuple{
            Field{"detected_at", &C::detected_at, "When the outage began."},
            Field{"resolved_at", &C::resolved_at, "When service was back."},
            Field{"severity", &C::severity, "How bad it was."},
            Field{"exclusions", &C::exclusions, "All stops of the clock that there were."}.items(
                0, max_exclusions)};
    }
    bool operator==(const CorrectedFacts&) const = default;
};

/// "DSP" and the counter, at least three digits.
DisputeId dispute_id(std::uint64_t number);
/// The number of an id of that form; nothing for any other text.
std::optional<std::uint64_t> number_of(std::string_view id);

}  // namespace ledger::disputes

namespace ledger {

template <>
inline constexpr std::array enum_names<disputes::Severity>{
    EnumName{disputes::Severity::critical, "critical"}, EnumName{disputes::Severity::high, "high"},
    EnumName{disputes::Severity::medium, "medium"}, EnumName{disputes::Severity::low, "low"}};

template <>
inline constexpr std::array enum_names<disputes::Status>{
    EnumName{disputes::Status::open, "open"},
    EnumName{disputes::Status::under_review, "under_review"},
    EnumName{disputes::Status::resolved, "resolved"},
    EnumName{disputes::Status::withdrawn, "withdrawn"}};

template <>
inline constexpr std::array enum_names<disputes::Outcome>{
    EnumName{disputes::Outcome::accepted, "accepted"},
    EnumName{disputes::Outcome::rejected, "rejected"}};

}  // namespace ledger
