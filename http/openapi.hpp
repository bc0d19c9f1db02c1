// The API's OpenAPI 3.1 document, made from the route tables and the field lists behind them.
#pragma once

#include "engine/kernel/route.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ledger {

/// JSON; the same tables give the same bytes. Every route must have a shape.
std::string openapi_document(std::span<const std::span<const Route>> tables,
                             std::string_view version);

/// Unique, because a method and a path are: "get_outages_id_timeline".
std::string operation_id(const Route& route);

}  // namespace ledger
