// How requests come to a sandbox and answers leave it: values, no sockets.
#pragma once

#include "engine/kernel/request.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace ledger::stellar::sandbox {

struct SandboxRequest {
    Method method = Method::get;
    std::string target{};        ///< As sent, with the query.
    std::string host{};          ///< The header; empty: addresses in answers are relative.
    std::string content_type{};  ///< Without parameters, lower case.
    std::string accept{};
    std::string last_event_id{};
    std::string caller{};  ///< Whose requests are counted together: an address.
    std::string body{};
};

/// Names an answer that is not complete yet.
using Ticket = std::uint64_t;

/// The reply comes with a later step.
struct Held {
    Ticket ticket = 0;
};
/// The reply's body is only the beginning; more comes with later steps.
struct Stream {
    Ticket ticket = 0;
    Reply head;
};
/// The connection is cut without an answer: a fault that was asked for.
struct Dropped {};
using Answer = std::variant<Reply, Held, Stream, Dropped>;

/// A piece of a stream.
struct Chunk {
    std::string bytes;
    bool is_last = false;
};
/// What a step has for somebody who waits.
struct Delivery {
    Ticket ticket = 0;
    std::variant<Reply, Chunk> what;
};

}  // namespace ledger::stellar::sandbox
