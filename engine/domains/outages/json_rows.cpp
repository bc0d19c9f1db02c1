#include "engine/domains/outages/json_rows.hpp"

#include "engine/kernel/json_reader.hpp"

#include <utility>
#include <vector>

namespace ledger::outages {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{1} << 20;
constexpr std::string_view blanks = " \t\r";

FieldError whole(std::string_view rule, std::string_view message) {
    return {"", std::string{rule}, std::string{message}, {}};
}

/// Hands the rows of `array` on; the complaints are about the frame around them.
void take_elements(json::Value& array, std::vector<RawRow>& rows, std::vector<FieldError>& errors) {
    if (array.kind() != json::Kind::array) {
        errors.push_back(whole("type", "the outages must be an array of objects"));
        return;
    }
    array.for_each_element([&](json::Value& element) {
        rows.push_back(
            {.number = rows.size() + 1, .json = std::string{element.raw()}, .errors = {}});
    });
}

void take_root(json::Value& root, std::vector<RawRow>& rows, std::vector<FieldError>& errors) {
    if (root.kind() != json::Kind::object) return take_elements(root, rows, errors);
    bool found = false;
    root.for_each_member([&](std::string_view name, json::Value& member) {
        if (name != "outages") {
            errors.push_back(
                {std::string{name}, "unknown", std::string{name} + " is not a known field", {}});
        } else if (std::exchange(found, true)) {
            errors.push_back({"outages", "duplicate", "outages is given more than once", {}});
        } else {
            take_elements(member, rows, errors);
        }
    });
    if (!found) errors.push_back({"outages", "required", "outages is required", {}});
}

}  // namespace

Result<void> JsonLines::feed(std::string_view bytes, FunctionRef<void(RawRow)> sink) {
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

Result<void> JsonLines::finish(FunctionRef<void(RawRow)> sink) {
    take_line(sink);
    return {};
}

void JsonLines::take_line(FunctionRef<void(RawRow)> sink) {
    std::string line = std::exchange(line_, {});
    if (std::exchange(is_too_long_, false)) {
        sink({.number = ++row_number_,
              .json = {},
              .errors = {whole("max_length", "a line has at most 1 MiB")}});
    } else if (line.find_first_not_of(blanks) != line.npos) {
        sink({.number = ++row_number_, .json = std::move(line), .errors = {}});
    }
}

Result<void> JsonDocument::feed(std::string_view bytes, FunctionRef<void(RawRow)>) {
    document_ += bytes;
    return {};
}

Result<void> JsonDocument::finish(FunctionRef<void(RawRow)> sink) {
    std::vector<RawRow> rows;
    std::vector<FieldError> errors;
    TRY(json::read(document_, [&](json::Value& root) { take_root(root, rows, errors); }));
    if (!errors.empty()) return fail(invalid_fields(std::move(errors)));
    for (RawRow& row : rows) sink(std::move(row));
    return {};
}

}  // namespace ledger::outages
