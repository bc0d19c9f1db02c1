// Events as they were ever written: a file for each name and version, never edited.
#pragma once

#include "engine/kernel/event_table.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace ledger {

inline std::string golden_event(const EventMeta& meta) {
    const std::string path = LEDGER_SOURCE_DIR "/tests/golden/events/" + std::string{meta.name} +
                             ".v" + std::to_string(meta.version) + ".json";
    std::ifstream file{path};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

/// Reads each row's file and writes it again: the same text, or, of a past version, that text and
/// after it the members that were added since.
template <class Table>
void check_golden_events(const Table& table) {
    for (const auto& row : table) {
        CAPTURE(row.meta.name);
        CAPTURE(row.meta.version);
        const std::string text = golden_event(row.meta);
        REQUIRE(!text.empty());
        const auto event = row.decode(text);
        REQUIRE(event.has_value());
        const NewEvent written = encode(*event);
        CHECK(written.type == row.meta.name);
        const bool is_past = written.schema_version != row.meta.version;
        if (is_past) CHECK(written.payload.starts_with(text.substr(0, text.size() - 1)));
        if (!is_past) CHECK(written.payload == text);
    }
}

}  // namespace ledger
