// XDR-JSON, as SEP-51 defines it: values to text and back.
#pragma once

#include "stellar/xdr/codec.hpp"

namespace ledger::stellar::xdr {

/// One line without spaces, members in the protocol's order. Fails as `encode_from` does, and when
/// a signed payload is empty: no strkey says that.
Result<std::string> json_from(const Type& type, std::string_view root, const void* value);

/// Reads JSON into an empty value at `value`. Members may come in any order; an optional one that
/// is absent is null; `$schema` is passed over; 64-bit integers may be numbers. Unknown and
/// repeated members are refused. The text may have `json_per_input_byte` characters for each of the
/// limits' bytes.
Result<void> read_json_into(const Type& type, std::string_view root, std::string_view text,
                            void* value, const Limits& limits = {});

template <class T>
Result<std::string> to_json(const T& value) {
    return json_from(T::xdr_type(), T::xdr_name, &value);
}

template <class T>
Result<T> from_json(std::string_view text, const Limits& limits = {}) {
    T value{};
    TRY(read_json_into(T::xdr_type(), T::xdr_name, text, &value, limits));
    return value;
}

}  // namespace ledger::stellar::xdr
