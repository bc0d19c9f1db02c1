// What results cost and earn together.
#pragma once

#include "engine/domains/sla/outage_sla.hpp"

namespace ledger::sla {

struct MoneyTally {
    Amount penalties;
    Amount rewards;
    Amount net;

    /// False when a sum does not fit; the tally is then worth nothing.
    bool add(Amount amount) {
        const std::optional<Amount> all_penalties = sum(penalties, penalty_part(amount));
        const std::optional<Amount> all_rewards = sum(rewards, reward_part(amount));
        if (!all_penalties || !all_rewards) return false;
        penalties = *all_penalties;
        rewards = *all_rewards;
        const std::optional<Amount> all = difference(rewards, penalties);
        net = all.value_or(Amount{});
        return all.has_value();
    }

    static constexpr auto fields() {
        using M = MoneyTally;
        return std::tuple{Field{"penalties", &M::penalties, "Magnitudes together."},
                          Field{"rewards", &M::rewards, "Together."},
                          Field{"net", &M::net, "Rewards less penalties."}};
    }
    bool operator==(const MoneyTally&) const = default;
};

inline Error total_too_large() {
    return impossible("end_date", "amount_range",
                      "together the results of this period are more than an amount can hold");
}

}  // namespace ledger::sla
