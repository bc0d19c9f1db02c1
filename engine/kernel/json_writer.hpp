// JSON text, appended to one buffer. Text is escaped here and nowhere else.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ledger::json {

/// JSON text that is copied as it is; what it holds was made by this writer or read by `raw()`.
struct Raw {
    std::string text = "null";
    bool operator==(const Raw&) const = default;
};

void write(std::string& out, std::string_view text);
void write(std::string& out, std::int64_t number);
void write(std::string& out, std::uint64_t number);
/// Shortest text that reads back as the same double; never used for money. Finite only.
void write(std::string& out, double number);
void write(std::string& out, bool value);
void write(std::string& out, Amount amount);  ///< A number: 750.00 (ruling 6).
void write(std::string& out, Timestamp time);
void write(std::string& out, const Uuid& uuid);
void write(std::string& out, const Hash& hash);  ///< Lower-case hexadecimal.
void write(std::string& out, const Raw& raw);

inline void write(std::string& out, const std::string& text) { write(out, std::string_view{text}); }
inline void write(std::string& out, const char* text) { write(out, std::string_view{text}); }
template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
void write(std::string& out, Integer number) {
    if constexpr (std::signed_integral<Integer>) {
        write(out, static_cast<std::int64_t>(number));
    } else {
        write(out, static_cast<std::uint64_t>(number));
    }
}

/// An object that grows member by member.
class ObjectWriter {
public:
    /// `json` is a value's text.
    void add_raw(std::string_view name, std::string_view json) {
        text_ += text_.empty() ? '{' : ',';
        write(text_, name);
        text_.append(":").append(json);
    }
    template <class Value>
    void add(std::string_view name, const Value& value) {
        std::string json;
        write(json, value);
        add_raw(name, json);
    }
    bool empty() const { return text_.empty(); }
    std::string text() const { return text_.empty() ? "{}" : text_ + "}"; }

private:
    std::string text_;  ///< Without the closing brace.
};

/// "[a,b]" out of values' texts.
std::string array_of(std::span<const std::string> values);

}  // namespace ledger::json
