#include "engine/bulk/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ledger::bulk {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view longitude = "longitude";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Where `c` stands in `text`, unprotected; its size when nowhere.
std::size_t find_bare(std::string_view text, char c) {
    std::size_t i = 0;
    while (i < text.size() && text[i] != c) i += text[i] == '\\' ? 2 : 1;
    return std::min(i, text.size());
}

std::string without_protection(std::string_view text) {
    std::string bare;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        bare += text[i];
    }
    return bare;
}

std::vector<std::string_view> items_of(std::string_view list) {
    std::vector<std::string_view> items;
    while (!list.empty()) {
        const std::size_t end = find_bare(list, ',');
        items.push_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return items;
}

std::unexpected<Error> malformed(std::string_view parameter, std::string_view item,
                                 std::string_view form) {
    return fail(invalid_fields(
        {{std::string{parameter},
          "format",
          fmt::format("{} takes {}, separated by commas, not {}", parameter, form, item),
          {}}}));
}

/// "a=b" as its two sides, protection removed.
std::optional<std::pair<std::string, std::string>> sides_of(std::string_view item) {
    const std::size_t equals = find_bare(item, '=');
    if (equals == 0 || equals == item.size()) return std::nullopt;
    return std::pair{without_protection(item.substr(0, equals)),
                     without_protection(item.substr(equals + 1))};
}

/// "4G; 5G" as `["4G","5G"]`.
void append_list(std::string& json, std::string_view cell, std::string_view separators) {
    json += '[';
    bool first = true;
    while (!cell.empty()) {
        const std::size_t end = std::min(cell.find_first_of(separators), cell.size());
        const std::string_view item = trimmed(cell.substr(0, end));
        cell.remove_prefix(std::min(end + 1, cell.size()));
        if (item.empty()) continue;
        if (!std::exchange(first, false)) json += ',';
        json::write(json, item);
    }
    json += ']';
}

std::string_view as_boolean(std::string_view cell) {
    if (cell == "1") return "true";
    return cell == "0" ? "false" : cell;
}

/// Degrees east of 180 as the same place west of it, with as many decimals; what is no longitude
/// beyond it stays as it is, for the decoder to judge.
std::string wrapped(std::string_view text) {
    constexpr double half_turn = 180;
    double degrees = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, degrees);
    if (error != std::errc{} || stop != end || degrees <= half_turn || degrees >= 2 * half_turn)
        return std::string{text};
    const std::size_t point = text.find('.');
    const std::size_t decimals = point == text.npos ? 0 : text.size() - point - 1;
    return fmt::format("{:.{}f}", degrees - 2 * half_turn, decimals);
}

MappingTerms terms_of(const Preset& preset) {
    return {.preset = {},
            .map = std::string{preset.map},
            .ignore = std::string{preset.ignore},
            .set = std::string{preset.set},
            .map_value = std::string{preset.map_value},
            .list_separator = std::string{preset.list_separator},
            .time_zone = {},
            .time_format = {}};
}

}  // namespace

Result<Mapping> Mapping::make(const MappingTerms& terms, const RowForm& form) {
    Mapping mapping;
    mapping.form_ = form;
    if (!terms.preset.empty()) {
        const auto preset = std::ranges::find(form.presets, terms.preset, &Preset::name);
        if (preset == form.presets.end()) {
            FieldError error{"preset", "enum", "preset is not known", {}};
            for (const Preset& known : form.presets) error.allowed_values.emplace_back(known.name);
            return fail(invalid_fields({std::move(error)}));
        }
        TRY(mapping.add(terms_of(*preset)));
        mapping.wraps_longitude_ = preset->wraps_longitude;
    }
    TRY(mapping.add(terms));
    TRY(mapping.check_fields());
    TRY(times, TimeReader::make(terms.time_format, terms.time_zone));
    mapping.times_ = std::move(times);
    mapping.converts_times_ = !terms.time_format.empty() || !terms.time_zone.empty();
    mapping.is_identity_ = mapping.columns_.empty() && mapping.ignored_.empty() &&
                           mapping.constants_.empty() && mapping.values_.empty() &&
                           !mapping.converts_times_ && terms.list_separator.empty();
    return mapping;
}

Result<void> Mapping::add(const MappingTerms& terms) {
    std::vector<std::pair<std::string, std::string>> columns;
    for (const std::string_view item : items_of(terms.map)) {
        auto sides = sides_of(item);
        if (!sides) return malformed("map", item, "COLUMN=FIELD");
        columns_.erase(sides->first);  // What was said of it before, by a preset.
        columns.push_back(std::move(*sides));
    }
    columns_.insert(columns.begin(), columns.end());
    for (const std::string_view item : items_of(terms.ignore))
        ignored_.insert(without_protection(item));
    for (const std::string_view item : items_of(terms.set)) {
        const auto sides = sides_of(item);
        if (!sides) return malformed("set", item, "FIELD=TEXT");
        constants_.insert_or_assign(sides->first, sides->second);
    }
    for (const std::string_view item : items_of(terms.map_value)) {
        const std::size_t colon = find_bare(item, ':');
        const auto sides = sides_of(item.substr(std::min(colon + 1, item.size())));
        if (colon == item.size() || !sides) return malformed("map_value", item, "FIELD:OLD=NEW");
        values_.insert_or_assign({without_protection(item.substr(0, colon)), sides->first},
                                 sides->second);
    }
    if (!terms.list_separator.empty()) list_separators_ = terms.list_separator;
    return {};
}

Result<void> Mapping::check_fields() const {
    std::vector<FieldError> errors;
    const auto check = [&](std::string_view parameter, std::string_view field, bool in_cell) {
        const auto column = std::ranges::find(form_.columns, field, &Column::name);
        if (column == form_.columns.end() || (in_cell && !column->fits_cell))
            errors.push_back(
                {std::string{parameter},
                 "unknown",
                 fmt::format("{} names {}, which is no field of a row", parameter, field),
                 {}});
    };
    for (const auto& [name, field] : columns_) check("map", field, false);
    for (const auto& [field, text] : constants_) check("set", field, true);
    for (const auto& [key, text] : values_) check("map_value", key.first, true);
    if (errors.empty()) return {};
    return fail(invalid_fields(std::move(errors)));
}

std::vector<const Column*> Mapping::find(std::string_view name) const {
    std::vector<const Column*> found;
    const auto add = [&](std::string_view field) {
        const auto column = std::ranges::find(form_.columns, field, &Column::name);
        if (column != form_.columns.end()) found.push_back(&*column);
    };
    const auto [begin, end] = columns_.equal_range(name);
    if (begin == end) add(name);
    for (auto mapped = begin; mapped != end; ++mapped) add(mapped->second);
    return found;
}

void RowBuilder::begin(std::string_view name) {
    if (row_.json.size() > 1) row_.json += ',';
    json::write(row_.json, name);
    row_.json += ':';
}

void RowBuilder::add_json(const Column& column, std::string_view json) {
    given_.insert(column.name);
    add_unknown(column.name, json);
}

void RowBuilder::add_unknown(std::string_view name, std::string_view json) {
    begin(name);
    row_.json += json;
}

void RowBuilder::add_text(const Column& column, std::string_view text) {
    const auto value = mapping_.values_.find({std::string{column.name}, std::string{text}});
    if (value != mapping_.values_.end()) text = value->second;
    if (text.empty()) return;
    given_.insert(column.name);
    if (column.holds_time && mapping_.converts_times_) return add_time(column, text);
    begin(column.name);
    if (column.holds_list) return append_list(row_.json, text, mapping_.list_separators_);
    if (column.kind == TextKind::boolean) text = as_boolean(text);
    std::string wrapped_text;
    if (mapping_.wraps_longitude_ && column.name == longitude) text = wrapped_text = wrapped(text);
    append_json_of(row_.json, column.kind, text);
}

void RowBuilder::add_time(const Column& column, std::string_view text) {
    const Result<Timestamp> time = mapping_.times_.read(text);
    if (!time)
        return refuse({std::string{column.name},
                       time.error().code,
                       fmt::format("{} {}", column.name, time.error().message),
                       {}});
    begin(column.name);
    json::write(row_.json, *time);
}

RawRow RowBuilder::finish() {
    for (const auto& [field, text] : mapping_.constants_) {
        const auto column = std::ranges::find(mapping_.form_.columns, field, &Column::name);
        if (!given_.contains(field)) add_text(*column, text);
    }
    row_.json += '}';
    return std::move(row_);
}

namespace {

void map_member(const Mapping& mapping, std::string_view name, json::Value& member,
                RowBuilder& row) {
    if (mapping.ignores(name) || member.kind() == json::Kind::null) return;
    std::string_view read;
    const bool is_text = member.kind() == json::Kind::string && member.read_string(read);
    const std::string text{is_text ? read : member.raw()};
    const std::vector<const Column*> columns = mapping.find(name);
    for (const Column* column : columns) {
        if (is_text && column->fits_cell) {
            row.add_text(*column, text);
        } else {
            row.add_json(*column, is_text ? json::text_of(text) : text);
        }
    }
    if (columns.empty()) row.add_unknown(name, is_text ? json::text_of(text) : text);
}

}  // namespace

RawRow mapped(const Mapping& mapping, RawRow row) {
    if (mapping.is_identity() || !row.errors.empty()) return row;
    RowBuilder builder{mapping, row.number};
    bool is_object = false;
    const auto read = json::read(row.json, [&](json::Value& root) {
        is_object = root.kind() == json::Kind::object;
        if (!is_object) return;
        root.for_each_member([&](std::string_view name, json::Value& member) {
            map_member(mapping, name, member, builder);
        });
    });
    // What cannot be read is for the decoder to say.
    if (!read || !is_object) return row;
    return builder.finish();
}

}  // namespace ledger::bulk
