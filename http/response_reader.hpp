// HTTP/1.1 responses out of bytes as they come: what our clients read.
#pragma once

#include "engine/ports/http_client.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ledger {

/// Reads one response. 1xx announces it and is passed over; trailers are not asked for.
class ResponseReader {
public:
    struct Bounds {
        std::size_t body_bytes = 0;
        std::size_t header_bytes = 0;
        bool is_head = false;  ///< The response to a HEAD: no body, whatever the fields say.
    };

    explicit ResponseReader(Bounds bounds);
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;
    ~ResponseReader();

    /// Takes what it can off the front of `input`. Errors: "client.too_large", and "client.broken"
    /// when it is not HTTP.
    Result<void> take(std::string& input);
    /// Nothing more comes: the end of a body that has no length. An error when it ends too soon.
    Result<void> end();

    bool has_head() const;  ///< Status and fields are known.
    bool is_done() const;
    /// Whether the connection can serve another request. Once it is done.
    bool keeps_alive() const;
    /// With as much of the body as was read.
    HttpResponse& response();

private:
    struct Parser;
    Bounds bounds_;
    std::unique_ptr<Parser> parser_;
};

}  // namespace ledger
