#include "stellar/text/xdr_text.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/registry.hpp"
#include "stellar/xdr/sep51.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace ledger::stellar {
namespace {

/// What is looked at by hand may be larger than a transaction: the meta of one, or a ledger's.
constexpr xdr::Limits limits{.input_bytes = most_xdr_text / 4 * 3};

Result<xdr::Entry> entry_named(std::string_view type) {
    const std::optional<xdr::Entry> entry = xdr::find_type(type);
    if (entry) return *entry;
    return fail(ErrorKind::not_found, "xdr.unknown_type",
                "no XDR type is called " + std::string{type});
}

std::unexpected<Error> too_long() {
    return fail(ErrorKind::validation, "xdr.invalid",
                "more than " + std::to_string(most_xdr_text) + " characters");
}

}  // namespace

std::vector<std::string> xdr_type_names() {
    std::vector<std::string> names;
    for (const xdr::Entry& entry : xdr::all_types()) names.emplace_back(entry.name);
    std::ranges::sort(names);
    return names;
}

Result<std::string> json_of_xdr(std::string_view type, std::string_view base64) {
    TRY(entry, entry_named(type));
    if (base64.size() > most_xdr_text) return too_long();
    const std::optional<std::string> bytes = from_base64(base64);
    if (!bytes) return fail(ErrorKind::validation, "xdr.invalid", "this is not Base64");
    const xdr::AnyValue value = xdr::make_value(entry);
    TRY(xdr::decode_into(entry.type(), entry.name, *bytes, value.get(), limits));
    return xdr::json_from(entry.type(), entry.name, value.get());
}

Result<std::string> xdr_of_json(std::string_view type, std::string_view json) {
    TRY(entry, entry_named(type));
    if (json.size() > most_xdr_text) return too_long();
    const xdr::AnyValue value = xdr::make_value(entry);
    TRY(xdr::read_json_into(entry.type(), entry.name, json, value.get(), limits));
    TRY(bytes, xdr::encode_from(entry.type(), entry.name, value.get()));
    return to_base64(bytes);
}

}  // namespace ledger::stellar
