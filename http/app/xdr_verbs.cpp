#include "http/app/xdr_verbs.hpp"

#include "engine/kernel/encoding.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/remote.hpp"
#include "stellar/text/envelope_hash.hpp"
#include "stellar/text/xdr_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string>

namespace ledger::app {
namespace {

constexpr std::string_view spaces = " \t\r\n";

/// All of stdin without the spaces around it; no more than one character over what is taken.
std::string text_on_stdin() {
    std::string text(stellar::most_xdr_text + 1, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
    text.erase(text.find_last_not_of(spaces) + 1);
    text.erase(0, std::min(text.find_first_not_of(spaces), text.size()));
    return text;
}

int show(const Result<std::string>& text) {
    if (!text) return tell(text.error());
    fmt::print("{}\n", *text);
    return exit_ok;
}

}  // namespace

int decode_xdr(std::string_view type) { return show(stellar::json_of_xdr(type, text_on_stdin())); }

int encode_xdr(std::string_view type) { return show(stellar::xdr_of_json(type, text_on_stdin())); }

int hash_envelope(std::string_view passphrase) {
    const auto hashes = stellar::envelope_hashes(passphrase, text_on_stdin());
    if (!hashes) return tell(hashes.error());
    fmt::print("{}\n", to_hex(hashes->hash));
    if (hashes->inner) fmt::print("inner {}\n", to_hex(*hashes->inner));
    return exit_ok;
}

int list_xdr_types() {
    for (const std::string& name : stellar::xdr_type_names()) fmt::print("{}\n", name);
    return exit_ok;
}

}  // namespace ledger::app
