// Described structs as rows of a view.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/ports/row_form.hpp"

namespace ledger {

template <Described T>
void put(Rows& rows, std::string_view key, const T& value) {
    rows.put(key, json::text_of(value));
}

/// How a described struct is folded that changes again and again.
template <Described T>
struct Stored {
    T value;

    static Result<Stored> from_bytes(std::string_view bytes) {
        Result<T> value = json::parse_stored<T>(bytes);
        if (!value) return fail(ErrorKind::corrupt, "view.malformed", value.error().message);
        return Stored{std::move(*value)};
    }
    void append_to(std::string& out) const { json::write(out, value); }
};

/// Nothing when there is no such row.
template <Described T>
Result<std::optional<T>> find(const RowReader& rows, std::string_view key) {
    TRY(text, rows.get(key));
    if (!text) return std::nullopt;
    Result<T> value = json::parse_stored<T>(*text);
    if (!value)
        return fail(ErrorKind::corrupt, "view.malformed",
                    std::string{key} + ": " + value.error().message);
    return std::move(*value);
}

}  // namespace ledger
