// A reply as a verb shows it: a table for people, JSON, JSON lines or CSV.
#pragma once

#include "engine/kernel/result.hpp"
#include "http/app/verb_table.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::app {

enum class Format { table, json, ndjson, csv };

/// Members of one JSON object by dotted path; null is empty, lists are joined by ", ".
using FlatRow = std::map<std::string, std::string, std::less<>>;
Result<FlatRow> flat_row(std::string_view json);

/// The elements of the array `member` of a JSON object, each as its text.
Result<std::vector<std::string>> elements_of(std::string_view json, std::string_view member);

/// The text for stdout.
Result<std::string> shown(const Verb& verb, std::string_view reply, Format format);

/// "3 of 45"; empty when the reply is no list.
Result<std::string> count_of(const Verb& verb, std::string_view reply);

}  // namespace ledger::app
