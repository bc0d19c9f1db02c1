// The replies of one operation, good and bad, as OpenAPI describes them.
#pragma once

#include "engine/kernel/route.hpp"
#include "engine/kernel/schema.hpp"

#include <set>
#include <string>

namespace ledger {

/// Whether what the route does may write: a command, or a streamed body of commands.
bool is_command(const Route& route);

/// "responses" of an operation. Errors of our envelope are referred to, and noted in `errors`.
std::string responses_of(const Route& route, SchemaBook& book, std::set<int>& errors);

/// "content": the forms of a body, by media type.
std::string content_of(std::span<const BodyShape> forms, SchemaBook& book, Direction direction);

/// What `responses_of` refers to: a response for each of these statuses.
std::string error_responses(const std::set<int>& statuses);
/// The schema of the envelope, with the closed list of codes.
std::string error_schema();
/// What `responses_of` refers to: the headers of many replies.
std::string common_headers();

/// {"$ref":"#/components/<kind>/<name>"}
std::string reference_to(std::string_view kind, std::string_view name);

}  // namespace ledger
