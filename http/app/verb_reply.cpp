#include "http/app/verb_reply.hpp"

#include "engine/kernel/json_reader.hpp"
#include "http/app/table.hpp"

#include <fmt/format.h>

namespace ledger::app {
namespace {

std::string text_of(const json::Value& value) {
    if (value.kind() == json::Kind::boolean) return value.boolean() ? "true" : "false";
    if (value.kind() == json::Kind::number) return std::string{value.number()};
    std::string_view text;
    if (value.kind() == json::Kind::string) value.read_string(text);
    return std::string{text};
}

void flatten(json::Value& value, const std::string& path, FlatRow& row) {
    if (value.kind() == json::Kind::object) {
        value.for_each_member([&](std::string_view name, json::Value& inner) {
            flatten(inner, path.empty() ? std::string{name} : path + "." + std::string{name}, row);
        });
    } else if (value.kind() == json::Kind::array) {
        std::string& joined = row[path];
        value.for_each_element([&](json::Value& element) {
            const bool plain = element.kind() != json::Kind::object;
            const std::string text = plain ? text_of(element) : std::string{element.raw()};
            joined += (joined.empty() ? "" : ", ") + text;
        });
    } else {
        row[path] = text_of(value);
    }
}

std::string cell(const FlatRow& row, std::string_view member, std::string_view unit) {
    const auto found = row.find(member);
    if (found == row.end() || found->second.empty()) return "";
    return found->second + std::string{unit};
}

std::string cell(const FlatRow& row, const Column& column) {
    std::string text = cell(row, column.member, column.unit);
    if (text.empty() && !column.otherwise.empty())
        text = cell(row, column.otherwise, column.otherwise_unit);
    return text;
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string{text};
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    return line + "\r\n";
}

Result<std::string> rows_as_table(const Verb& verb, const std::vector<FlatRow>& rows) {
    std::vector<std::string> headings;
    for (const Column& column : verb.columns) headings.emplace_back(column.heading);
    Table table{headings};
    for (const FlatRow& row : rows) {
        std::vector<std::string> cells;
        for (const Column& column : verb.columns) cells.push_back(cell(row, column));
        table.add(std::move(cells));
    }
    return table.text();
}

std::string rows_as_csv(const std::vector<FlatRow>& rows) {
    if (rows.empty()) return "";
    std::vector<std::string> names;
    names.reserve(rows.front().size());
    for (const auto& [name, value] : rows.front()) names.push_back(name);
    std::string text = csv_line(names);
    for (const FlatRow& row : rows) {
        std::vector<std::string> cells;
        cells.reserve(names.size());
        for (const std::string& name : names) cells.push_back(cell(row, name, ""));
        text += csv_line(cells);
    }
    return text;
}

std::string members_as_table(const FlatRow& row) {
    Table table{{"MEMBER", "VALUE"}};
    for (const auto& [name, value] : row) table.add({name, value});
    return table.text();
}

}  // namespace

Result<FlatRow> flat_row(std::string_view json) {
    FlatRow row;
    TRY(json::read(json, [&](json::Value& root) { flatten(root, "", row); }));
    return row;
}

Result<std::vector<std::string>> elements_of(std::string_view json, std::string_view member) {
    std::vector<std::string> elements;
    TRY(json::read(json, [&](json::Value& root) {
        if (root.kind() != json::Kind::object) return;
        root.for_each_member([&](std::string_view name, json::Value& value) {
            if (name != member || value.kind() != json::Kind::array) return;
            value.for_each_element(
                [&](json::Value& element) { elements.emplace_back(element.raw()); });
        });
    }));
    return elements;
}

Result<std::string> shown(const Verb& verb, std::string_view reply, Format format) {
    if (reply.empty()) return "";
    if (format == Format::json || (verb.list.empty() && format == Format::ndjson))
        return std::string{reply} + "\n";
    std::vector<std::string> texts{std::string{reply}};
    if (!verb.list.empty()) {
        TRY(elements, elements_of(reply, verb.list));
        texts = std::move(elements);
    }
    std::string lines;
    std::vector<FlatRow> rows;
    for (const std::string& text : texts) {
        lines += text + "\n";
        TRY(row, flat_row(text));
        rows.push_back(std::move(row));
    }
    if (format == Format::ndjson) return lines;
    if (format == Format::csv) return rows_as_csv(rows);
    if (verb.list.empty()) return members_as_table(rows.front());
    return rows_as_table(verb, rows);
}

Result<std::string> count_of(const Verb& verb, std::string_view reply) {
    if (verb.list.empty()) return "";
    TRY(elements, elements_of(reply, verb.list));
    std::string total;
    TRY(json::read(reply, [&](json::Value& root) {
        root.for_each_member([&](std::string_view name, json::Value& value) {
            if (name == "total") total = value.number();
        });
    }));
    return fmt::format("{} of {}", elements.size(), total);
}

}  // namespace ledger::app
