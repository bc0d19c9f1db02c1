// The kept answer of a request with an Idempotency-Key, written in the batch of its events
// (rulings 2, 48).
#pragma once

#include "engine/core/command.hpp"

#include <string>
#include <string_view>

namespace ledger {

struct KeptAnswer {
    Hash request;  ///< SHA-256(method, path, body) of the request that it answers.
    Timestamp recorded_at{};
    Position position = 0;
    Reply reply;
};

/// How long an answer is kept, by `recorded_at`.
inline constexpr Duration idempotency_lifetime = std::chrono::days{7};

/// Compaction keeps an answer for longer, so that the sequencer alone decides when it is too old,
/// whatever the machine's clock says.
inline constexpr Duration idempotency_grace = std::chrono::days{1};
/// Whether no lookup can want this kept answer any more. False for what is no kept answer: the
/// lookup has to say so.
bool is_expired_answer(std::string_view bytes, Timestamp now);

std::string encode_answer(const KeptAnswer& answer);
Result<KeptAnswer> decode_answer(std::string_view bytes);

/// The scope of a key: the same key of another principal is another key.
Hash idempotency_scope(std::string_view actor, std::string_view key);
Hash idempotency_request(std::string_view method, std::string_view path, std::string_view body);

}  // namespace ledger
