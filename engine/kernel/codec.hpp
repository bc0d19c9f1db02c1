// JSON from and to described structs. Reading is strict and reports every bad field at once.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/json_reader.hpp"
#include "engine/kernel/json_writer.hpp"

#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace ledger::json {

/// What an unknown member means: for a request it is an error; a reader of another domain's event
/// picks the members that it knows.
enum class Unknown { refused, ignored };

/// Lengths, ranges and counts hold for what comes in. What is stored was let in once, by the rules
/// of its day, and is read whatever they are now.
enum class Limits { enforced, waived };

/// Where we are in the document, and every complaint so far (bounded, so that a hostile document
/// cannot make a large answer).
class Report {
public:
    static constexpr std::size_t max_errors = 100;
    static constexpr std::size_t max_name_bytes = 64;  ///< Longer ones end in "…".

    explicit Report(Unknown unknown, Limits limits = Limits::enforced);
    /// `message` continues the field's name: "must be a string".
    void complain(std::string_view rule, std::string_view message,
                  std::vector<std::string> allowed_values = {}, std::string_view headline = {});
    /// `name` must stay valid until `leave`.
    void enter(std::string_view name) { steps_.push_back({name, 0}); }
    void enter(std::size_t index) { steps_.push_back({{}, index}); }
    void leave() { steps_.pop_back(); }
    std::size_t depth() const { return steps_.size(); }
    Unknown unknown() const { return unknown_; }
    /// Whether an unknown member may be left unread.
    bool passes_over(const Value& value) const {
        return unknown_ == Unknown::ignored && limits_ == Limits::waived &&
               value.kind() != Kind::malformed;
    }
    /// The rules that a value is held to.
    const Rules& held_to(const Rules& rules) const {
        static constexpr Rules none{.max_length = std::numeric_limits<std::size_t>::max(),
                                    .max_items = std::numeric_limits<std::size_t>::max()};
        return limits_ == Limits::waived ? none : rules;
    }
    /// All complaints, that of `read` about the document as a whole among them. Call it once.
    Result<void> verdict(Result<void> reading);

private:
    /// Into a member, or, without a name's bytes, into an element.
    struct Step {
        std::string_view name;
        std::size_t index = 0;
    };
    std::string path() const;

    std::vector<Step> steps_;
    std::vector<FieldError> errors_;
    Unknown unknown_;
    Limits limits_;
};

void decode(Value& value, const Rules& rules, std::string& out, Report& report);
void decode(Value& value, const Rules& rules, bool& out, Report& report);
void decode(Value& value, const Rules& rules, std::int64_t& out, Report& report);
void decode(Value& value, const Rules& rules, std::uint64_t& out, Report& report);
void decode(Value& value, const Rules& rules, std::uint32_t& out, Report& report);
void decode(Value& value, const Rules& rules, double& out, Report& report);
void decode(Value& value, const Rules& rules, Amount& out, Report& report);  ///< Number or string.
void decode(Value& value, const Rules& rules, Timestamp& out, Report& report);
void decode(Value& value, const Rules& rules, Uuid& out, Report& report);
void decode(Value& value, const Rules& rules, Hash& out, Report& report);
/// Any JSON of this document's strictness; as long as the document allows.
void decode(Value& value, const Rules& rules, Raw& out, Report& report);

/// The index of a word out of a list; the complaint carries the list, and `headline`.
std::optional<std::size_t> decode_word(Value& value, std::span<const std::string_view> words,
                                       std::string_view headline, Report& report);
/// Complains that `value` is not `expected`, or not JSON at all, and about its depth.
void refuse_kind(Value& value, std::string_view expected, Report& report);
/// Complains about `name` as unknown, or passes over it, and in both cases about its depth.
void decode_unknown(std::string_view name, Value& value, Report& report);
/// Where `name` stands in `names`; looked for at `expected` first.
std::optional<std::size_t> find_name(std::span<const std::string_view> names, std::string_view name,
                                     std::size_t expected);
void complain_missing(std::string_view name, Report& report);
void complain_duplicate(Report& report);
void complain_items(std::size_t count, const Rules& rules, Report& report);
/// Whether `value` opens a level below the deepest one allowed; complains if so.
bool too_deep(const Value& value, Report& report);

// Declared before they are used by each other: these types come from std and from the domains.
template <NamedEnum Enum>
void decode(Value& value, const Rules& rules, Enum& out, Report& report);
template <Described T>
void decode(Value& value, const Rules& rules, T& out, Report& report);
template <class T>
void decode(Value& value, const Rules& rules, std::vector<T>& out, Report& report);
template <class T>
void decode(Value& value, const Rules& rules, std::optional<T>& out, Report& report);
template <class T>
void decode(Value& value, const Rules& rules, Patch<T>& out, Report& report);

template <class Tag>
void decode(Value& value, const Rules& rules, Id<Tag>& out, Report& report) {
    decode(value, rules, out.value, report);
}

template <NamedEnum Enum>
void decode(Value& value, const Rules&, Enum& out, Report& report) {
    std::array<std::string_view, enum_names<Enum>.size()> words{};
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = enum_names<Enum>[i].name;
    const std::optional<std::size_t> index = decode_word(value, words, enum_headline<Enum>, report);
    if (index) out = enum_names<Enum>[*index].value;
}

template <class T>
void decode(Value& value, const Rules& rules, std::vector<T>& out, Report& report) {
    if (too_deep(value, report)) return;
    if (value.kind() != Kind::array) return refuse_kind(value, "an array", report);
    out.clear();
    std::size_t count = 0;
    const bool complete = value.for_each_element([&](Value& element) {
        if (count++ >= rules.max_items) return;
        report.enter(count - 1);
        decode(element, rules, out.emplace_back(), report);
        report.leave();
    });
    if (complete) complain_items(count, rules, report);
}

template <class T>
void decode(Value& value, const Rules& rules, std::optional<T>& out, Report& report) {
    if (value.kind() == Kind::null) return out.reset();
    decode(value, rules, out.emplace(), report);
}

template <class T>
void decode(Value& value, const Rules& rules, Patch<T>& out, Report& report) {
    out.present = true;
    decode(value, rules, out.value, report);
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_optional<Patch<T>> = true;

/// A described type's fields for the decoder: one table each, so that a member is found by name and
/// decoded by one call.
template <Described T, std::size_t... Index>
consteval auto field_names(std::index_sequence<Index...>) {
    return std::array<std::string_view, sizeof...(Index)>{std::get<Index>(T::fields()).name...};
}
template <Described T, std::size_t Index>
void decode_field(Value& value, T& out, Report& report) {
    static constexpr auto field = std::get<Index>(T::fields());
    decode(value, report.held_to(field.rules), out.*field.member, report);
}
template <Described T, std::size_t... Index>
consteval auto field_decoders(std::index_sequence<Index...>) {
    return std::array<void (*)(Value&, T&, Report&), sizeof...(Index)>{decode_field<T, Index>...};
}
template <Described T>
using FieldIndexes = std::make_index_sequence<std::tuple_size_v<decltype(T::fields())>>;
template <Described T>
inline constexpr auto names_of_fields = field_names<T>(FieldIndexes<T>{});

template <Described T>
void decode(Value& value, const Rules&, T& out, Report& report) {
    static constexpr auto decoders = field_decoders<T>(FieldIndexes<T>{});
    if (too_deep(value, report)) return;
    if (value.kind() != Kind::object) return refuse_kind(value, "an object", report);
    std::array<bool, decoders.size()> seen{};
    std::size_t expected = 0;  // Members mostly come in the order of the list.
    const bool complete = value.for_each_member([&](std::string_view name, Value& member) {
        const std::optional<std::size_t> index = find_name(names_of_fields<T>, name, expected);
        if (!index) return decode_unknown(name, member, report);
        expected = *index + 1;
        report.enter(name);
        if (std::exchange(seen[*index], true)) {
            complain_duplicate(report);
        } else {
            decoders[*index](member, out, report);
        }
        report.leave();
    });
    if (!complete) return;
    std::size_t index = 0;
    for_each_field(out, [&](const auto& field, auto& target) {
        using Member = std::remove_cvref_t<decltype(target)>;
        if (!seen[index++] && !is_optional<Member> && !field.rules.may_be_absent)
            complain_missing(field.name, report);
    });
}

/// Reads `text` into a T, or says everything that is wrong with it.
template <class T>
Result<T> parse(std::string_view text, Unknown unknown = Unknown::refused, Rules rules = {}) {
    T value{};
    Report report{unknown};
    TRY(report.verdict(read(text, [&](Value& root) { decode(root, rules, value, report); })));
    return value;
}

/// Reads what we have written and stored ourselves.
template <class T>
Result<T> parse_stored(std::string_view text, Unknown unknown = Unknown::refused) {
    T value{};
    Report report{unknown, Limits::waived};
    TRY(report.verdict(read(text, [&](Value& root) { decode(root, {}, value, report); })));
    return value;
}

template <NamedEnum Enum>
void write(std::string& out, Enum value);
template <Described T>
void write(std::string& out, const T& value);
template <class T>
void write(std::string& out, const std::optional<T>& value);
template <class T>
void write(std::string& out, const std::vector<T>& values);

template <class Tag>
void write(std::string& out, const Id<Tag>& id) {
    write(out, std::string_view{id.value});
}

template <NamedEnum Enum>
void write(std::string& out, Enum value) {
    write(out, name_of(value));
}

template <class T>
void write(std::string& out, const std::optional<T>& value) {
    if (!value) {
        out += "null";
        return;
    }
    write(out, *value);
}

template <class T>
void write(std::string& out, const Patch<T>& patch) {
    write(out, patch.value);
}

template <class T>
void write(std::string& out, const std::vector<T>& values) {
    out += '[';
    bool first = true;
    for (const T& value : values) {
        if (!std::exchange(first, false)) out += ',';
        write(out, value);
    }
    out += ']';
}

template <class T>
bool is_null(const T& value) {
    if constexpr (is_optional<T>) return !value;
    return false;
}

template <Described T>
void write(std::string& out, const T& value) {
    out += '{';
    bool first = true;
    for_each_field(value, [&](const auto& field, const auto& member) {
        if (field.rules.omit_when_null && is_null(member)) return;
        if (!std::exchange(first, false)) out += ',';
        out.append(1, '"').append(field.name).append("\":");  // A field's name needs no escapes.
        write(out, member);
    });
    out += '}';
}

template <class T>
std::string text_of(const T& value) {
    std::string out;
    write(out, value);
    return out;
}

}  // namespace ledger::json
