#include "engine/bulk/json_rows.hpp"

#include "engine/kernel/json_reader.hpp"

#include <utility>
#include <vector>

namespace ledger::bulk {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{1} << 20;
constexpr std::string_view blanks = " \t\r";

FieldError whole(std::string_view rule, std::string_view message) {
    return {"", std::string{rule}, std::string{message}, {}};
}

/// What the frame around the rows holds, and what is wrong with it.
struct Frame {
    std::string_view rows_name;
    std::vector<RawRow> rows{};
    std::vector<FieldError> errors{};

    void complain(std::string_view field, std::string_view rule, std::string_view message) {
        errors.push_back({std::string{field},
                          std::string{rule},
                          std::string{field} + " " + std::string{message},
                          {}});
    }
    void take_elements(json::Value& array) {
        if (array.kind() != json::Kind::array) {
            errors.push_back(
                whole("type", "the " + std::string{rows_name} + " must be an array of objects"));
            return;
        }
        array.for_each_element([&](json::Value& element) {
            rows.push_back(
                {.number = rows.size() + 1, .json = std::string{element.raw()}, .errors = {}});
        });
    }
    void take_root(json::Value& root) {
        if (root.kind() != json::Kind::object) return take_elements(root);
        bool found = false;
        root.for_each_member([&](std::string_view name, json::Value& member) {
            if (name != rows_name) {
                complain(name, "unknown", "is not a known field");
            } else if (std::exchange(found, true)) {
                complain(name, "duplicate", "is given more than once");
            } else {
                take_elements(member);
            }
        });
        if (!found) complain(rows_name, "required", "is required");
    }
};

}  // namespace

Result<void> JsonLines::feed(std::string_view bytes, RowSink sink) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        is_too_long_ |= line_.size() + piece.size() > max_line_bytes;
        if (!is_too_long_) line_ += piece;
        if (end == bytes.npos) return {};
        take_line(sink);
        bytes.remove_prefix(end + 1);
    }
    return {};
}

Result<void> JsonLines::finish(RowSink sink) {
    take_line(sink);
    return {};
}

void JsonLines::take_line(RowSink sink) {
    std::string line = std::exchange(line_, {});
    if (std::exchange(is_too_long_, false)) {
        sink({.number = ++row_number_,
              .json = {},
              .errors = {whole("max_length", "a line has at most 1 MiB")}});
    } else if (line.find_first_not_of(blanks) != line.npos) {
        sink({.number = ++row_number_, .json = std::move(line), .errors = {}});
    }
}

Result<void> JsonDocument::feed(std::string_view bytes, RowSink) {
    document_ += bytes;
    return {};
}

Result<void> JsonDocument::finish(RowSink sink) {
    Frame frame{.rows_name = rows_name_};
    TRY(json::read(document_, [&](json::Value& root) { frame.take_root(root); }));
    if (!frame.errors.empty()) return fail(invalid_fields(std::move(frame.errors)));
    for (RawRow& row : frame.rows) sink(std::move(row));
    return {};
}

}  // namespace ledger::bulk
