// What a second implementation of XDR and SEP-51 is compared with:
//
//   xdr_values make SEED COUNT    writes "TYPE BASE64 JSON" lines, COUNT random values of each type
//   xdr_values schema             writes "TYPE kind names" lines, the members or arms of each type
//   xdr_values check              reads such lines, and says which of them it reads differently
#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/sep51.hpp"
#include "tests/xdr/any_value.hpp"

#include <cstdlib>
#include <iostream>

namespace ledger::stellar::xdr {
namespace {

int make(std::uint64_t seed, int count) {
    ValueMaker maker{seed};
    for (const Entry& entry : all_types()) {
        for (int i = 0; i < count; ++i) {
            const AnyValue value = maker.make(entry);
            const auto bytes = encode_from(entry.type(), entry.name, value.get());
            const auto text = json_from(entry.type(), entry.name, value.get());
            if (!bytes || !text) {
                std::cerr << (bytes ? text.error() : bytes.error()).message << '\n';
                return EXIT_FAILURE;
            }
            std::cout << entry.name << ' ' << to_base64(*bytes) << ' ' << *text << '\n';
        }
    }
    return EXIT_SUCCESS;
}

int schema() {
    for (const Entry& entry : all_types()) {
        const Type& type = entry.type();
        std::cout << entry.name << ' ' << static_cast<int>(type.kind);
        for (const Member& member : type.members) std::cout << ' ' << member.name;
        if (type.kind == Kind::choice)
            for (const std::int32_t value : discriminants_of(type))
                std::cout << ' ' << name_of(type, value);
        if (type.kind == Kind::enumeration)
            for (const Enumerator& row : type.enumerators) std::cout << ' ' << row.name;
        std::cout << '\n';
    }
    return EXIT_SUCCESS;
}

/// Empty when the line's bytes and its JSON are the same value here.
std::string difference(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    if (second == line.npos) return "not a line";
    const auto entry = find_type(line.substr(0, first));
    const auto bytes = from_base64(line.substr(first + 1, second - first - 1));
    const std::string_view text = line.substr(second + 1);
    if (!entry || !bytes) return "no such type, or not Base64";

    const AnyValue from_bytes = make_value(*entry);
    const AnyValue from_text = make_value(*entry);
    const auto decoded = decode_into(entry->type(), entry->name, *bytes, from_bytes.get());
    if (!decoded) return decoded.error().message;
    const auto read = read_json_into(entry->type(), entry->name, text, from_text.get());
    if (!read) return read.error().message;
    if (encode_from(entry->type(), entry->name, from_text.get()).value_or("") != *bytes)
        return "its JSON has other bytes";
    if (json_from(entry->type(), entry->name, from_bytes.get()).value_or("") != text)
        return "its bytes have other JSON";
    return {};
}

int check() {
    int differences = 0;
    for (std::string line; std::getline(std::cin, line);) {
        const std::string what = difference(line);
        if (what.empty()) continue;
        ++differences;
        std::cout << what << ": " << line << '\n';
    }
    return differences == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(int count, char** arguments) {
    const std::string_view verb = count > 1 ? arguments[1] : "";
    if (verb == "make" && count == 4)
        return make(std::strtoull(arguments[2], nullptr, 10), std::atoi(arguments[3]));
    if (verb == "schema") return schema();
    if (verb == "check") return check();
    std::cerr << "xdr_values make SEED COUNT | schema | check\n";
    return 2;
}

}  // namespace
}  // namespace ledger::stellar::xdr

int main(int count, char** arguments) { return ledger::stellar::xdr::run(count, arguments); }
