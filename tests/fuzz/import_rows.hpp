// Rows of an import, read from bytes that arrive in pieces.
#pragma once

#include "engine/bulk/row_queue.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace ledger::test {

/// All that a format makes of `input`, as text that can be compared.
template <class Rows>
std::string read_rows(std::string_view input, std::size_t piece, Rows rows) {
    std::string text;
    std::size_t last_number = 0;
    bulk::RowQueueOf<outages::OutageImporter> queue;
    const auto sink = [&](const bulk::RawRow& row) {
        LEDGER_ASSERT(row.number > last_number);
        last_number = row.number;
        text += std::to_string(row.number) + ' ' + row.json + '\n';
        for (const FieldError& error : row.errors) text += error.field + ' ' + error.rule + '\n';
        const auto read = queue.push(row);
        text += read ? "read\n" : read.error().message + '\n';
    };
    for (; !input.empty(); input.remove_prefix(std::min(piece, input.size())))
        if (!rows.feed(input.substr(0, piece), sink)) return text + "refused\n";
    if (!rows.finish(sink)) text += "refused\n";
    return text;
}

template <class Make>
void check_rows(std::string_view input, Make make) {
    const std::string whole = read_rows(input, input.size() + 1, make());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}})
        LEDGER_ASSERT(read_rows(input, piece, make()) == whole);
}

}  // namespace ledger::test
