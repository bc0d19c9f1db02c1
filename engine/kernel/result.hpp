// A value or an Error, and the one macro that passes an error on.
#pragma once

#include "engine/kernel/error.hpp"

#include <expected>
#include <utility>

namespace ledger {

template <class T>
using Result = std::expected<T, Error>;

/// `return fail(kind, "code", "message");` from any function that returns a Result.
inline std::unexpected<Error> fail(ErrorKind kind, std::string_view code, std::string message) {
    return std::unexpected{
        Error{.kind = kind, .code = std::string{code}, .message = std::move(message)}};
}

inline std::unexpected<Error> fail(Error error) { return std::unexpected{std::move(error)}; }

}  // namespace ledger

#define LEDGER_TRY_DECLARE(name, expression)                                      \
    auto name##_result = (expression);                                            \
    if (!name##_result) return std::unexpected{std::move(name##_result).error()}; \
    auto&& name = *name##_result
#define LEDGER_TRY_RUN(expression)                                            \
    if (auto try_result = (expression); !try_result) return std::unexpected { \
            std::move(try_result).error()                                     \
        }
#define LEDGER_TRY_PICK(first, second, macro, ...) macro

/// `TRY(value, f());` declares `value` or returns f's error; `TRY(g());` only returns g's error.
/// An expression with a comma outside parentheses needs parentheses of its own.
#define TRY(...) LEDGER_TRY_PICK(__VA_ARGS__, LEDGER_TRY_DECLARE, LEDGER_TRY_RUN, )(__VA_ARGS__)
