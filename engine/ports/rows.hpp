// The rows of one view: an ordered map of bytes. Two implementations: RocksDB, and memory for
// tests.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// Keys compare as bytes.
class RowReader {
public:
    RowReader() = default;
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;
    virtual ~RowReader() = default;

    virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
    /// Rows with `from` <= key < `until` in order ("" as `until`: to the end) while `visit` says
    /// true. The rows seen belong to one snapshot.
    virtual Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const = 0;
};

/// A row as its view works on it: made from bytes once, and written once per commit however often
/// it changes in between. See row_form.hpp.
class RowObject {
public:
    RowObject() = default;
    RowObject(const RowObject&) = delete;
    RowObject& operator=(const RowObject&) = delete;
    virtual ~RowObject() = default;

    /// Appends the bytes that the row is stored as.
    virtual void append_to(std::string& out) const = 0;
};

/// What is done with a row that is held as an object.
enum class RowUse { read, change };

class Rows : public RowReader {
public:
    virtual void put(std::string_view key, std::string_view value) = 0;
    virtual void erase(std::string_view key) = 0;
    /// The object that is held for a row; null when none is, though the row may exist. Valid until
    /// the row is put, erased or held anew, and until the next commit.
    virtual RowObject* held(std::string_view key, RowUse use) = 0;
    /// Holds `object` for a row. `read`: it is what the row's bytes say, and not null.
    virtual void hold(std::string_view key, std::unique_ptr<RowObject> object, RowUse use) = 0;
};

/// The smallest key greater than every key that starts with `prefix`; "" when there is none.
inline std::string after_prefix(std::string_view prefix) {
    std::string key{prefix};
    while (!key.empty() && key.back() == '\xff') key.pop_back();
    if (!key.empty()) key.back() = static_cast<char>(static_cast<unsigned char>(key.back()) + 1);
    return key;
}

}  // namespace ledger
