// The request boundary: what a handler throws (out of memory, a library) is our failure, not the
// process's end.
#pragma once

#include "engine/kernel/result.hpp"

#include <exception>

namespace ledger {

/// The result of `function`, or the error "handler.exception".
template <class Function>
auto guarded(Function&& function) -> decltype(function()) {
    try {
        return function();
    } catch (const std::exception& exception) {
        return fail(ErrorKind::internal, "handler.exception", exception.what());
    }
}

}  // namespace ledger
