// Bulk import, whatever is imported: what a domain gives, and what it gets for that.
//
// Laws:
// - A row is recognised before it is recorded: what is there already is reported as a duplicate,
// and
//   nothing is written. Importing the same file twice hence changes nothing.
// - Each row runs in a savepoint: a refused one leaves nothing behind but its errors.
// - A partial import is cut into commands of 256 rows, between which other writers have their turn;
//   command n of a repeated body is command n of the first one, so that a retry resumes.
// - An atomic import is one command of at most 10,000 rows: all are recorded, or none.
// - A dry run does everything and undoes it; what it forecasts is what would have happened.
#pragma once

#include "engine/bulk/raw_row.hpp"
#include "engine/kernel/route.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::bulk {

/// What a domain gives: a type with static members only.
template <class I>
concept Importer = Described<typename I::Row> && requires(Tx& tx, const typename I::Row& row) {
    /// How a JSON document names its rows, "outages", and a reply the id of one,
    /// "outage_id".
    { I::rows_name } -> std::convertible_to<std::string_view>;
    { I::recorded_id } -> std::convertible_to<std::string_view>;
    // And, where there are any, `presets`: mappings of well-known files.
    /// What its members say together and must not; those of each alone were
    /// checked before.
    { I::contradictions(row) } -> std::same_as<std::vector<FieldError>>;
    /// The client's own number for it.
    { I::own_id(row) } -> std::same_as<std::optional<std::string>>;
    /// The claimed value by which it is recognised when it comes again. Nothing
    /// when the row says too little: then it is new each time.
    { I::identity(row) } -> std::same_as<std::optional<Touch>>;
    /// Records it, claims its identity for it, if any, and says under which id
    /// it is known from now on.
    { I::record(tx, row) } -> std::same_as<Result<std::string>>;
};

}  // namespace ledger::bulk
