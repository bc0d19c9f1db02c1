// What an import says beside its rows.
#pragma once

#include "engine/bulk/mapping.hpp"
#include "engine/bulk/report.hpp"

namespace ledger::bulk {

struct ImportQuery : MappingTerms {
    bool dry_run = false;
    Consistency consistency = Consistency::partial;
    bool settle = false;

    static constexpr auto fields() {
        constexpr std::size_t most = 8'192;  // As much as a request's target lets through.
        using Q = ImportQuery;
        return std::tuple{
            Field{"dry_run", &Q::dry_run, "Only say what would happen."}.or_default(),
            Field{"consistency", &Q::consistency, "`atomic`: all rows or none."}.or_default(),
            Field{"settle", &Q::settle, "Pay what the import earns; not yet."}.or_default(),
            Field{"preset", &Q::preset, "The mapping of a well-known file."}.or_default(),
            Field{"map", &Q::map, "COLUMN=FIELD,…: what a column is called here."}
                .length(0, most)
                .or_default(),
            Field{"ignore", &Q::ignore, "COLUMN,…: columns that say nothing."}
                .length(0, most)
                .or_default(),
            Field{"set", &Q::set, "FIELD=TEXT,…: for rows that do not say it."}
                .length(0, most)
                .or_default(),
            Field{"map_value", &Q::map_value, "FIELD:OLD=NEW,…: what a value is called here."}
                .length(0, most)
                .or_default(),
            Field{"list_separator", &Q::list_separator,
                  "What separates a cell's items; `;` or `|`."}
                .or_default(),
            Field{"time_zone", &Q::time_zone, "Of times without offset: an IANA name."}
                .or_default(),
            Field{"time_format", &Q::time_format, "How times are written, tried in order: `F|G`."}
                .length(0, most)
                .or_default()};
    }
};

}  // namespace ledger::bulk
