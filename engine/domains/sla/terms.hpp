// The words of the SLA rules, each written once: severities, verdicts, and a severity's terms.
#pragma once

#include "engine/domains/sla/formula.hpp"
#include "engine/kernel/amount.hpp"
#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"

#include <array>

namespace ledger::sla {

using OutageId = Id<struct OutageTag>;

using formula::MinuteRounding;
using formula::PaymentType;
using formula::Rating;

enum class Severity { critical, high, medium, low };

/// What became of an outage's SLA.
enum class Verdict {
    met,
    violated,
    excluded,  ///< No time counted, so there is nothing to judge (ruling 52).
    deleted,   ///< The outage was deleted, and its money taken back (ruling 53).
};

/// What made an outage be priced.
enum class Cause { resolved, deleted, recalculated, corrected, restored };

/// What an outage of one severity is measured by.
struct Terms {
    std::uint32_t threshold_minutes = 0;
    Amount penalty_per_minute;
    Amount reward_base;

    static constexpr auto fields() {
        return std::tuple{
            Field{"threshold_minutes", &Terms::threshold_minutes,
                  "Minutes to repair that are met."},
            Field{"penalty_per_minute", &Terms::penalty_per_minute, "For each minute above them."},
            Field{"reward_base", &Terms::reward_base, "For a repair within them, before tiers."}};
    }
    bool operator==(const Terms&) const = default;
};

constexpr formula::Terms for_formula(const Terms& terms) {
    return {terms.threshold_minutes, terms.penalty_per_minute.units(), terms.reward_base.units()};
}

}  // namespace ledger::sla

namespace ledger {

template <>
inline constexpr std::array enum_names<sla::Severity>{
    EnumName{sla::Severity::critical, "critical"}, EnumName{sla::Severity::high, "high"},
    EnumName{sla::Severity::medium, "medium"}, EnumName{sla::Severity::low, "low"}};

template <>
inline constexpr std::array enum_names<sla::Verdict>{
    EnumName{sla::Verdict::met, "met"}, EnumName{sla::Verdict::violated, "violated"},
    EnumName{sla::Verdict::excluded, "excluded"}, EnumName{sla::Verdict::deleted, "deleted"}};

template <>
inline constexpr std::array enum_names<sla::Cause>{
    EnumName{sla::Cause::resolved, "resolved"}, EnumName{sla::Cause::deleted, "deleted"},
    EnumName{sla::Cause::recalculated, "recalculated"},
    EnumName{sla::Cause::corrected, "corrected"}, EnumName{sla::Cause::restored, "restored"}};

template <>
inline constexpr std::array enum_names<sla::Rating>{
    EnumName{sla::Rating::exceptional, "exceptional"},
    EnumName{sla::Rating::excellent, "excellent"}, EnumName{sla::Rating::good, "good"},
    EnumName{sla::Rating::poor, "poor"}};

template <>
inline constexpr std::array enum_names<sla::PaymentType>{
    EnumName{sla::PaymentType::reward, "reward"}, EnumName{sla::PaymentType::penalty, "penalty"}};

template <>
inline constexpr std::array enum_names<sla::MinuteRounding>{
    EnumName{sla::MinuteRounding::floor, "floor"}, EnumName{sla::MinuteRounding::ceil, "ceil"}};

}  // namespace ledger
