// The verbs that are one request each: what they ask, and what of the reply is shown.
#pragma once

#include "engine/kernel/request.hpp"

#include <span>
#include <string_view>

namespace ledger::app {

/// Where an option's value goes.
enum class Place { query, body };
/// As what it goes into a body; a list's items stand between commas, and JSON goes as it is.
enum class Form { text, number, list, json };

struct VerbOption {
    std::string_view flag;
    std::string_view member;  ///< Of query or body; dots lead into objects.
    std::string_view words;
    Place place = Place::query;
    Form form = Form::text;
    bool required = false;
};

/// A column of a table: a member of each row, or else another.
struct Column {
    std::string_view heading;
    std::string_view member;
    std::string_view unit{};
    std::string_view otherwise{};
    std::string_view otherwise_unit{};
};

struct Verb {
    std::string_view noun;  ///< "sla config": one word within another.
    std::string_view name;
    std::string_view words;
    Method method = Method::get;
    std::string_view path;  ///< Each {placeholder} is an argument of the verb.
    std::span<const VerbOption> options{};
    std::string_view list{};            ///< The member that holds the rows; empty: one thing.
    std::span<const Column> columns{};  ///< Of the table.
    bool sends_file = false;  ///< Its body is a file that it is given: CSV, JSON lines or JSON.
    bool destroys = false;    ///< Wants --yes, or a word typed on a terminal.
};

std::span<const Verb> verb_table();

}  // namespace ledger::app
