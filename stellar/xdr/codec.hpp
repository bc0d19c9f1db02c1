// XDR bytes to values and back. Decoding is strict: what it accepts, encoding writes again byte for
// byte. Errors name the path and the rule: `TransactionEnvelope.tx.tx.operations[2].body.payment`.
#pragma once

#include "engine/kernel/result.hpp"
#include "stellar/xdr/fault.hpp"
#include "stellar/xdr/limits.hpp"
#include "stellar/xdr/type.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar::xdr {

/// Decodes `bytes`, all of them, into an empty value at `value`. `root` begins the path of errors.
/// Fails with code "xdr.invalid" or, when a discriminant or enumerator is not declared here,
/// "xdr.unsupported"; the value is then somewhere between.
Result<void> decode_into(const Type& type, std::string_view root, std::string_view bytes,
                         void* value, const Limits& limits = {});

/// Fails when the value breaks a bound of its type, has a discriminant or enumerator that is not
/// declared, or is nested deeper than `depth`.
Result<std::string> encode_from(const Type& type, std::string_view root, const void* value,
                                std::size_t depth = default_depth);

template <class T>
Result<T> decode(std::string_view bytes, const Limits& limits = {}) {
    T value{};
    TRY(decode_into(T::xdr_type(), T::xdr_name, bytes, &value, limits));
    return value;
}

template <class T>
Result<std::string> encode(const T& value) {
    return encode_from(T::xdr_type(), T::xdr_name, &value);
}

}  // namespace ledger::stellar::xdr
