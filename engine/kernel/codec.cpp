// The decoders of single values, and the words in which they complain.
#include "engine/kernel/codec.hpp"

#include "engine/kernel/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace ledger::json {
namespace {

constexpr Rules no_rules;
constexpr std::size_t usual_depth = 4;

void complain_depth(Report& report) {
    report.complain("depth", fmt::format("is nested too deeply: {} levels are allowed", max_depth));
}

/// A long name ends in "…".
void append_name(std::string& path, std::string_view name) {
    if (name.size() <= Report::max_name_bytes) {
        path += name;
        return;
    }
    std::size_t size = 0;  // A sequence is not cut in two.
    while (size < Report::max_name_bytes)
        size += std::max<std::size_t>(1, utf8_sequence(name.substr(size)));
    path.append(name, 0, size).append("…");
}

/// For a value that no decoder descends into. Consumes it.
void check_depth(const Value& value, Report& report) {
    if (report.depth() + value.depth() > max_depth) complain_depth(report);
}

/// The text of a string, or a complaint.
std::optional<std::string_view> string_of(Value& value, std::string_view expected, Report& report) {
    if (value.kind() != Kind::string) {
        refuse_kind(value, expected, report);
        return std::nullopt;
    }
    std::string_view text;
    if (value.read_string(text)) return text;
    report.complain("utf8", "must be well-formed UTF-8, with valid escapes");
    return std::nullopt;
}

void check_length(std::size_t size, const Rules& rules, Report& report) {
    if (size < rules.min_length)
        report.complain("min_length",
                        fmt::format("must be at least {} bytes long", rules.min_length));
    if (size > rules.max_length)
        report.complain("max_length",
                        fmt::format("must be at most {} bytes long", rules.max_length));
}

/// Least and most of `Integer` within the rules, whose own limits mean none.
template <class Integer>
std::pair<Integer, Integer> limits_of(const Rules& rules) {
    using Limits = std::numeric_limits<Integer>;
    const bool least_holds = std::cmp_greater(rules.minimum, Limits::min());
    const bool most_holds =
        rules.maximum != no_rules.maximum && std::cmp_less(rules.maximum, Limits::max());
    return {least_holds ? static_cast<Integer>(rules.minimum) : Limits::min(),
            most_holds ? static_cast<Integer>(rules.maximum) : Limits::max()};
}

template <class Integer>
void decode_integer(Value& value, const Rules& rules, Integer& out, Report& report) {
    constexpr std::string_view expected = "a whole number without fraction or exponent";
    if (value.kind() != Kind::number) return refuse_kind(value, expected, report);
    const std::string_view token = value.number();
    if (token.find_first_of(".eE") != token.npos) return refuse_kind(value, expected, report);
    const std::string_view digits = token == "-0" ? "0" : token;
    const auto [least, most] = limits_of<Integer>(rules);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (failure != std::errc{} || out < least || out > most)
        report.complain("range", fmt::format("must be between {} and {}", least, most));
}

bool in_range(double number, const Rules& rules) {
    return (rules.minimum == no_rules.minimum || number >= static_cast<double>(rules.minimum)) &&
           (rules.maximum == no_rules.maximum || number <= static_cast<double>(rules.maximum));
}

/// A bound that no amount reaches is none.
bool in_range(Amount amount, const Rules& rules) {
    const std::optional<Amount> least = whole(rules.minimum);
    const std::optional<Amount> most = whole(rules.maximum);
    return (least ? amount >= *least : rules.minimum < 0) &&
           (most ? amount <= *most : rules.maximum > 0);
}

std::string range_message(const Rules& rules) {
    if (rules.minimum == no_rules.minimum && rules.maximum == no_rules.maximum)
        return "is too large, or too close to zero";
    if (rules.maximum == no_rules.maximum) return fmt::format("must be at least {}", rules.minimum);
    if (rules.minimum == no_rules.minimum) return fmt::format("must be at most {}", rules.maximum);
    return fmt::format("must be between {} and {}", rules.minimum, rules.maximum);
}

/// Everything that a typed decoder would have refused in a value that is kept as text.
void check_all(Value& value, Report& report) {
    if (too_deep(value, report)) return;
    switch (value.kind()) {
        case Kind::null:
        case Kind::boolean:
        case Kind::number: return;
        case Kind::malformed: return refuse_kind(value, "", report);
        case Kind::string: string_of(value, "", report); return;
        case Kind::array: {
            std::size_t index = 0;
            value.for_each_element([&](Value& element) {
                report.enter(index++);
                check_all(element, report);
                report.leave();
            });
            return;
        }
        case Kind::object: {
            std::set<std::string, std::less<>> names;
            value.for_each_member([&](std::string_view name, Value& member) {
                report.enter(name);
                if (!names.emplace(name).second) complain_duplicate(report);
                check_all(member, report);
                report.leave();
            });
            return;
        }
    }
}

}  // namespace

Report::Report(Unknown unknown, Limits limits) : unknown_{unknown}, limits_{limits} {
    steps_.reserve(usual_depth);
}

void Report::complain(std::string_view rule, std::string_view message,
                      std::vector<std::string> allowed_values, std::string_view headline) {
    if (errors_.size() >= max_errors) return;
    std::string field = path();
    std::string said = fmt::format("{} {}", steps_.empty() ? "the body" : field, message);
    errors_.push_back({std::move(field), std::string{rule}, std::move(said),
                       std::move(allowed_values), std::string{headline}});
}

std::string Report::path() const {
    std::string path;
    for (const Step& step : steps_) {
        if (&step != &steps_.front()) path += '.';
        if (step.name.data() == nullptr) {
            path += fmt::format_int{step.index}.c_str();
        } else {
            append_name(path, step.name);
        }
    }
    return path;
}

Result<void> Report::verdict(Result<void> reading) {
    // What is no JSON value as a whole is said once.
    if (!reading && reading.error().fields.front().rule == "json")
        std::erase_if(errors_, [](const FieldError& error) {
            return error.field.empty() && error.rule == "json";
        });
    // Text that is not UTF-8 is reported for the whole only when no field could be named.
    if (!reading && (errors_.empty() || reading.error().fields.front().rule != "utf8"))
        errors_.insert(errors_.begin(), std::move(reading.error().fields.front()));
    if (errors_.empty()) return {};
    return fail(invalid_fields(std::move(errors_)));
}

void decode(Value& value, const Rules& rules, std::string& out, Report& report) {
    const std::optional<std::string_view> text = string_of(value, "a string", report);
    if (!text) return;
    check_length(text->size(), rules, report);
    if (text->size() <= rules.max_length) out = *text;
}

void decode(Value& value, const Rules&, bool& out, Report& report) {
    if (value.kind() != Kind::boolean) return refuse_kind(value, "true or false", report);
    out = value.boolean();
}

void decode(Value& value, const Rules& rules, std::int64_t& out, Report& report) {
    decode_integer(value, rules, out, report);
}

void decode(Value& value, const Rules& rules, std::uint64_t& out, Report& report) {
    decode_integer(value, rules, out, report);
}

void decode(Value& value, const Rules& rules, std::uint32_t& out, Report& report) {
    decode_integer(value, rules, out, report);
}

void decode(Value& value, const Rules& rules, double& out, Report& report) {
    if (value.kind() != Kind::number) return refuse_kind(value, "a number", report);
    const std::string_view token = value.number();
    const auto [end, failure] = std::from_chars(token.data(), token.data() + token.size(), out);
    if (failure != std::errc{} || !in_range(out, rules))
        report.complain("range", range_message(rules));
}

void decode(Value& value, const Rules& rules, Amount& out, Report& report) {
    std::string_view text;
    if (value.kind() == Kind::number) {
        text = value.number();
    } else {
        const auto quoted = string_of(value, "an amount: a number or a string", report);
        if (!quoted) return;
        text = *quoted;
    }
    const Result<Amount> amount = parse_amount(text);
    if (!amount) return report.complain(amount.error().code, amount.error().message);
    if (!in_range(*amount, rules)) return report.complain("range", range_message(rules));
    out = *amount;
}

void decode(Value& value, const Rules&, Timestamp& out, Report& report) {
    const auto text = string_of(value, "a string that holds a time of RFC 3339", report);
    if (!text) return;
    const Result<Timestamp> time = parse_time(*text);
    if (!time) return report.complain(time.error().code, time.error().message);
    out = *time;
}

void decode(Value& value, const Rules&, Uuid& out, Report& report) {
    constexpr std::string_view expected = "a string that holds a UUID";
    const std::optional<std::string_view> text = string_of(value, expected, report);
    if (!text) return;
    const std::optional<Uuid> uuid = uuid_from_text(*text);
    if (!uuid) return report.complain("type", fmt::format("must be {}", expected));
    out = *uuid;
}

void decode(Value& value, const Rules&, Hash& out, Report& report) {
    constexpr std::string_view expected = "a string of 64 hexadecimal digits";
    const std::optional<std::string_view> text = string_of(value, expected, report);
    if (!text) return;
    const std::optional<Hash> hash = hash_from_hex(*text);
    if (!hash) return report.complain("type", fmt::format("must be {}", expected));
    out = *hash;
}

void decode(Value& value, const Rules&, Raw& out, Report& report) {
    if (value.kind() == Kind::malformed) return refuse_kind(value, "", report);
    out.text = value.raw();
    const Result<void> reading = read(out.text, [&](Value& root) { check_all(root, report); });
    if (!reading && reading.error().fields.front().rule == "json")
        report.complain("json", "must be well-formed JSON");
}

std::optional<std::size_t> decode_word(Value& value, std::span<const std::string_view> words,
                                       std::string_view headline, Report& report) {
    const std::optional<std::string_view> text = string_of(value, "a string", report);
    if (!text) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    report.complain("enum", fmt::format("must be one of {}", fmt::join(words, ", ")),
                    {words.begin(), words.end()}, headline);
    return std::nullopt;
}

void refuse_kind(Value& value, std::string_view expected, Report& report) {
    if (value.kind() == Kind::malformed) return report.complain("json", "is not a JSON value");
    report.complain("type", fmt::format("must be {}", expected));
    check_depth(value, report);
}

void decode_unknown(std::string_view name, Value& value, Report& report) {
    // What was let in once is not looked through again by every reader that does without it.
    if (report.passes_over(value)) return;
    report.enter(name);
    if (report.unknown() == Unknown::refused) {
        report.complain("unknown", "is not a known field");
    } else if (value.kind() == Kind::malformed) {
        refuse_kind(value, "", report);
    }
    check_depth(value, report);
    report.leave();
}

std::optional<std::size_t> find_name(std::span<const std::string_view> names, std::string_view name,
                                     std::size_t expected) {
    if (expected < names.size() && names[expected] == name) return expected;
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

void complain_missing(std::string_view name, Report& report) {
    report.enter(name);
    report.complain("required", "is required");
    report.leave();
}

void complain_duplicate(Report& report) { report.complain("duplicate", "is given more than once"); }

void complain_items(std::size_t count, const Rules& rules, Report& report) {
    if (count < rules.min_items)
        report.complain("min_items", fmt::format("must have at least {} items", rules.min_items));
    if (count > rules.max_items)
        report.complain("max_items", fmt::format("must have at most {} items", rules.max_items));
}

bool too_deep(const Value& value, Report& report) {
    const bool opens_level = value.kind() == Kind::object || value.kind() == Kind::array;
    if (!opens_level || report.depth() < max_depth) return false;
    complain_depth(report);
    return true;
}

}  // namespace ledger::json
