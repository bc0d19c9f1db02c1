// What of a filter can be told from an outage's facts, and from tallies of many.
#pragma once

#include "engine/domains/outages/list_order.hpp"

#include <array>
#include <optional>
#include <utility>

namespace ledger::outages {

class FactsFilter {
public:
    explicit FactsFilter(const ListFilter& filter);

    bool passes(const Facts& facts) const;
    /// Exactly when `is_counted`, else more than there are.
    std::uint64_t count(const Tally& tally) const;
    bool is_counted() const {
        return from_ == Timestamp::min() && to_ == Timestamp::max() && !deleted_;
    }
    bool may_be_in(const Tally& tally) const {
        return tally.newest >= from_ && tally.oldest <= to_ && count(tally) > 0;
    }
    /// Whether a whole row of facts passes, by its tally.
    bool passes_whole(const Tally& row) const;
    /// Keys between which those of a tally's outages lie, whose numbers are `first` to `last`. Not
    /// for `site_name`.
    std::pair<ListKey, ListKey> bounds(ListOrder order, const Tally& tally, Number first,
                                       Number last) const;

private:
    void for_each_kind(auto visit) const;

    std::array<bool, Tally::statuses> statuses_{};
    std::optional<Severity> severity_;
    Timestamp from_;
    Timestamp to_;
    bool deleted_;
};

}  // namespace ledger::outages
