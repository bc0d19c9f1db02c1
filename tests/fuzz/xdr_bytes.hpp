// What must hold for any bytes that are taken for a T.
#pragma once

#include "stellar/xdr/sep51.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace ledger::stellar::xdr {

/// Whatever decodes has these bytes, and JSON that reads back as the same value.
template <class T>
void check_bytes(std::string_view input) {
    const auto value = decode<T>(input);
    if (!value) {
        LEDGER_ASSERT(value.error().kind == ErrorKind::validation);
        LEDGER_ASSERT(value.error().fields.size() == 1);
        return;
    }
    const auto bytes = encode(*value);
    LEDGER_ASSERT(bytes.has_value() && *bytes == input);
    const auto text = to_json(*value);
    LEDGER_ASSERT(text.has_value());
    const auto again = from_json<T>(*text);
    LEDGER_ASSERT(again.has_value() && *again == *value);
}

/// Whatever is read as JSON is written, and read again, as the same value.
template <class T>
void check_json(std::string_view input) {
    const auto value = from_json<T>(input);
    if (!value) {
        LEDGER_ASSERT(value.error().kind == ErrorKind::validation);
        LEDGER_ASSERT(value.error().fields.size() == 1);
        return;
    }
    const auto bytes = encode(*value);
    LEDGER_ASSERT(bytes.has_value());
    if (bytes->size() > default_input_bytes) return;
    LEDGER_ASSERT(decode<T>(*bytes).value_or(T{}) == *value);
    const auto text = to_json(*value);
    LEDGER_ASSERT(text.has_value());
    LEDGER_ASSERT(from_json<T>(*text).value_or(T{}) == *value);
}

}  // namespace ledger::stellar::xdr
