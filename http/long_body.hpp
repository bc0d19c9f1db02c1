// The body of a reply that is too long to be made at once, or that goes on as things happen.
#pragma once

#include "engine/kernel/result.hpp"
#include "http/exchange.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ledger {

/// Goes from thread to thread, and is used by one at a time.
class LongBody {
public:
    LongBody() = default;
    LongBody(const LongBody&) = delete;
    LongBody& operator=(const LongBody&) = delete;
    virtual ~LongBody() = default;

    /// Nothing: it ends when it ends, and is sent in chunks.
    virtual std::optional<std::uint64_t> size() const = 0;

    /// After an error, or an empty piece, there is nothing more to come.
    using Taker =
        std::move_only_function<void(std::unique_ptr<LongBody> body, Result<std::string> piece)>;
    /// On the exchange's I/O thread: has the next piece made elsewhere, and hands it and the body
    /// back on that thread. `self` is this body: whoever works on it keeps it alive.
    virtual void make_piece(std::unique_ptr<LongBody> self, const Exchange& exchange,
                            Taker take) = 0;
};

}  // namespace ledger
