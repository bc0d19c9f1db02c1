// Rows with a type: a view folds objects, and their bytes are made when they are committed.
#pragma once

#include "engine/kernel/assert.hpp"
#include "engine/ports/rows.hpp"

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace ledger {

template <class T>
concept RowForm = requires(const T& row, std::string_view bytes, std::string& out) {
    { T::from_bytes(bytes) } -> std::same_as<Result<T>>;
    { row.append_to(out) } -> std::same_as<void>;
};

template <RowForm T>
class HeldRow final : public RowObject {
public:
    explicit HeldRow(T row) : row_{std::move(row)} {}
    T& row() { return row_; }
    void append_to(std::string& out) const override { row_.append_to(out); }

private:
    T row_;
};

/// Makes or replaces a row. One key has one form, always.
template <RowForm T>
void put_row(Rows& rows, std::string_view key, T row) {
    rows.hold(key, std::make_unique<HeldRow<T>>(std::move(row)), RowUse::change);
}

/// Null when there is no such row. See Rows::held for how long it is valid.
template <RowForm T>
Result<T*> touch_row(Rows& rows, std::string_view key, RowUse use) {
    if (RowObject* const object = rows.held(key, use)) {
        auto* const held = dynamic_cast<HeldRow<T>*>(object);
        LEDGER_ASSERT(held != nullptr);
        return &held->row();
    }
    TRY(bytes, rows.get(key));
    if (!bytes) return nullptr;
    TRY(row, T::from_bytes(*bytes));
    auto held = std::make_unique<HeldRow<T>>(std::move(row));
    T* const found = &held->row();
    rows.hold(key, std::move(held), use);
    return found;
}
/// To be changed in place: the row is written again by the next commit.
template <RowForm T>
Result<T*> edit_row(Rows& rows, std::string_view key) {
    return touch_row<T>(rows, key, RowUse::change);
}
template <RowForm T>
Result<const T*> read_row(Rows& rows, std::string_view key) {
    TRY(row, touch_row<T>(rows, key, RowUse::read));
    return row;
}

}  // namespace ledger
